"""One sheet that people fill: the rows that there are, room for more, and totals that stay in sight above them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apthapi.core.fields import Value
from apthapi.core.schema import Kind
from apthapi.core.tables import MONTHS
from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.lists_sheet import Lists
from apthapi.formats.workbook.live_cells import Live, live_cells, totals
from apthapi.formats.workbook.looks import STATES, Looks, given, width
from apthapi.formats.workbook.outgoing import NO_LABELS, Cell, Labels, outgoing
from apthapi.formats.workbook.pages import CONTROL, FILA, KEY, MARK, Page
from apthapi.formats.workbook.span import ABOUT, FIRST, HEAD, IDS, TITLE, TOTALS, span_of
from apthapi.formats.workbook.validations import validate

_EPOCH = date(1899, 12, 30).toordinal()
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that spreadsheets could take for a formula."""
_FROZEN = {"requerimientos": "descripcion", "operaciones": "acp", "acp_unidad": "ae", "tareas": "descripcion"}
"""By table, the first column that moves when one looks to the right."""
_WIDTHS = {"partida": 200, "cuadrante": 110, "descripcion": 320, CONTROL: 140, FILA: 60}
_LETTER, _LINE, _AIR, _TALLEST = 6.6, 13.0, 4.0, 300.0
"""Pixels of a letter; points of a line, of the air around the text, and of the highest row."""
LEGAL = 5
"""The paper of the sheets with rows, as Excel counts them: 216 by 356 mm, the nearest to oficio."""
_PRINTED = 10
"""Empty rows that are printed after the last one."""
PROTECTION = {
    "sort": True,
    "autofilter": True,
    "insert_rows": True,
    "delete_rows": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}
"""What may be done in a sheet, besides typing in it. Without a password: it is against slips, not against people."""


