"""The addresses of the readings: the same below a plan and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.lecturas import views

SITE: list[URLPattern | URLResolver] = []
OF_UNIT: list[URLPattern | URLResolver] = [
    path("lecturas/", views.readings, name="lecturas"),
    path("lecturas/nueva", views.take, name="lectura_nueva"),
    path("lecturas/<uuid:lectura>/", views.reading, name="lectura"),
    path("lecturas/<uuid:lectura>/avance", views.progress_now, name="lectura_avance"),
    path("lecturas/<uuid:lectura>/decidir", views.decide, name="lectura_decidir"),
    path("lecturas/<uuid:lectura>/pasar", views.passing, name="lectura_pasar"),
    path("lecturas/<uuid:lectura>/descartar", views.drop, name="lectura_descartar"),
    path("lecturas/<uuid:lectura>/pagina/<int:numero>", views.picture, name="lectura_pagina"),
    path("lecturas/<uuid:lectura>/archivo/<int:orden>", views.original, name="lectura_archivo"),
]
OF_PLAN = OF_UNIT
