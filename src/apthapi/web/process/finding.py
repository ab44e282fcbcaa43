"""How lists are searched: every word, wherever it is, without minding accents or capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def matches(wanted: str, texts: Iterable[str]) -> bool:
    """Whether every word that was searched is in one of the texts, without minding accents or capitals."""
    said = _plain(" ".join(texts))
    return all(word in said for word in _plain(wanted).split())


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).lower()
    return re.sub(r"[\u0300-\u036f]", "", letters)
