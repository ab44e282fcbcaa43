"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.audit import views

SITE: list[URLPattern | URLResolver] = [
    path("auditoria/", views.acts, name="auditoria"),
    path("auditoria/actos/<int:acto>/", views.act, name="auditoria_acto"),
    path("auditoria/verificar", views.check, name="auditoria_verificar"),
    path("auditoria/traza.<str:formato>", views.file, name="auditoria_archivo"),
]
OF_PLAN: list[URLPattern | URLResolver] = []
OF_UNIT: list[URLPattern | URLResolver] = []
