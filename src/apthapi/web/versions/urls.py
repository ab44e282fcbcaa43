"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.versions import next_year_views

SITE: list[URLPattern | URLResolver] = []
OF_PLAN: list[URLPattern | URLResolver] = [
    path("proxima", next_year_views.show, name="proxima_gestion"),
    path("proxima/abrir", next_year_views.open_it, name="proxima_gestion_abrir"),
]
OF_UNIT: list[URLPattern | URLResolver] = []
