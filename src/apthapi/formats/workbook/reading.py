"""Reads a workbook that came back: which sheets are there, where their columns are now, and its rows as they stand.

Everything is found by the hidden marks, for people move, rename and sort; what has no mark is told, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apthapi.core.fields import Value
from apthapi.core.quoting import quoted
from apthapi.formats.errors import FileError
from apthapi.formats.spreadsheet import Raw, RawBook, RawSheet, cell_name, is_error, read_spreadsheet
from apthapi.formats.spreadsheet.parts import NOT_COMPUTED
from apthapi.formats.workbook.hidden_sheet import BASE, COLUMNS, CONTEXT, FIRST_WORD, IDENTITY
from apthapi.formats.workbook.pages import (
    BY_TABLE,
    COVER,
    HIDDEN_BOOK,
    KEY,
    LISTS,
    MARK,
    PAGES,
    SUMMARY,
    TEMPLATE,
    Page,
)
from apthapi.formats.workbook.received import Identity, Problem

_LOOKED_INTO = 30
"""First rows among which the hidden marks are looked for."""
_OWN = frozenset({COVER, LISTS, SUMMARY, HIDDEN_BOOK})
_NORM = "Libro de la unidad, hoja Instrucciones"
NEW_COPY = "Descargue un libro nuevo de la unidad y pegue en él los valores de esta hoja."


@dataclass(frozen=True, slots=True)
class BaseRow:
    """A row as it was when the workbook was issued; `cells` has the columns that the workbook shows."""

    renglon: int
    page: Page
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row as it came: its place from 0, the key that it has (0 without one), and its cells by column."""

    page: Page
    hoja: str
    row: int
    renglon: int
    cells: Mapping[str, Raw]
    places: Mapping[str, int]

    def celda(self, column: str) -> str:
        """The name of the cell of a column; of its first one if it has none of its own."""
        return cell_name(self.row, self.places.get(column, min(self.places.values(), default=0)))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of ours. `lost`: pages of which no row may be taken for removed; something is missing."""

    identity: Identity
    base: Mapping[str, Mapping[int, BaseRow]]
    rows: tuple[SentRow, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    lost: frozenset[str]
    context: Mapping[str, list[dict[str, Any]]]


def read_workbook(path: Path) -> Book:
    """What the workbook holds. Raises FileError if it is none of ours, of another template, or damaged."""
    return book_of(read_spreadsheet(path), path.name)


def book_of(raw: RawBook, name: str) -> Book:
    """The same from a spreadsheet that is already open; `name` is said in messages."""
    hidden = _Hidden(_hidden_sheet(raw, name), name)
    reader = _Reader(raw, hidden.base)
    reader.read()
    return Book(
        hidden.identity,
        hidden.base,
        tuple(reader.rows),
        tuple(reader.problems),
        # What the system computes is not read, so it does not matter that its formulas have no result; in a cell that
        # is filled it is a problem of that cell.
        (*(each for each in raw.notices if each != NOT_COMPUTED), *reader.notices),
        frozenset(reader.lost),
        hidden.context,
    )


def _hidden_sheet(raw: RawBook, name: str) -> RawSheet:
    found = next((sheet for sheet in raw.sheets if sheet.at(0, 0) == FIRST_WORD), None)
    if found is None:
        raise FileError(
            f"{quoted(name)} no es un libro de unidad de este sistema, o perdió su hoja oculta. Use el libro que se "
            "descarga de la página de la unidad; para otras hojas de cálculo está «Importar una planilla»."
        )
    template = str(found.at(0, 1) or "")
    if template != TEMPLATE:
        raise FileError(
            f"{quoted(name)} se hizo con otra plantilla ({quoted(template)}; la que se usa es {quoted(TEMPLATE)}). "
            "Descargue un libro nuevo y pegue en él sus valores."
        )
    return found


class _Hidden:
    """What the hidden sheet says."""

    def __init__(self, sheet: RawSheet, name: str) -> None:
        self.base: dict[str, dict[int, BaseRow]] = {table: {} for table in BY_TABLE}
        self.context: dict[str, list[dict[str, Any]]] = {}
        self._columns: dict[str, list[str]] = {}
        identity: Identity | None = None
        try:
            for kind, of_what, *pieces in sheet.rows[1:]:
                said = json.loads("".join(str(each) for each in pieces if each is not None))
                if kind == IDENTITY:
                    identity = Identity(**said)
                else:
                    self._take(str(kind), str(of_what), said)
            if identity is None:
                raise ValueError("no identity")
        except (ValueError, TypeError, LookupError, RecursionError):
            raise FileError(
                f"La hoja oculta de {quoted(name)} está dañada: no se sabe qué se le entregó. "
                "Descargue un libro nuevo y pegue en él sus valores."
            ) from None
        self.identity = identity

    def _take(self, kind: str, table: str, said: Any) -> None:
        if kind == COLUMNS:
            self._columns[table] = said
        elif kind == BASE:
            renglon, page, *values = said
            where = next(each for each in BY_TABLE[table] if each.name == page)
            self.base[table][renglon] = BaseRow(renglon, where, dict(zip(self._columns[table], values, strict=True)))
        elif kind == CONTEXT:
            self.context.setdefault(table, []).append(said)


@dataclass
class _Found:
    """A sheet with the marks of a page: the row of the marks, and the column of each name."""

    page: Page
    sheet: RawSheet
    row: int
    columns: dict[str, int] = field(default_factory=dict)
    twice: list[int] = field(default_factory=list)


class _Reader:
    """Finds the pages and takes their rows."""

    def __init__(self, raw: RawBook, base: Mapping[str, Mapping[int, BaseRow]]) -> None:
        self.rows: list[SentRow] = []
        self.problems: list[Problem] = []
        self.notices: list[str] = []
        self.lost: set[str] = set()
        self._raw = raw
        self._base = base

    def read(self) -> None:
        """Every page, each found at most once."""
        found: dict[str, list[_Found]] = {}
        for sheet in self._raw.sheets:
            marks = _marks(sheet)
            if marks:
                found.setdefault(marks.page.name, []).append(marks)
            elif sheet.name not in _OWN and sheet.at(0, 0) != FIRST_WORD and any(map(any, sheet.rows)):
                self._unmarked(sheet)
        for page in PAGES:
            self._page(page, found.get(page.name, []))

    def _unmarked(self, sheet: RawSheet) -> None:
        page = next((each for each in PAGES if each.title == sheet.name), None)
        if page is None:
            self.notices.append(f"La hoja «{sheet.name}» no es del libro: no se leyó.")
            return
        self.lost.add(page.name)
        self._problem(
            page, sheet.name, "A1", "Perdió su fila oculta de marcas: no se sabe qué dice cada columna.", NEW_COPY
        )

    def _page(self, page: Page, found: list[_Found]) -> None:
        if not found:
            if page.name not in self.lost:
                self._problem(page, page.title, "", "Falta la hoja: no se sabe qué cambió en ella.", NEW_COPY)
            self.lost.add(page.name)
            return
        if len(found) > 1:
            names = ", ".join(f"«{each.sheet.name}»" for each in found)
            self.lost.add(page.name)
            message = f"Está {len(found)} veces en el libro: {names}."
            self._problem(page, page.title, "", message, "Deje una sola de ellas, con lo que vale, y elimine la otra.")
            return
        self._sheet(found[0])

    def _sheet(self, found: _Found) -> None:
        head = self._head(found)
        if head is None:
            return
        missing = [each.name for each in found.page.inputs if each.name not in found.columns]
        self._columns_missing(found, missing)
        self._columns_twice(found, head)
        self._extra_columns(found, head)
        inputs = {each.name: found.columns[each.name] for each in found.page.inputs if each.name in found.columns}
        covered = _covered(found.sheet, head, set(inputs.values()))
        if covered:
            self.notices.append(
                f"En la hoja «{found.sheet.name}» hay celdas combinadas: su valor se tomó para todas sus filas."
            )
        rows = list(_rows(found, head, inputs, covered))
        if self._keys_lost(found, rows):
            return
        self.rows += rows

    def _head(self, found: _Found) -> int | None:
        """The row of the heads; None, and a problem, if the hidden column of keys is not where it can be understood."""
        key = found.columns.get(KEY)
        rows = found.sheet.rows
        if key is not None:
            for row in range(found.row + 1, min(len(rows), found.row + _LOOKED_INTO)):
                if found.sheet.at(row, key) == KEY:
                    return row
        self.lost.add(found.page.name)
        self._problem(
            found.page,
            found.sheet.name,
            "A1",
            "Perdió su columna oculta de claves: no se sabe qué fila es cada una.",
            NEW_COPY,
        )
        return None

    def _columns_missing(self, found: _Found, missing: list[str]) -> None:
        if missing:
            self.lost.add(found.page.name)
        for name in missing:
            title = next(each.title for each in found.page.fields if each.name == name)
            self._problem(found.page, found.sheet.name, "", f"Falta la columna «{title}».", NEW_COPY, name)

    def _columns_twice(self, found: _Found, head: int) -> None:
        for at in found.twice:
            title = found.sheet.at(head, at)
            message = f"La columna «{title}» está dos veces: no se sabe cuál vale."
            repair = "Elimine la que no vale (clic derecho en su letra, Eliminar)."
            self._problem(found.page, found.sheet.name, cell_name(head, at), message, repair)

    def _extra_columns(self, found: _Found, head: int) -> None:
        known = {*found.columns.values(), *found.twice}
        extra = sorted({
            at for row in found.sheet.rows[head:] for at, cell in enumerate(row) if cell is not None and at not in known
        })  # fmt: skip
        if extra:
            names = ", ".join(
                f"{cell_name(0, at)[:-1]}{f' («{title}»)' if (title := found.sheet.at(head, at)) else ''}"
                for at in extra
            )
            self.notices.append(f"En la hoja «{found.sheet.name}» no se leyó lo que no es del libro: columna {names}.")

    def _keys_lost(self, found: _Found, rows: list[SentRow]) -> bool:
        """Whether no row has its key any more, though there were some: all would be new, and all of before removed."""
        base = {key for key, each in self._base[found.page.table.name].items() if each.page is found.page}
        if not base or not rows or any(each.renglon for each in rows):
            return False
        self.lost.add(found.page.name)
        message = "Ninguna fila tiene su clave oculta: todas parecerían nuevas y las de antes, quitadas."
        self._problem(found.page, found.sheet.name, cell_name(rows[0].row, 0), message, NEW_COPY)
        return True

    def _problem(self, page: Page, hoja: str, celda: str, message: str, repair: str, column: str = "") -> None:
        sheet = page.sheets[0].name
        self.problems.append(Problem(hoja, celda, "", message, repair, _NORM, sheet=sheet, columna=column))


def _marks(sheet: RawSheet) -> _Found | None:
    """The hidden marks of a sheet; None if it has none."""
    for row, cells in enumerate(sheet.rows[:_LOOKED_INTO]):
        for cell in cells:
            if isinstance(cell, str) and cell.startswith(MARK):
                page = next((each for each in PAGES if each.name == cell.removeprefix(MARK)), None)
                return _with_columns(_Found(page, sheet, row)) if page else None
        if KEY in cells:
            return None
    return None


def _with_columns(found: _Found) -> _Found:
    for at, cell in enumerate(found.sheet.rows[found.row]):
        name = KEY if isinstance(cell, str) and cell.startswith(MARK) else cell
        if name in found.page.columns:
            if name in found.columns:
                found.twice.append(at)
            else:
                found.columns[str(name)] = at
    return found


def _covered(sheet: RawSheet, head: int, columns: set[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """For cells that stand under the first one of some that are shown as one, where that first one is."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for first_row, first, last_row, _ in sheet.merged:
        if first_row > head and first in columns:
            found |= {(row, first): (first_row, first) for row in range(first_row + 1, last_row + 1)}
    return found


