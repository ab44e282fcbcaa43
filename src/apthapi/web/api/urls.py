"""Addresses of the room: of the whole site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.api import feed, page, views
from apthapi.web.api import token_views as administration
from apthapi.web.api.catalog import OWN, PUBLIC, operations_of
from apthapi.web.api.openapi import BASES, V1


def _of(audience: str) -> list[URLPattern]:
    base = BASES[audience].lstrip("/")
    return [
        path(f"{base}{each.path}", views.view_of(each, audience), name=f"api_{audience}_{each.name}")
        for each in operations_of(audience)
    ]


SITE: list[URLPattern | URLResolver] = [
    path("api/", page.show, name="api"),
    path(f"{V1.lstrip('/')}openapi.json", views.description, name="api_descripcion"),
    *_of(PUBLIC),
    *_of(OWN),
    path("api/<path:resto>", views.nothing, name="api_nada"),
    path("publico/<str:entidad>/cambios.atom", feed.show, name="publico_cambios"),
    path("administracion/fichas/", administration.listed, name="fichas"),
    path("administracion/fichas/nueva", administration.new, name="ficha_nueva"),
    path("administracion/fichas/<int:pk>/revocar", administration.revoke, name="ficha_revocar"),
]
OF_PLAN: list[URLPattern | URLResolver] = []
OF_UNIT: list[URLPattern | URLResolver] = []
