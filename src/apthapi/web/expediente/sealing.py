"""By what an issued paper is verified and signed: the seam with the room of signatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from apthapi.documents.paper import Draft
from apthapi.web.firmas.expected import await_signatures, verification_for

__all__ = ["Sello", "await_signatures", "seal_for"]


@dataclass(frozen=True, slots=True)
class Sello:
    """The code of a paper that is about to be composed, and what adds it, with the places to sign, to its draft."""

    codigo: str
    stamp: Callable[[Draft], Draft]


def seal_for(papel: str, entidad: str, plan: str) -> Sello:
    """A new code, and the places of those who sign a paper of that kind."""
    verification = verification_for(papel, entidad, plan)
    return Sello(verification.code, lambda draft: replace(draft, verification=verification))
