"""The texts that are sealed, written once for who chains an act and for who verifies it. Knows no Django.

A value is its length in characters, a colon and itself, so that no two lists of values give the same text; what is
null is a dash. The link of an act is the SHA-256 of the link before it, its place, the act, and the SHA-256 of its
changes in the order of their numbers. The prefix names the form of these texts, should they ever change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

FIRST = "0" * 64
"""What stands before the first link of a chain."""

_FORM = "apthapi-traza-1"
_TOGETHER = 256
_TEXT_LENGTH = 26
Change = tuple[int, str, int, str, str, str, str, int]
"""Number, tabla, renglon, plan, unidad, antes, despues, and the act whose it is."""
Act = tuple[int, str, int | None, int | None, str, str, str, str, str]
"""Number, envio, persona, cargo, moment, clase, plan, unidad, detalle; the answer that was given may be pruned."""


def content_of(changes: Iterable[Change]) -> tuple[int, str]:
    """How many changes there are, and their seal. They are read as they come: an act may have a hundred thousand."""
    seal, count, texts = hashlib.sha256(), 0, []
    for number, tabla, renglon, plan, unidad, before, after, _ in changes:
        texts.append(
            f"{number}:{len(tabla)}:{tabla}{renglon}:{len(plan)}:{plan}{len(unidad)}:{unidad}"
            f"{len(before)}:{before}{len(after)}:{after}"
        )
        count += 1
        if len(texts) == _TOGETHER:
            seal.update("".join(texts).encode(errors="surrogateescape"))
            texts.clear()
    seal.update("".join(texts).encode(errors="surrogateescape"))
    return count, seal.hexdigest()


def link_of(previous: str, entidad: str, numero: int, act: Act, count: int, content: str) -> str:
    """The seal of an act in its place of the chain."""
    values = (_FORM, previous, entidad, numero, *act, count, content)
    return hashlib.sha256("".join(map(_written, values)).encode(errors="surrogateescape")).hexdigest()


def moment_of(value: datetime | str) -> str:
    """A moment in UTC with microseconds. SQLite keeps text, without the microseconds where there are none."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value if len(value) == _TEXT_LENGTH else f"{value}.000000"


def _written(value: object) -> str:
    if value is None:
        return "-"
    text = str(value)
    return f"{len(text)}:{text}"
