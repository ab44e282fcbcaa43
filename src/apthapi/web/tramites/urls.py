"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.tramites import agenda, views, waivers

SITE: list[URLPattern | URLResolver] = [
    path("tramites/", views.index, name="tramites"),
    path("tramites/nuevo", views.new, name="tramite_nuevo"),
    path("agenda/", agenda.show, name="agenda"),
    path("agenda/renovar", agenda.renew, name="agenda_renovar"),
    path("agenda/<str:clave>.ics", agenda.feed, name="agenda_calendario"),
    path("tramites/<int:tramite>/", views.show, name="tramite"),
    path("tramites/<int:tramite>/recuperar", views.take_back, name="tramite_recuperar"),
    path("tramites/<int:tramite>/<slug:accion>", views.act_on, name="tramite_accion"),
]
OF_PLAN: list[URLPattern | URLResolver] = [
    path("justificaciones", waivers.index, name="justificaciones"),
    path("justificaciones/dar", waivers.give, name="justificar"),
    path("justificaciones/<int:dispensa>/retirar", waivers.withdraw, name="justificacion_retirar"),
]
OF_UNIT: list[URLPattern | URLResolver] = []
