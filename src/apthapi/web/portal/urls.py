"""Addresses of the room: of the whole site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.portal import advance_views, views

SITE: list[URLPattern | URLResolver] = [
    path("publico/", views.show, name="publico"),
    path("publico/<path:direccion>", views.show, name="publico_pagina"),
]
OF_PLAN: list[URLPattern | URLResolver] = [
    path("publicar-avance", advance_views.advance, name="publicar_avance"),
]
OF_UNIT: list[URLPattern | URLResolver] = []
