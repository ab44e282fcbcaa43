"""The addresses: of the organ that receives, and of the entity that remits."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.ministerio import budget_views as budget
from apthapi.web.ministerio import country_views as country
from apthapi.web.ministerio import entity_views as entity
from apthapi.web.ministerio import views

_ONE = "ministerio/remisiones/<uuid:codigo>/"

SITE: list[URLPattern | URLResolver] = [
    path("ministerio/", views.inbox, name="bandeja"),
    path("ministerio/recibir", views.receive, name="recibir_plan"),
    path(_ONE, views.one, name="remision"),
    path(f"{_ONE}avance", views.progress_now, name="remision_avance"),
    path(f"{_ONE}hallazgos.csv", views.findings_file, name="remision_hallazgos"),
    path(f"{_ONE}paquete.zip", views.package, name="remision_paquete"),
    path(f"{_ONE}verificar", views.check_again, name="remision_verificar"),
    path(f"{_ONE}devolver", views.give_back, name="remision_devolver"),
    path(f"{_ONE}conciliacion/", budget.tied_out, name="conciliacion"),
    path(f"{_ONE}conciliacion.csv", budget.tied_out_file, name="conciliacion_archivo"),
    path("ministerio/pais/", country.country, name="pais"),
    path("ministerio/pais/consolidado.csv", country.country_file, name="pais_archivo"),
    path("ministerio/pais/comparado/", country.compared, name="pais_comparado"),
    path("ministerio/pais/comparado.csv", country.compared_file, name="pais_comparado_archivo"),
    path("ministerio/presupuesto/", budget.approved, name="presupuesto_oficial"),
    path("ministerio/presupuesto/cargar", budget.load, name="presupuesto_cargar"),
    path(f"{_ONE}paso/<str:accion>", views.act_on, name="remision_paso"),
]
OF_PLAN: list[URLPattern | URLResolver] = [
    path("remision/", entity.remissions, name="remisiones"),
    path("remision/remitir", entity.send, name="remitir_plan"),
    path("remision/<uuid:codigo>/paquete.zip", entity.own_package, name="remision_propia"),
]
OF_UNIT: list[URLPattern | URLResolver] = []
