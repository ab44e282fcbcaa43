"""Numbers written as texts, in the style of their column: `1.234,50` or `1,234.50`; what is ambiguous is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from apthapi.core.quoting import quoted
from apthapi.core.schema import SCALE, Column, Kind
from apthapi.core.typed import Typed, understand
from apthapi.formats.cells import shown, understand_cell
from apthapi.formats.spreadsheet import Raw

COMMA, POINT, UNKNOWN, BOTH, FRACTION = "coma", "punto", "?", "mezcla", "fraccion"
"""What marks decimals in a column; nobody knows; each of some cells says another; and 0,25 that means 25 %."""

_MARKS = {COMMA: (",", "."), POINT: (".", ",")}
_AROUND = re.compile(r"^\s*(?:bs|bob|\$b)\.?\s*|\s*(?:bs\.?|bob|%)\s*$|[\s\u00a0\u202f'’]+", re.IGNORECASE)
_NUMBER = re.compile(r"[(\-−+]?[0-9][0-9.,]*\)?")
_AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")


def bare(raw: Raw) -> str:
    """A cell as digits and marks alone, if it is a number; else empty."""
    if isinstance(raw, bool) or raw is None:
        return ""
    text = _AROUND.sub("", shown(raw) if not isinstance(raw, str) else raw)
    return text if _NUMBER.fullmatch(text) else ""


def style_of(cells: Iterable[Raw]) -> str:
    """How the texts of a column write decimals, by those that leave no doubt; empty if none needs to be told."""
    said, doubtful = set(), False
    for cell in cells:
        if not isinstance(cell, str) or not (text := bare(cell).strip("()-−+")):
            continue
        if _AMBIGUOUS.fullmatch(text):
            doubtful = True
        elif style := _style(text):
            said.add(style)
    if len(said) > 1:
        return BOTH
    return said.pop() if said else UNKNOWN if doubtful else ""


def _style(text: str) -> str:
    """The only style in which a text is a number; empty if it is one in both, or in none."""
    fits = [style for style in _MARKS if number(text, style) is not None]
    return fits[0] if len(fits) == 1 else ""


def number(raw: Raw, style: str) -> Decimal | None:
    """The exact number of a cell; a text as the style says, or None if it is none in it."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        value = Decimal(f"{raw:.15g}")
        return value if value.is_finite() else None
    text = bare(raw)
    if not text:
        return None
    negative = text[0] in "(-−"
    text = text.strip("()-−+")
    if style in _MARKS:
        decimal, group = _MARKS[style]
        whole, mark, rest = text.partition(decimal)
        if group in rest or decimal in rest or (mark and not rest.isdigit()) or not _is_whole(whole, group):
            return None
        text = whole.replace(group, "") + ("." + rest if mark else "")
    elif _AMBIGUOUS.fullmatch(text):
        return None
    else:
        return number(raw, _style(text)) if _style(text) else Decimal(text) if text.isdigit() else None
    return -Decimal(text) if negative else Decimal(text)


def _is_whole(text: str, group: str) -> bool:
    parts = text.split(group)
    first, rest = parts[0], parts[1:]
    if not first.isdigit():
        return False
    return not rest or (len(first) <= 3 and all(len(each) == 3 and each.isdigit() for each in rest))


def read_number(column: Column, raw: Raw, style: str) -> Typed:
    """The stored value of a cell in a numeric column, in the style of its column. Never rounds, never guesses."""
    scale = SCALE[column.kind]
    if isinstance(raw, str) and style in _MARKS and bare(raw):
        value = number(raw, style)
        if value is None:
            mark = {COMMA: "con coma decimal", POINT: "con punto decimal"}[style]
            return Typed(None, f"{quoted(raw)} no es un número escrito {mark}, como los demás de su columna.")
    elif style == FRACTION or (isinstance(raw, float) and column.kind is Kind.PERCENT):
        value = number(raw, "")
    else:
        return understand_cell(column, raw)
    if value is None:
        return understand_cell(column, raw)
    if style == FRACTION:
        value *= 100
    plain = f"{value.normalize():f}"
    decimals = len(plain.partition(".")[2])
    if decimals > scale:
        allowed = f"hasta {scale} decimales" if scale else "sin decimales"
        return Typed(None, f"{quoted(shown(raw))} tiene {decimals} decimales; aquí se escribe {allowed}.")
    # Three decimals would be asked again as if they were thousands.
    return understand(column, plain.replace(".", ",") + ("0" if decimals == 3 else ""))
