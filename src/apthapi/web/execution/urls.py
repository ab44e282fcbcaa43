"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.execution.budget import views as budget
from apthapi.web.execution.certifying import views
from apthapi.web.execution.evaluating import views as evaluating
from apthapi.web.execution.progress import views as progress
from apthapi.web.execution.spending import importing
from apthapi.web.execution.spending import views as spending
from apthapi.web.importacion.urls import wizard

_ONE = "certificaciones/<str:tipo>/<str:numero>"

SITE: list[URLPattern | URLResolver] = []
OF_PLAN: list[URLPattern | URLResolver] = [
    path("certificaciones", views.index, name="certificaciones"),
    path("presupuesto", budget.index, name="presupuesto"),
    path("presupuesto/modificacion", budget.new, name="modificacion_nueva"),
    path("presupuesto/modificaciones/<str:numero>", budget.one, name="modificacion"),
    path("avance", progress.index, name="avance"),
    path("gasto", spending.index, name="gasto"),
    path("gasto/pegar", spending.paste, name="gasto_pegar"),
    *wizard("gasto/importar/", "_gasto", "gasto"),
    path("gasto/importar/<uuid:numero>/vista", importing.review, {"asunto": "gasto"}, name="importacion_vista_gasto"),
    path("evaluacion", evaluating.index, name="evaluacion"),
    path("evaluacion/<int:mes>/informe.pdf", evaluating.report_file, name="evaluacion_pdf"),
    path("evaluacion/<int:mes>/emitir", evaluating.issue_report, name="evaluacion_emitir"),
    path("evaluacion/<int:mes>/anular", evaluating.void_report, name="evaluacion_anular"),
]
OF_UNIT: list[URLPattern | URLResolver] = [
    path("certificaciones", views.index, name="certificaciones_unidad"),
    path("certificar/<str:tipo>", views.certify, name="certificar"),
    path(_ONE, views.certificate, name="certificacion"),
    path(f"{_ONE}/pdf", views.certificate_file, name="certificacion_pdf"),
    path(f"{_ONE}/papel", views.to_sign, name="certificacion_papel"),
    path(f"{_ONE}/liberar", views.release, name="certificacion_liberar"),
    path(f"{_ONE}/utilizar", views.use, name="certificacion_utilizar"),
    path("avance", progress.unit, name="avance_unidad"),
    path("avance/recordar", progress.send_reminder, name="avance_recordar"),
    path("avance/evidencias/<str:sha256>", progress.evidence, name="avance_evidencia"),
    path("avance/<int:mes>", progress.update, name="avance_informar"),
    path("gasto", spending.index, name="gasto_unidad"),
    path("gasto/mes", spending.entry, name="gasto_mes"),
    path("gasto/pegar", spending.paste, name="gasto_pegar_unidad"),
    path("evaluacion", evaluating.unit, name="evaluacion_unidad"),
    path("evaluacion/<int:mes>/explicar", evaluating.explain_findings, name="evaluacion_explicar"),
    path("evaluacion/<int:mes>/solicitar", evaluating.request_change, name="evaluacion_solicitar"),
]
