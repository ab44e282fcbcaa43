"""The official table of the approved budget of many entities, as a ministry keeps it: CSV or a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from apthapi.compare.cells import Cell
from apthapi.core.quoting import quoted
from apthapi.core.reference import MissingSetError, parameter
from apthapi.core.schema import Column
from apthapi.core.tables import TABLES
from apthapi.core.typed import Typed
from apthapi.formats.cells import shown, understand_cell
from apthapi.formats.errors import FileError
from apthapi.formats.mapping.names import folded
from apthapi.formats.spreadsheet import Raw, RawSheet, read_spreadsheet

SECONDS = 30
MOST_ROWS = 200_000
MOST_PROBLEMS = 100

_COLUMNS: dict[str, Column] = {
    **{each.name: each for each in TABLES["planes"].columns if each.name in ("entidad", "gestion")},
    **{each.name: each for each in TABLES["presupuesto_aprobado"].columns if each.name != "plan"},
}
COLUMNS = tuple(_COLUMNS)
"""The columns that the table may have, by the names of the format; `programa` serves in place of `categoria`."""

NEEDED = ("entidad", "importe")
_CODES = ("grupo", "fuente", "organismo")
_PROGRAMA = "programa"
_HEAD_ROWS = 20
"""Rows among which the titles are looked for."""


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """What was approved for an entity in one cell, and by which norm; `row` is that of the file."""

    entidad: str
    cell: Cell
    norma: str
    row: int


@dataclass(slots=True)
class OfficialTable:
    """The rows that were understood, and everything that is wrong with the others."""

    gestion: int
    rows: list[OfficialRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    more_problems: int = 0

    def cells_of(self, entidad: str) -> list[Cell]:
        """The rows of an entity."""
        return [each.cell for each in self.rows if each.entidad == entidad]

    def report(self, row: int, what: str) -> None:
        """Note what is wrong in a row; beyond the first hundred they are only counted."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"Fila {row}: {what}")
        else:
            self.more_problems += 1


def read_official(path: Path, gestion: int, *, name: str = "") -> OfficialTable:
    """Read the table of a gestión. Raises FileError if it is no spreadsheet, or its columns are not named."""
    called = name or path.name
    try:
        width = parameter("ancho_programa", gestion)
    except MissingSetError:
        raise FileError(f"El sistema no tiene los parámetros de la gestión {gestion}: revise el año.") from None
    sheet, head, places = _titled(read_spreadsheet(path, name=called, seconds=SECONDS).sheets, called)
    titles = [shown(each) for each in sheet.rows[head]]
    found = OfficialTable(
        gestion, ignored=[each for at, each in enumerate(titles) if each and at not in places.values()]
    )
    if len(sheet.rows) > MOST_ROWS:
        raise FileError(f"{quoted(called)} tiene más de {MOST_ROWS} filas: cárguelo en partes, por entidades.")
    seen: dict[tuple[str, ...], int] = {}
    for at in range(head + 1, len(sheet.rows)):
        cells = {column: sheet.at(at, place) for column, place in places.items()}
        if any(raw not in (None, "") for raw in cells.values()):
            _take(found, at + 1, cells, width, seen)
    if not found.rows and not found.problems:
        raise FileError(f"{quoted(called)} no tiene filas debajo de sus títulos.")
    return found


def _titled(sheets: Sequence[RawSheet], name: str) -> tuple[RawSheet, int, dict[str, int]]:
    """The sheet and row in which the columns are named, and where each is."""
    known = {**{folded(each): each for each in COLUMNS}, _PROGRAMA: _PROGRAMA}
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:_HEAD_ROWS]):
            titles = [known.get(folded(shown(each)), "") for each in row]
            places = {title: titles.index(title) for title in titles if title}
            if all(each in places for each in NEEDED):
                return sheet, at, places
    raise FileError(
        f"En {quoted(name)} ninguna fila nombra las columnas {' e '.join(NEEDED)}. La primera fila las nombra así: "
        f"{', '.join(COLUMNS)}; «programa» sirve en vez de «categoria»."
    )


def _take(found: OfficialTable, row: int, cells: dict[str, Raw], width: int, seen: dict[tuple[str, ...], int]) -> None:
    read: dict[str, Typed] = {}
    for column, raw in cells.items():
        read[column] = _programa(raw, width) if column == _PROGRAMA else _understood(column, raw, width)
    problems = [f"{column}: {each.problem}" for column, each in read.items() if each.problem]
    problems += [
        f"falta {column}." for column in NEEDED if not read[column].problem and read[column].value in (None, "")
    ]
    year = read.get("gestion", Typed()).value
    if year is not None and year != found.gestion:
        problems.append(f"es de la gestión {year}, y se carga la {found.gestion}.")
    for each in problems:
        found.report(row, each)
    if problems:
        return
    text = {column: str(each.value or "") for column, each in read.items()}
    key = (text["entidad"], text.get("categoria") or text.get(_PROGRAMA, ""), *(text.get(each, "") for each in _CODES))
    if key in seen:
        found.report(
            row, f"repite la celda de la fila {seen[key]}: la misma entidad, categoría, grupo, fuente y organismo."
        )
        return
    seen[key] = row
    amount = read["importe"].value
    assert isinstance(amount, int)
    entidad, *codes = key
    categoria, grupo, fuente, organismo = codes
    found.rows.append(
        OfficialRow(entidad, Cell(categoria, grupo, fuente, organismo, amount), text.get("norma", ""), row)
    )


def _understood(column: str, raw: Raw, width: int) -> Typed:
    if column == "categoria" and len(shown(raw).strip()) <= width:
        return _programa(raw, width)
    return understand_cell(_COLUMNS[column], raw)


def _programa(raw: Raw, width: int) -> Typed:
    """A programa alone: digits, with the zeros that a spreadsheet took away."""
    text = shown(raw).strip()
    if not text:
        return Typed("")
    if not (text.isascii() and text.isdigit() and len(text) <= width):
        return Typed("", f"{quoted(text)} no es un programa de {width} cifras.")
    return Typed(text.zfill(width))
