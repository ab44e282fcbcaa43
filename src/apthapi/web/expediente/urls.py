"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.expediente import template_views as templates
from apthapi.web.expediente import views
from apthapi.web.expediente import writing_views as writing

SITE: list[URLPattern | URLResolver] = [
    path("administracion/plantillas/", templates.index, name="plantillas"),
    path("administracion/plantillas/<str:codigo>/<str:papel>/", templates.template, name="plantilla"),
    path("administracion/plantillas/<str:codigo>/<str:papel>/numeracion", templates.numbering, name="numeracion"),
]
OF_PLAN: list[URLPattern | URLResolver] = [
    path("expediente/", views.case, name="expediente"),
    path("expediente/documento", views.record, name="registrar_documento"),
    path("expediente/documento/<str:documento>/archivo", views.external_file, name="documento_archivo"),
    path("expediente/documento/<str:documento>/quitar", views.forget, name="quitar_documento"),
    path("expediente/emitido/<str:codigo>", views.issued_file, name="emitido_pdf"),
    path("expediente/<str:papel>/", views.paper, name="escrito"),
    path("expediente/<str:papel>/pdf", views.paper_file, name="escrito_pdf"),
    path("expediente/<str:papel>/texto", writing.text, name="escrito_texto"),
    path("expediente/<str:papel>/emitir", writing.emit, name="escrito_emitir"),
    path("expediente/<str:papel>/anular", writing.cancel, name="escrito_anular"),
]
OF_UNIT: list[URLPattern | URLResolver] = []