def _rows(
    found: _Found, head: int, inputs: Mapping[str, int], covered: Mapping[tuple[int, int], tuple[int, int]]
) -> Iterator[SentRow]:
    """The rows under the heads that have a key or say anything."""
    key_at, sheet, page = found.columns[KEY], found.sheet, found.page
    places = sorted(inputs.items(), key=lambda each: each[1])
    for at in range(head + 1, len(sheet.rows)):
        row = sheet.rows[at]
        width = len(row)
        key = row[key_at] if key_at < width else None
        cells = {name: bare(row[column]) if column < width else None for name, column in places}
        if covered:
            cells |= {name: sheet.at(*covered[at, column]) for name, column in places if (at, column) in covered}
        _without_total(cells)
        said = any(cell is not None for name, cell in cells.items() if name != page.by)
        renglon = _renglon(page, key)
        if said or renglon:
            yield SentRow(page, sheet.name, at, renglon, cells, inputs)


def bare(cell: Raw) -> Raw:
    """Blanks alone are nothing."""
    return None if isinstance(cell, str) and (not cell or cell.isspace()) else cell


def _without_total(cells: dict[str, Raw]) -> None:
    """A total that was not computed is nothing where it follows from the rest, or where nothing else is said."""
    if is_error(cells.get("importe")):
        factors = [cells.get(name) for name in ("cantidad", "precio_unitario")]
        alone = all(cell is None for name, cell in cells.items() if name != "importe")
        if alone or not any(each is None or is_error(each) for each in factors):
            cells["importe"] = None


def _renglon(page: Page, key: Raw) -> int:
    """The row of the table that a key names; 0 if it is none of this table."""
    text = str(key or "")
    digits = text[1:]
    return int(digits) if text[:1] == page.letter and digits.isascii() and digits.isdigit() and len(digits) < 16 else 0
