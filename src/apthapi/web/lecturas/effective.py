"""What a reading says once the decisions of people are laid over it: every cell with its state and its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from apthapi.core.fields import Value
from apthapi.core.schema import Column
from apthapi.core.tables import TABLES
from apthapi.core.typed import typed_text, understand
from apthapi.formats.scan.reading import Certainty, ReadCell, ReadForm, ReadRow, ScanReading
from apthapi.web.lecturas.kept import HEADING
from apthapi.web.lecturas.models import Decision, QueSeDecidio
from apthapi.web.plans.history import sheet_of

SUMMARY = "formulario04"
"""The table of form 04: it is declared as a whole and has no sheet of its own."""

_STATED = {"unidad": ("unidades", True), "gestion": ("planes", True), "entidad": ("planes", False)}
"""Cells of a heading that decide where a form goes: their table, and whether a doubt about them must be decided."""


class Estado(StrEnum):
    """How a cell stands."""

    DUDOSA = "dudosa"
    CIERTA = "cierta"
    DECIDIDA = "decidida"
    APARTE = "aparte"
    """It goes nowhere: the form, the row or the column is not passed."""


@dataclass(frozen=True, slots=True)
class Celda:
    """A cell of a reading as it stands: what was read, what was decided, and the value that counts."""

    place: str
    column: Column
    read: ReadCell
    state: Estado
    value: Value
    decision: Decision | None = None

    @property
    def text(self) -> str:
        """The value as a person would type it."""
        return typed_text(self.column, self.value)


@dataclass(frozen=True, slots=True)
class Fila:
    """A row of a form, and whether it is passed to the plan."""

    place: str
    table: str
    cells: tuple[Celda, ...]
    passes: bool = True

    @property
    def values(self) -> dict[str, Value]:
        """The values that count, by column."""
        return {each.column.name: each.value for each in self.cells}

    def cell(self, name: str) -> Celda | None:
        """The cell of a column, if the form has it."""
        return next((each for each in self.cells if each.column.name == name), None)


@dataclass(frozen=True, slots=True)
class Formulario:
    """A form of a reading as it stands."""

    place: str
    form: str
    pages: tuple[int, ...]
    heading: tuple[Celda, ...]
    rows: tuple[Fila, ...]
    notes: tuple[str, ...]
    passes: bool = True

    @property
    def cells(self) -> Iterator[Celda]:
        """Every cell, those of the heading first."""
        yield from self.heading
        for row in self.rows:
            yield from row.cells

    def count(self, state: Estado) -> int:
        """How many cells stand so."""
        return sum(each.state is state for each in self.cells)

    def stated(self, name: str) -> Value:
        """What its heading says of a column; None if nothing, or nothing sure yet."""
        found = self._heading(name)
        return found.value if found and found.state is not Estado.DUDOSA else None

    def heading_value(self, name: str) -> Value:
        """What its heading says of a column, sure or not."""
        found = self._heading(name)
        return found.value if found else None

    def _heading(self, name: str) -> Celda | None:
        return next((each for each in self.heading if each.column.name == name), None)

    @property
    def unidad(self) -> str:
        """The unit whose form it is, once that is sure; else empty."""
        return str(self.stated("unidad") or "")


def effective(
    reading: ScanReading, decisions: Iterable[Decision], units: Iterable[str], own: str = ""
) -> list[Formulario]:
    """The forms of a reading with the decisions laid over them.

    A form that does not name its unit is proposed to the one that the name of its file says, or to `own`.
    """
    decided = {each.lugar: each for each in decisions}
    sources = {each.number: each.source for each in reading.pages}
    named = [_naming_its_unit(each, sources, units, own) for each in reading.forms]
    return [_form(str(at), form, decided) for at, form in enumerate(named)]


def _naming_its_unit(form: ReadForm, sources: Mapping[int, str], units: Iterable[str], own: str) -> ReadForm:
    if any(each.column == "unidad" for each in form.heading):
        return form
    page = form.pages[0] if form.pages else 0
    words = set(re.findall(r"\w+", sources.get(page, "").replace("_", " ")))
    in_name = [each for each in units if each in words]
    why = "El papel no dice de qué unidad es, o no se pudo leer."
    value = own
    if len(in_name) == 1:
        value, why = in_name[0], f"{why} El nombre del archivo dice «{in_name[0]}»."
    elif own:
        why += " Se propone la unidad desde la que se dio a leer."
    sure = Certainty.DOUBTFUL if value else Certainty.UNREAD
    return replace(form, heading=(ReadCell("unidad", value, "", sure, why, page=page), *form.heading))


def column_of(table: str, name: str) -> Column | None:
    """A column of the format, or None."""
    return TABLES[table].column(name) if table in TABLES and name in TABLES[table].names else None


def _form(place: str, form: ReadForm, decided: Mapping[str, Decision]) -> Formulario:
    passes = _passes(place, decided)
    heading = tuple(_heading(place, form, decided, passes=passes))
    rows = tuple(_row(f"{place}-{at}", row, decided, passes=passes) for at, row in enumerate(form.rows))
    return Formulario(place, form.form, form.pages, heading, rows, form.notes, passes)


def _heading(place: str, form: ReadForm, decided: Mapping[str, Decision], *, passes: bool) -> Iterator[Celda]:
    for cell in form.heading:
        name = cell.column
        table, asked = _STATED.get(name, ("unidades" if name in TABLES["unidades"].names else "planes", False))
        column = column_of(table, name)
        if column is not None:
            yield _cell(f"{place}-{HEADING}-{name}", column, cell, decided, goes=passes and asked)


def _row(place: str, row: ReadRow, decided: Mapping[str, Decision], *, passes: bool) -> Fila:
    passes = passes and _passes(place, decided)
    shown = _shown(row)
    cells = tuple(
        _cell(f"{place}-{each.column}", column, each, decided, goes=passes and each.column in shown)
        for each in row.cells
        if (column := column_of(row.table, each.column)) is not None
    )
    return Fila(place, row.table, cells, passes)


def _shown(row: ReadRow) -> set[str]:
    """The columns that can be passed: those that the sheet of the row shows, and what says which sheet that is."""
    if row.table == SUMMARY:
        return {"fila", "fuente", "importe"}
    sheet = sheet_of(row.table, {each.column: each.value for each in row.cells})
    return {each.name for each in sheet.fields} | set(sheet.fixed) if sheet else set()


def _passes(place: str, decided: Mapping[str, Decision]) -> bool:
    found = decided.get(place)
    return found is None or found.que != QueSeDecidio.FUERA


def _cell(place: str, column: Column, read: ReadCell, decided: Mapping[str, Decision], *, goes: bool) -> Celda:
    found = Celda(place, column, read, Estado.DUDOSA, read.value, decided.get(place))
    if not goes:
        return replace(found, state=Estado.APARTE)
    if found.decision is not None:
        return replace(found, state=Estado.DECIDIDA, value=understand(column, found.decision.texto).value)
    certain = read.certainty is Certainty.CERTAIN
    return replace(found, state=Estado.CIERTA) if certain else found
