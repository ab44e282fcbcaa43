"""How alike two texts are when one of them comes out of an image."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Letters and digits in capitals without accents or anything else, to be compared."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return "".join(letter for letter in plain if letter.isalnum())
