"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.observations import bulk_views, views

SITE: list[URLPattern | URLResolver] = []

_BOTH: list[URLPattern | URLResolver] = [
    path("observaciones", views.observations, name="observaciones"),
    path("observaciones/panel", views.panel, name="observaciones_panel"),
    path("observaciones/fijar", views.pin_one, name="observar"),
    path("observaciones/<int:numero>/<str:que>", views.intervene_in, name="intervenir"),
    path("visto", views.seen, name="visto"),
]

OF_PLAN: list[URLPattern | URLResolver] = [
    *_BOTH,
    path("observaciones.csv", views.as_file, name="observaciones_archivo"),
    path("observaciones/varias", bulk_views.pin_many, name="observar_varias"),
    path("observaciones/resolver", bulk_views.resolve_chosen, name="resolver_varias"),
]
OF_UNIT: list[URLPattern | URLResolver] = _BOTH
