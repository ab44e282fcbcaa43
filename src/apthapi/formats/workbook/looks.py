"""How the workbook looks: the letter and colours of the application, in fonts that every office has."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from apthapi.core.schema import Column, Kind

ACCENT, ACCENT_SOFT = "#2b2f6b", "#ebecf5"
INK, INK_SOFT, LINE = "#1c1a18", "#665e55", "#e0d9cd"
GROUND = "#f7f4ee"
STATES = {
    "▼": {"font_color": "#6b4700", "bg_color": "#faf0d7"},
    "▲": {"font_color": "#8a1c33", "bg_color": "#fbebed"},
    "✓": {"font_color": "#08564f", "bg_color": "#e3f2ef"},
}
"""What falls short, what exceeds and what ties out: a sign, a word, and only then a colour. As in base.css."""

NUMBER_FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.QUANTITY: "#,##0.####",
    Kind.PERCENT: "0.00",
    Kind.INTEGER: "0",
    Kind.DATE: "dd/mm/yyyy",
}
TEXT_FORMAT = "@"


EVERY_CELL = {"font_name": "Calibri", "font_size": 10, "locked": False}
"""Also of cells without a format: Excel takes no row away in which a single cell, to its very end, is locked."""


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format: the font of the book and these properties of XlsxWriter."""
        whole = {"font_color": INK, "valign": "top", "locked": True} | properties
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(whole)
        return self._made[key]

    def free(self) -> Format:
        """A hidden cell."""
        return self.make(locked=False)

    def input(self, column: Column, **more: Any) -> Format:
        """A cell that people fill."""
        return self.make(**self._data(column), locked=False, **more)

    def guarded(self, text: bool = True) -> Format:
        """A text that a spreadsheet could take for a formula: it stays a text, also when somebody edits it."""
        return self.make(**self._cell(), num_format=TEXT_FORMAT, text_wrap=text, quote_prefix=True, locked=False)

    def computed(self, column: Column | None = None, **more: Any) -> Format:
        """A cell that the workbook computes. Not locked: Excel sorts and deletes no row in which one is."""
        data = self._data(column) if column else {**self._cell(), "text_wrap": False}
        return self.make(**data | {"bg_color": GROUND, "font_color": INK_SOFT, "locked": False} | more)

    def state(self, sign: str) -> Format:
        """What a condition adds."""
        return self._book.add_format(STATES[sign])

    def title(self) -> Format:
        """The name of the sheet."""
        return self.make(font_size=16, bold=True, font_color=ACCENT, valign="vcenter")

    def subtitle(self, **more: Any) -> Format:
        """What stands under it."""
        return self.make(font_color=INK_SOFT, **{"valign": "vcenter"} | more)

    def head(self, **more: Any) -> Format:
        """The head of a column."""
        return self.make(
            **{"bold": True, "font_color": "#ffffff", "bg_color": ACCENT, "text_wrap": True, "valign": "vcenter"}
            | {"indent": 1, "align": "left"}
            | more
        )

    def total(self, **more: Any) -> Format:
        """A total, above the columns."""
        return self.make(
            **{"bold": True, "bg_color": ACCENT_SOFT, "font_color": ACCENT, "valign": "vcenter"}
            | {"indent": 1, "align": "left"}
            | more
        )

    def _cell(self) -> dict[str, Any]:
        return {"bottom": 1, "bottom_color": LINE, "right": 1, "right_color": LINE, "indent": 1, "align": "left"}

    def _data(self, column: Column) -> dict[str, Any]:
        if column.is_number or column.kind is Kind.DATE:
            centred = column.kind in (Kind.DATE, Kind.INTEGER)
            side = {"align": "center", "indent": 0} if centred else {"align": "right"}
            return {**self._cell(), "num_format": NUMBER_FORMATS[column.kind], **side}
        return {**self._cell(), "num_format": TEXT_FORMAT, "text_wrap": True}


def width(pixels: int) -> float:
    """Width of a column as spreadsheets count it, from pixels of a screen."""
    return round((pixels - 5) / 7, 2)


def given(value: str | float) -> str | float:
    """The value of a formula, so that it is kept: the library writes an empty text as no result at all."""
    return " " if value == "" else value
