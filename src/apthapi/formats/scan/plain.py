"""Text that another program already read from images: a page after each form feed, words without places."""

from __future__ import annotations

from pathlib import Path

from apthapi.core.bounded import RefusedError
from apthapi.formats.scan.reading import Line, Word

LARGEST = 10 * 2**20
_UNKNOWN = 0.0
"""Confidence of words whose reader does not say how sure it was."""


def pages_of_text(path: Path) -> list[tuple[Line, ...]]:
    """The lines of each page that has any. Raises RefusedError if it is too large for a text."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise RefusedError(
            f"«{path.name}» tiene más de {LARGEST // 2**20} MB, demasiado para ser el texto de formularios."
        )
    pages = [_lines(page) for page in _decoded(content).split("\f")]
    return [page for page in pages if page]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(page: str) -> tuple[Line, ...]:
    split = (line.split() for line in page.splitlines())
    return tuple(Line(tuple(Word(word, confidence=_UNKNOWN) for word in words)) for words in split if words)
