"""By what an issued paper is verified and signed: the seam with the room of signatures."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from apthapi.documents.paper import Draft
from apthapi.web.expediente.models import Emitido

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which look alike on paper."""


@dataclass(frozen=True, slots=True)
class Sello:
    """The code of a paper that is about to be composed, and what adds it, with the places to sign, to its draft."""

    codigo: str
    stamp: Callable[[Draft], Draft]


def seal_for(papel: str, entidad: str, plan: str) -> Sello:  # noqa: ARG001 - who signs depends on them
    """A new code, `7KQM-3XWP-B9TR`: nobody finds one by trying."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return Sello(code, lambda draft: draft)


def await_signatures(emitido: Emitido) -> None:
    """What the paper waits for from now on; in the act that issues it."""
