"""The official papers: the forms of a unit, the book, the comparative annex and the reports."""

from __future__ import annotations

from apthapi.documents.annex import Annex, AnnexRow, AnnexSection, render_annex
from apthapi.documents.attachment import attached_bytes, read_back
from apthapi.documents.book import render_book
from apthapi.documents.certificacion import Certificado, Renglon, render_certificado
from apthapi.documents.errors import PaperError
from apthapi.documents.evaluacion import render_evaluacion
from apthapi.documents.findings_report import render_findings
from apthapi.documents.forms import TITLES, available_forms
from apthapi.documents.heading import Institution
from apthapi.documents.observed import Observed, render_observations, section_of
from apthapi.documents.paper import Paper
from apthapi.documents.single import render_form

__all__ = [
    "TITLES",
    "Annex",
    "AnnexRow",
    "AnnexSection",
    "Certificado",
    "Institution",
    "Observed",
    "Paper",
    "PaperError",
    "Renglon",
    "attached_bytes",
    "available_forms",
    "read_back",
    "render_annex",
    "render_book",
    "render_certificado",
    "render_evaluacion",
    "render_findings",
    "render_form",
    "render_observations",
    "section_of",
]
