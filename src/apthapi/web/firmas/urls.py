"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.firmas import public_views as public
from apthapi.web.firmas import settings_views as administration
from apthapi.web.firmas import views

SITE: list[URLPattern | URLResolver] = [
    path("firmas/", views.index, name="firmas"),
    path("firmas/<str:codigo>/", views.paper, name="firmas_papel"),
    path("firmas/<str:codigo>/<int:numero>.pdf", views.revision, name="firmas_archivo"),
    path("firmas/<str:codigo>/firmar", views.sign, name="firmar"),
    path("firmas/<str:codigo>/aprobar", views.approve, name="aprobar_papel"),
    path("firmas/<str:codigo>/rechazar", views.refuse, name="rechazar_papel"),
    path("firmas/<str:codigo>/preparar", views.prepare, name="preparar_firma"),
    path("firmas/<str:codigo>/pedido", views.order, name="pedido_de_firma"),
    path("firmas/<str:codigo>/completar", views.finish, name="completar_firma"),
    path("administracion/firmas/", administration.ways, name="formas_de_firmar"),
    path("administracion/firmas/<str:codigo>/", administration.way, name="forma_de_firmar"),
    path("verificar/", public.ask, name="verificar"),
    path("verificar/<str:codigo>", public.of_paper, name="verificar_papel"),
    path("verificar/<str:codigo>/<int:numero>.pdf", public.download, name="verificar_archivo"),
]
OF_PLAN: list[URLPattern | URLResolver] = []
OF_UNIT: list[URLPattern | URLResolver] = []
