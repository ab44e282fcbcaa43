"""The addresses. Every view is public by name (`publica`) or obeys the table of permissions (`exige`)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from apthapi.web.accounts import views as accounts
from apthapi.web.accounts.urls import OWN_ACCOUNT, PEOPLE
from apthapi.web.api import urls as api
from apthapi.web.audit import urls as audit
from apthapi.web.comparison import urls as comparison
from apthapi.web.config import estilo
from apthapi.web.entities import views as entities
from apthapi.web.entities.urls import ADMINISTRATION
from apthapi.web.execution import urls as execution
from apthapi.web.expediente import urls as expediente
from apthapi.web.firmas import urls as firmas
from apthapi.web.importacion import urls as importacion
from apthapi.web.lecturas import urls as lecturas
from apthapi.web.libros import urls as libros
from apthapi.web.manual import views as manual
from apthapi.web.ministerio import urls as ministerio
from apthapi.web.observations import urls as observations
from apthapi.web.plans import consolidation_views as consolidation
from apthapi.web.plans import grid_views as grid
from apthapi.web.plans import travel_views as travel
from apthapi.web.plans import views as plans
from apthapi.web.plans.copying.urls import urlpatterns as copying
from apthapi.web.plans.papers.urls import urlpatterns as papers
from apthapi.web.plans.techos.urls import urlpatterns as techos
from apthapi.web.portal import urls as portal
from apthapi.web.process import views as process
from apthapi.web.tramites import urls as tramites
from apthapi.web.versions import urls as versions

_ROOMS = (
    versions, tramites, observations, comparison, expediente, execution, firmas, libros, importacion, lecturas,
    audit, api, portal, ministerio,
)  # fmt: skip
"""Each says which of its addresses are of the site, of a plan, and of the part of a unit."""

_ROWS: list[URLPattern | URLResolver] = [
    path("filas/<str:vista>", grid.rows, name="filas"),
    path("guardar/<str:vista>", grid.store, name="guardar"),
    path("interpretar/<str:vista>", grid.interpret, name="interpretar"),
    path("novedades/<str:vista>", grid.news, name="novedades"),
    path("listas/<str:lista>", grid.choices, name="lista"),
]

_UNIDAD: list[URLPattern | URLResolver] = [
    path("", plans.unit, name="unidad"),
    path("verificaciones", grid.findings, name="verificaciones"),
    path("paso/<str:paso>", plans.unit, name="paso"),
    path("viaje", travel.trip, name="viaje"),
    path("cambios", plans.changes, name="cambios"),
    path("acto/<str:accion>", process.act_on_unit, name="acto_unidad"),
    path("papeles/", include(papers)),
    *copying,
    *_ROWS,
    *(each for room in _ROOMS for each in room.OF_UNIT),
]

_PLAN: list[URLPattern | URLResolver] = [
    path("", process.board, name="tablero"),
    path("estructura", plans.structure, name="estructura"),
    path("estructura/planillas", plans.structure_sheets, name="estructura_planillas"),
    path("cambios", plans.plan_changes, name="cambios_del_plan"),
    path("unidades-en-bloque", process.act_on_units, name="actos_unidades"),
    path("plazo", entities.set_limit, name="fijar_plazo"),
    *techos,
    path("consolidacion", consolidation.consolidated, name="consolidacion"),
    path("consolidacion/<str:tabla>.csv", consolidation.consolidated_file, name="consolidacion_archivo"),
    path("papeles/", include(papers)),
    path("unidades/<str:unidad>/", include(_UNIDAD)),
    *(each for room in _ROOMS for each in room.OF_PLAN),
    *_ROWS,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", process.welcome, name="bienvenida"),
    path("demostracion/entrar", accounts.enter_demonstration, name="entrar_demostracion"),
    path("inicio/", process.home, name="inicio"),
    path("planes/<str:plan>/", include(_PLAN)),
    path("estilo/", estilo.show, name="estilo"),
    path("ayuda/", manual.show, name="ayuda"),
    path("ayuda/<slug:pagina>/", manual.show, name="ayuda_pagina"),
    path("cuenta/", include(OWN_ACCOUNT)),
    path("administracion/", include([*PEOPLE, *ADMINISTRATION])),
    path("entidades/<str:codigo>/logo/<str:sello>.png", entities.logo, name="logo"),
    *(each for room in _ROOMS for each in room.SITE),
]

handler400 = "apthapi.web.process.errors.bad_request"
handler403 = "apthapi.web.process.errors.forbidden"
handler404 = "apthapi.web.process.errors.not_found"
handler429 = "apthapi.web.process.errors.too_many"
handler500 = "apthapi.web.process.errors.server_error"