class Grid:
    """Writes one page."""

    def __init__(self, page: Page, content: Content, lists: Lists, sheet: Worksheet, looks: Looks) -> None:
        self.page, self.sheet, self.looks, self.lists = page, sheet, looks, lists
        self.rows = content.on(page)
        self.span = span_of(page, content)
        self._content = content
        self._live = live_cells(page, self.span, lists)
        self._places = [
            (at, name, page.table.column(name), lists.labels.get(each.list, NO_LABELS))
            for each in page.fields
            for at, name in [(page.columns.index(each.name), each.name)]
        ]
        self._widths = {str(each["nombre"]): int(str(each["ancho"])) for each in page.sheets[0].describe()}
        self._widths |= {**dict.fromkeys(MONTHS, 100), **_WIDTHS}
        self._wrapped = [
            (each.name, (self._widths.get(each.name, 60) - 18) / _LETTER, self._labels_of(each.name))
            for each in page.inputs
            if each.kind is Kind.TEXT or each.name == "partida"
        ]
        self._at = {name: at for at, name in enumerate(page.columns)}
        self._formats = self._looks_of_columns()
        self._guarded = looks.guarded()

    def write(self) -> None:
        """Everything, from the top: with little memory a sheet is written in the order of its rows."""
        self._set_up()
        self._head()
        key, letter, free = self.sheet.write_string, self.page.letter, self.looks.free()
        for row, stored in enumerate(self.rows, start=FIRST):
            self._height(row, stored.cells)
            key(row, 0, f"{letter}{stored.renglon}", free)
            self._row(row, stored.cells)
        if self._live:
            for row in range(FIRST + len(self.rows), FIRST + self.span.ready):
                self._formulas(row, self._live(row, {}))
        validate(self.page, self.span, self.lists, self.sheet, self._content)
        self._conditions()

    def _labels_of(self, name: str) -> Labels:
        return next(labels for _, each, _, labels in self._places if each == name)

    def _looks_of_columns(self) -> dict[str, Format]:
        fields = {each.name: each for each in self.page.fields}
        found = {CONTROL: self.looks.computed(), FILA: self.looks.free(), KEY: self.looks.free()}
        for _, name, column, _ in self._places:
            make = self.looks.computed if fields[name].computed else self.looks.input
            found[name] = make(column)
        return found

    def _height(self, row: int, cells: Mapping[str, Value]) -> None:
        """As much as its longest text needs: not every program sees to it on opening."""
        lines = max(
            (_lines(labels.get(str(cells[name]), cells[name]), n) for name, n, labels in self._wrapped), default=1
        )
        if lines > 1:
            self.sheet.set_row(row, min(_LINE * lines + _AIR, _TALLEST))

    def _row(self, row: int, cells: Mapping[str, Value]) -> None:
        live = self._live(row, cells) if self._live else {}
        for at, name, column, labels in self._places:
            if name not in live and (cell := outgoing(column, cells[name], labels)) is not None:
                self._cell(row, at, self._formats[name], cell)
        self._formulas(row, live)

    def _cell(self, row: int, at: int, looks: Format, cell: Cell) -> None:
        if isinstance(cell, str):
            self.sheet.write_string(row, at, cell, self._guarded if cell.startswith(_DANGEROUS) else looks)
        elif isinstance(cell, date):
            self.sheet.write_number(row, at, cell.toordinal() - _EPOCH, looks)
        elif cell is not None:
            self.sheet.write_number(row, at, cell, looks)

    def _formulas(self, row: int, live: Live) -> None:
        for name, (formula, value) in live.items():
            self.sheet.write_formula(row, self._at[name], formula, self._formats[name], given(value))

    def _set_up(self) -> None:
        sheet, columns = self.sheet, self.page.columns
        for at, name in enumerate(columns):
            hidden = {"hidden": True} if name in (KEY, FILA) else {}
            sheet.set_column(at, at, width(self._widths.get(name, 60)), self._formats[name], hidden)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(FIRST, self._frozen())
        sheet.autofilter(HEAD, 0, FIRST + self.span.ready - 1, len(columns) - 1)
        sheet.protect("", PROTECTION)
        self._print()

    def _frozen(self) -> int:
        """How many columns stay in sight, on the screen and on every sheet of paper."""
        name = _FROZEN.get(self.page.table.name)
        return self._at[name] + (name == "descripcion") if name else 1

    def _print(self) -> None:
        sheet, identity = self.sheet, self._content.identity
        sheet.set_landscape()
        sheet.set_paper(LEGAL)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        months = MONTHS[0] in self._at
        sheet.fit_to_pages(2 if months else 1, 0)  # in one, a row with its months could not be read
        if months:
            sheet.repeat_columns(0, self._frozen() - 1)
        sheet.repeat_rows(TITLE, HEAD)
        sheet.print_area(TITLE, 0, FIRST + len(self.rows) + _PRINTED - 1, len(self.page.columns) - 1)
        sheet.set_footer(f"&L&8{identity.unidad} · {identity.plan}&C&8{self.page.heading}&R&8Página &P de &N")

    def _head(self) -> None:
        sheet, looks = self.sheet, self.looks
        for at, name in enumerate(self.page.columns):
            sheet.write_string(IDS, at, f"{MARK}{self.page.name}" if name == KEY else name)
        sheet.set_row(IDS, None, None, {"hidden": True})
        sheet.set_row(TITLE, 27)
        sheet.set_row(TOTALS, 19)
        sheet.set_row(HEAD, 31)
        self._blank(TITLE, looks.title())
        sheet.write_string(TITLE, 1, self.page.heading, looks.title())
        self._blank(ABOUT, looks.subtitle())
        sheet.write_string(ABOUT, 1, f"{heading_of(self._content)}.  {self.page.sheets[0].hint}", looks.subtitle())
        self._totals()
        for at, name in enumerate(self.page.columns):
            sheet.write_string(HEAD, at, KEY if name == KEY else self._title(name), self._head_look(name))

    def _title(self, name: str) -> str:
        if name == CONTROL:
            return "Meses y total" if self.page.by == "formulario" else "Meses y meta"
        return next((each.title for each in self.page.fields if each.name == name), name)

    def _head_look(self, name: str) -> Format:
        column = next((each for _, one, each, _ in self._places if one == name), None)
        return self.looks.head(align="right" if column and column.is_number else "left")

    def _totals(self) -> None:
        known = {name: (formula, value) for name, formula, value in totals(self.page, self.span, self.rows)}
        if not known:
            self._blank(TOTALS, self.looks.subtitle())
            return
        self._blank(TOTALS, self.looks.total())
        self.sheet.write_string(TOTALS, 1, "Totales", self.looks.total())
        for at, name in enumerate(self.page.columns):
            if name in known:
                formula, value = known[name]
                self.sheet.write_formula(TOTALS, at, formula, self._total_look(value), given(value))

    def _total_look(self, value: str | float) -> Format:
        return (
            self.looks.total()
            if isinstance(value, str)
            else self.looks.total(num_format="#,##0.00", align="right", indent=0)
        )

    def _blank(self, row: int, looks: Format) -> None:
        """Locked, for the columns are not."""
        for at in range(len(self.page.columns)):
            self.sheet.write_blank(row, at, None, looks)

    def _conditions(self) -> None:
        where = [(TOTALS, TOTALS, 1, len(self.page.columns) - 1)]
        if CONTROL in self._at:
            where.append((FIRST, self.span.last, self._at[CONTROL], self._at[CONTROL]))
        for first, last, left, right in where:
            for sign in STATES:
                condition = {"type": "text", "criteria": "begins with", "value": sign, "format": self.looks.state(sign)}
                self.sheet.conditional_format(first, left, last, right, condition)


def _lines(value: Value, letters: float) -> int:
    """Lines that a text takes in a cell of that many letters."""
    return sum(max(1, ceil(len(each) / letters)) for each in value.split("\n")) if isinstance(value, str) else 1


def heading_of(content: Content) -> str:
    """Which unit and which plan, in one line."""
    name = content.unit["nombre"] or content.identity.unidad
    return f"{name} ({content.identity.unidad}) · POA {content.identity.gestion}, plan {content.identity.plan}"
