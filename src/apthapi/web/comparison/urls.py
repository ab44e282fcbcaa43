"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.comparison import views
from apthapi.web.comparison.modifications import views as modifications

SITE: list[URLPattern | URLResolver] = []
OF_PLAN: list[URLPattern | URLResolver] = [
    path("comparacion", views.compared, name="comparacion"),
    path("comparacion/anexo.pdf", views.annex, name="comparacion_anexo"),
    path("comparacion/<str:tabla>.csv", views.compared_file, name="comparacion_archivo"),
    path("modificaciones", modifications.drafted, name="modificaciones"),
    path("modificaciones/guardar", modifications.save, name="modificaciones_guardar"),
]
OF_UNIT: list[URLPattern | URLResolver] = [
    path("comparacion", views.compared_unit, name="comparacion_unidad"),
    path("comparacion/<str:tabla>.csv", views.compared_unit_file, name="comparacion_unidad_archivo"),
]
