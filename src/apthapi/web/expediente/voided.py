"""Rows of documents whose paper was voided after the approval: they stay where they are, and count no more."""

from __future__ import annotations

from apthapi.documents.cites import same_as
from apthapi.documents.hechos import Documento
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido
from apthapi.web.expediente.rows import document_rows

FOLLOW_APPROVAL = frozenset({"nota_remision"})
"""Papers that are issued after the approval, and may be voided then while nobody has signed them."""


def voided_documents(plan: str) -> set[str]:
    """The documents of the plan that are of voided papers: nobody may count with them."""
    papers = Emitido.objects.filter(plan=plan, estado=EstadoDeEmitido.ANULADO, papel__in=FOLLOW_APPROVAL)
    # A document that was registered later may have the name of one that was deleted, and never its CITE.
    voided = set(papers.values_list("documento", "cite_clave"))
    if not voided:
        return set()
    return {each.documento for each in document_rows(plan) if (each.documento, same_as(each.cite)) in voided}


def standing_rows(plan: str) -> list[Documento]:
    """The documents of the plan that count, by date."""
    voided = voided_documents(plan)
    return [each for each in document_rows(plan) if each.documento not in voided]
