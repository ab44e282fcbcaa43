"""Addresses of the room, below a plan and below the part of a unit: the same pages for both."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.importacion import views

SITE: list[URLPattern | URLResolver] = []
_ONE = "importar/<uuid:numero>"


def _pages(suffix: str) -> list[URLPattern | URLResolver]:
    return [
        *wizard("importar/", suffix),
        path(f"{_ONE}/vista", views.review, name=f"importacion_vista{suffix}"),
        path(f"{_ONE}/paquete.zip", views.package, name=f"importacion_paquete{suffix}"),
    ]


def wizard(at: str, suffix: str, asunto: str = "") -> list[URLPattern | URLResolver]:
    """The pages up to where the columns are known; what follows of the rows is of each Asunto."""
    more = {"asunto": asunto} if asunto else {}
    one = f"{at}<uuid:numero>"
    return [
        path(at, views.index, more, name=f"importar{suffix}"),
        path(f"{at}mapas/<int:mapa>/<slug:que>", views.map_act, more, name=f"importar_mapa{suffix}"),
        path(f"{one}/", views.show, more, name=f"importacion{suffix}"),
        path(f"{one}/hoja/<int:hoja>", views.sheet, more, name=f"importacion_hoja{suffix}"),
    ]


OF_PLAN = _pages("")
OF_UNIT = _pages("_unidad")
