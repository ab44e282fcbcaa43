"""Addresses of the room, below a plan and below the part of a unit: the same pages for both."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.importacion import views

SITE: list[URLPattern | URLResolver] = []


def _pages(suffix: str) -> list[URLPattern | URLResolver]:
    one = "importar/<uuid:numero>"
    return [
        path("importar/", views.index, name=f"importar{suffix}"),
        path("importar/mapas/<int:mapa>/<slug:que>", views.map_act, name=f"importar_mapa{suffix}"),
        path(f"{one}/", views.show, name=f"importacion{suffix}"),
        path(f"{one}/hoja/<int:hoja>", views.sheet, name=f"importacion_hoja{suffix}"),
        path(f"{one}/vista", views.review, name=f"importacion_vista{suffix}"),
        path(f"{one}/paquete.zip", views.package, name=f"importacion_paquete{suffix}"),
    ]


OF_PLAN = _pages("")
OF_UNIT = _pages("_unidad")
