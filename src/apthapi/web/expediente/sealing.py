"""By what an issued paper is verified and signed: its code, and what is added to it before it is composed."""

from __future__ import annotations

from dataclasses import replace

from apthapi.documents.escritos import Escrito
from apthapi.documents.paper import Draft
from apthapi.web.firmas.expected import verification_for


def sealed(draft: Draft, codigo: str, escrito: Escrito) -> Draft:
    """The draft with its code and the places where it is signed."""
    plan = escrito.hechos.plan
    return replace(draft, verification=verification_for(escrito.papel.papel, plan.entidad, plan.code, code=codigo))
