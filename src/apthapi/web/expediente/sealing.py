"""By what an issued paper is verified and signed: its code, and what is added to it before it is composed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from apthapi.documents.paper import Draft
from apthapi.web.expediente.models import Emitido
from apthapi.web.firmas.expected import await_signatures as wait
from apthapi.web.firmas.expected import verification_for


@dataclass(frozen=True, slots=True)
class Sello:
    """The code of a paper that is about to be composed, and what adds it, with the places to sign, to its draft."""

    codigo: str
    stamp: Callable[[Draft], Draft]


def seal_for(papel: str, entidad: str, plan: str) -> Sello:
    """A new code, `7KQM-3XWP-B9TR`, which nobody finds by trying, and who signs the paper."""
    verification = verification_for(papel, entidad, plan)
    return Sello(verification.code, lambda draft: replace(draft, verification=verification))


def await_signatures(emitido: Emitido) -> None:
    """What the paper waits for from now on; in the act that issues it."""
    wait(emitido)
