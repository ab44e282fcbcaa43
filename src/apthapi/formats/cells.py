"""What a cell of a spreadsheet means in a column of the format: numbers exact, texts as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from apthapi.core.schema import SCALE, Column
from apthapi.core.typed import Typed, understand
from apthapi.formats.spreadsheet import Raw, is_error
from apthapi.formats.spreadsheet.parts import NO_RESULT

_DIGITS = 15
"""Significant digits that spreadsheets keep; what a float has beyond them is noise of its arithmetic."""


def understand_cell(column: Column, raw: Raw) -> Typed:
    """The stored value of a cell, or why there is none. A number is never rounded: what does not fit is told."""
    if is_error(raw):
        why = f"La fórmula de la celda no tiene resultado ({shown(raw)})."
        if raw == NO_RESULT:
            why = "La fórmula de la celda no se calculó: abra el archivo en Excel o LibreOffice y guárdelo otra vez."
        return Typed(None if column.is_number else "", why)
    if isinstance(raw, str):
        return understand(column, raw)
    if raw is None:
        return Typed(None if column.is_number else "")
    if isinstance(raw, int | float) and not isinstance(raw, bool) and column.is_number:
        return _number(column, raw)
    return understand(column, shown(raw))


def _number(column: Column, raw: float) -> Typed:
    scale = SCALE.get(column.kind, 0)
    scaled = Decimal(f"{raw:.{_DIGITS}g}").scaleb(scale)
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        allowed = f"hasta {scale} decimales" if scale else "sin decimales"
        return Typed(None, f"«{shown(raw)}» tiene más decimales de los que se admiten: aquí se escribe {allowed}.")
    if abs(scaled) >= 10 ** (11 + scale):
        return Typed(None, f"«{shown(raw)}» es demasiado grande.")
    return Typed(int(scaled))


def shown(raw: Raw) -> str:
    """A cell as a person sees it: numbers with a decimal comma, dates as 14/02/2024."""
    match raw:
        case None:
            return ""
        case bool():
            return "si" if raw else "no"
        case date():
            return raw.strftime("%d/%m/%Y")
        case int() | float():
            return f"{Decimal(f'{raw:.{_DIGITS}g}'):f}".replace(".", ",")
        case _:
            return raw
