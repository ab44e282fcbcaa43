"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.libros import views

SITE: list[URLPattern | URLResolver] = []
OF_PLAN: list[URLPattern | URLResolver] = []
OF_UNIT: list[URLPattern | URLResolver] = [
    path("libro", views.workbook, name="libro"),
    path("libro/descargar", views.take, name="libro_descargar"),
    path("libro/subir", views.bring, name="libro_subir"),
    path("libro/recibido/<int:recibido>", views.original, name="libro_recibido"),
    path("libro/<uuid:subida>", views.preview, name="libro_subido"),
    path("libro/<uuid:subida>/avance", views.progress, name="libro_avance"),
    path("libro/<uuid:subida>/decidir", views.choose, name="libro_decidir"),
    path("libro/<uuid:subida>/aceptar", views.accept_it, name="libro_aceptar"),
    path("libro/<uuid:subida>/descartar", views.discard, name="libro_descartar"),
]
