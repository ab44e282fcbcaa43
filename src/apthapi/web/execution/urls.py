"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.execution.certifying import views
from apthapi.web.execution.spending import importing
from apthapi.web.execution.spending import views as spending
from apthapi.web.importacion.urls import wizard

_ONE = "certificaciones/<str:tipo>/<str:numero>"

SITE: list[URLPattern | URLResolver] = []
OF_PLAN: list[URLPattern | URLResolver] = [
    path("certificaciones", views.index, name="certificaciones"),
    path("gasto", spending.index, name="gasto"),
    path("gasto/pegar", spending.paste, name="gasto_pegar"),
    *wizard("gasto/importar/", "_gasto", "gasto"),
    path("gasto/importar/<uuid:numero>/vista", importing.review, {"asunto": "gasto"}, name="importacion_vista_gasto"),
]
OF_UNIT: list[URLPattern | URLResolver] = [
    path("certificaciones", views.index, name="certificaciones_unidad"),
    path("certificar/<str:tipo>", views.certify, name="certificar"),
    path(_ONE, views.certificate, name="certificacion"),
    path(f"{_ONE}/pdf", views.certificate_file, name="certificacion_pdf"),
    path(f"{_ONE}/papel", views.to_sign, name="certificacion_papel"),
    path(f"{_ONE}/liberar", views.release, name="certificacion_liberar"),
    path(f"{_ONE}/utilizar", views.use, name="certificacion_utilizar"),
    path("gasto", spending.index, name="gasto_unidad"),
    path("gasto/mes", spending.entry, name="gasto_mes"),
    path("gasto/pegar", spending.paste, name="gasto_pegar_unidad"),
]
