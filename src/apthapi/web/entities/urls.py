"""The addresses of what is administered. Below /administracion/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.entities import load_views as load
from apthapi.web.entities import table_views as tables
from apthapi.web.entities import views

ADMINISTRATION: list[URLPattern | URLResolver] = [
    path("entidades/", views.entities, name="entidades"),
    path("entidades/<str:codigo>/", views.entity, name="entidad"),
    path("tablas/", tables.index, name="tablas"),
    path("tablas/gestion", tables.new_year, name="gestion_nueva"),
    path("tablas/<str:conjunto>/<int:gestion>/", tables.show, name="tabla"),
    path("tablas/<str:conjunto>/<int:gestion>/fila", tables.save_row, name="tabla_fila"),
    path("tablas/<str:conjunto>/<int:gestion>/fila/<int:fila>/quitar", tables.remove_row, name="tabla_fila_quitar"),
    path("tablas/<str:conjunto>/<int:gestion>/oficial", tables.official, name="tabla_oficial"),
    path("tablas/<str:conjunto>/<int:gestion>/archivo", tables.download, name="tabla_archivo"),
    path("tablas/<str:conjunto>/<int:gestion>/cargar", load.load, name="tabla_cargar"),
    path("tablas/<str:conjunto>/<int:gestion>/cargar/<int:carga>/", load.preview, name="carga"),
    path("calendario/", views.calendar, name="calendario"),
]
"""Entities, reference sets and calendar."""
