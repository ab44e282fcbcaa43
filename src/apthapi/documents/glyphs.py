"""Which characters the papers can print: those of the font that is embedded.

PDF/A-3a and PDF/UA refuse a character without a glyph, and one stray emoji must not stop a whole book: it is
printed as the replacement character, and the attached data keeps what was written.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "vendor" / "ibm-plex-sans"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_BREAKS = {"\n": "\n", "\t": " ", "\r": "", "\N{NO-BREAK SPACE}": "\N{NO-BREAK SPACE}"}
LONGEST_WORD = 40
"""From this length on a run without blanks gets places to break, or it would run over the next column."""


@cache
def covered() -> frozenset[int]:
    """Code points that the regular weight has (the others have the same)."""
    font = (FONTS / "IBMPlexSans-Regular.ttf").read_bytes()
    tables = struct.unpack_from(">H", font, 4)[0]
    directory = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    start = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
    for i in range(struct.unpack_from(">H", font, start + 2)[0]):
        subtable = start + struct.unpack_from(">HHL", font, start + 4 + 8 * i)[2]
        if struct.unpack_from(">H", font, subtable)[0] == 4:
            return frozenset(_format4(font, subtable))
    raise ValueError("la fuente no tiene una tabla de caracteres Unicode")


def _format4(font: bytes, start: int) -> list[int]:
    """Code points of a cmap subtable of format 4 (OpenType specification, `cmap`): one range for each segment."""
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    return [code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1) if code < 0xFFFF]


def printable(text: str) -> str:
    """The text with composed accents, no invisible controls, and what the font lacks replaced."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return _breakable(composed)
    return _breakable("".join(_glyph(character) for character in composed))


def _glyph(character: str) -> str:
    if character in _BREAKS:
        return _BREAKS[character]
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"}:
        return ""
    if category == "Zs":
        return " "
    return character if ord(character) in covered() else UNKNOWN


def _breakable(text: str) -> str:
    if len(text) <= LONGEST_WORD or all(len(word) <= LONGEST_WORD for word in text.split()):
        return text
    return "".join(_with_breaks(word) for word in _words(text))


def _words(text: str) -> list[str]:
    """Words and the blanks between them, in order."""
    parts: list[str] = []
    for character in text:
        if parts and parts[-1].isspace() == character.isspace():
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _with_breaks(word: str) -> str:
    step = LONGEST_WORD // 4
    if len(word) <= LONGEST_WORD:
        return word
    return "\N{ZERO WIDTH SPACE}".join(word[i : i + step] for i in range(0, len(word), step))


def printable_data(value: object) -> object:
    """The same for every string of a structure that goes to a template."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable_data(each) for each in value]
    return value
