"""The rows below the titles, one by one: lines, what stands alone and speaks of those below it, and totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from apthapi.core.tables import MONTHS
from apthapi.formats.cells import shown
from apthapi.formats.mapping.known import Known, classifier_code
from apthapi.formats.mapping.layout import Header
from apthapi.formats.mapping.meanings import LEVELS, MONEY_TABLES, QUARTERS, STAGES, column_of
from apthapi.formats.mapping.names import folded, label_of
from apthapi.formats.spreadsheet import Raw, RawSheet, cell_name

_TOTAL = re.compile(
    r"\W*(?:sub\W*total|total(?:es)?|sumas?(?: total)?|gran total|(?:monto|costo|importe) total)\b", re.I
)
_SIGNS = re.compile(
    r"\W*(?:elaborado|preparado|aprobado|revisado|autorizado|firma|v\W*b\W|vo\W*bo|nombre y (?:apellido|cargo)|sello|"
    r"lugar y fecha|nota\s*:|notas\s*:|fuente\s*:\s*(?:elabora|propia)|observaciones\s*:|_{4,}|\.{6,})",
    re.I,
)
AMOUNTS = ("importe", *MONTHS, *QUARTERS, *STAGES, "ejecutado")
"""Columns that the totals of a sheet add up."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the sheet, by its place from 0, and what it holds."""

    row: int
    column: int
    raw: Raw

    @property
    def text(self) -> str:
        """The cell as people see it, in one line."""
        return " ".join(shown(self.raw).split())

    @property
    def celda(self) -> str:
        """The name of the cell."""
        return cell_name(self.row, self.column)


Cells = dict[str, Place]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet that is a row of its table: its own cells, and those that hold for it from above."""

    row: int
    cells: Cells
    above: Cells

    def get(self, meaning: str) -> Place | None:
        """The cell of a meaning, its own or from above."""
        return self.cells.get(meaning) or self.above.get(meaning)


@dataclass(frozen=True, slots=True)
class Check:
    """A row that says what others add: the lines from `at` on if it is a heading, those before it if it is a total."""

    row: int
    text: str
    cells: Cells
    at: int
    heading: bool
    prefix: str = ""


@dataclass(slots=True)
class Walked:
    """Everything below the titles. `marks` are the numbers of lines where a group begins or ends."""

    lines: list[Line] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    marks: list[int] = field(default_factory=lambda: [0])
    left: list[tuple[int, str]] = field(default_factory=list)
    """Rows that were not taken, and their text."""
    alone: list[int] = field(default_factory=list)
    """Rows with one text that says of itself nothing: titles of groups, perhaps."""


class Kind(Enum):
    """What a row is."""

    EMPTY = auto()
    LINE = auto()
    HEADING = auto()
    TOTAL = auto()
    LEFT = auto()
    AGAIN = auto()


class Walker:
    """Goes down a sheet. `places` are the columns of what is known of it."""

    def __init__(
        self,
        sheet: RawSheet,
        header: Header,
        table: str,
        places: Mapping[str, int],
        *,
        fill: tuple[str, ...] = (),
        groups: str = "",
        known: Known,
    ) -> None:
        self.sheet, self.header, self.table, self.known = sheet, header, table, known
        self.fill, self.groups = frozenset(fill), groups
        self.places = dict(places)
        self._number_columns = {name for name in places if column_of(table, name).is_number}
        self._amounts = [name for name in places if name in AMOUNTS]
        self._keys = set(header.keys)
        self._above: Cells = {}
        self.walked = Walked()

    def walk(self) -> Walked:
        """Every row from below the titles to the end."""
        for row in range(self.header.body, len(self.sheet.rows)):
            self._take(row, self._cells(row))
        return self.walked

    def _cells(self, row: int) -> Cells:
        found = {}
        for meaning, column in self.places.items():
            raw = self.sheet.at(row, column)
            if raw is not None and shown(raw).strip():
                found[meaning] = Place(row, column, raw)
        return found

    def _take(self, row: int, cells: Cells) -> None:
        walked = self.walked
        match self._kind(row, cells):
            case Kind.LINE:
                for meaning in LEVELS:
                    if meaning in cells and meaning in self.fill:
                        self._set(meaning, cells[meaning])
                for meaning in self.fill - set(LEVELS):
                    if meaning in cells:
                        self._above[meaning] = cells[meaning]
                walked.lines.append(Line(row, cells, dict(self._above)))
            case Kind.TOTAL:
                self._check(row, cells, heading=False)
            case Kind.LEFT:
                walked.left.append((row, " · ".join(text for _, text in self._texts(row))[:120]))
            case Kind.HEADING:
                walked.marks.append(len(walked.lines))
                self._check(row, cells, heading=True)
            case _:
                pass

    def _set(self, meaning: str, place: Place) -> None:
        """What holds from here on; what hung from another of its level holds no more."""
        before = self._above.get(meaning)
        if meaning in LEVELS and (before is None or before.text != place.text):
            for below in LEVELS[LEVELS.index(meaning) + 1 :]:
                self._above.pop(below, None)
        self._above[meaning] = place

    def _check(self, row: int, cells: Cells, *, heading: bool, prefix: str = "") -> None:
        amounts = {name: cells[name] for name in self._amounts if name in cells}
        text = next((text for _, text in self._texts(row)), "")
        if amounts:
            self.walked.checks.append(Check(row, text, amounts, len(self.walked.lines), heading, prefix))
        if not heading:
            self.walked.marks.append(len(self.walked.lines))

    def _texts(self, row: int) -> list[tuple[int, str]]:
        cells = self.sheet.rows[row]
        return [(at, " ".join(cell.split())) for at, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()]

    def _kind(self, row: int, cells: Cells) -> Kind:
        texts = self._texts(row)
        if not texts and not cells:
            return Kind.EMPTY
        if self._is_again(row, texts):
            return Kind.AGAIN
        words = [text for at, text in texts if not self._is_amount(at)]
        numbers = cells.keys() & self._number_columns
        counted = any(isinstance(cells[name].raw, int | float) for name in numbers)
        if texts and _SIGNS.match(texts[0][1]) and not counted:
            return Kind.LEFT
        if self._is_total(cells, words):
            return Kind.TOTAL
        if self._is_heading(row, cells, texts, numbers):
            return Kind.HEADING
        return Kind.LINE if self._is_line(cells, numbers) else Kind.LEFT

    def _is_amount(self, column: int) -> bool:
        return any(self.places[name] == column for name in self._number_columns)

    def _is_again(self, row: int, texts: list[tuple[int, str]]) -> bool:
        """The titles once more, as on each printed page, or the numbers of the columns below them."""
        cells = [cell for cell in self.sheet.rows[row] if cell is not None]
        flat = [shown(cell).strip("() ") for cell in cells]
        if row == self.header.body and len(flat) > 2 and flat == [str(n) for n in range(1, len(flat) + 1)]:
            return True
        same = sum(
            at < len(self.header.titles) and folded(text) in folded(self.header.titles[at])
            for at, text in texts
            if folded(text)
        )
        return len(texts) >= 2 and len(texts) == len(cells) and same >= 0.6 * len(texts)

    def _is_total(self, cells: Cells, words: list[str]) -> bool:
        if {"cantidad", "precio_unitario"} <= cells.keys():
            return False
        if words and _TOTAL.match(words[0]):
            return not ("partida" in cells and self._partida(cells))
        only = cells.keys() <= self._number_columns and not words
        named = any(not column_of(self.table, name).is_number for name in self.places)
        return only and named and self.table in MONEY_TABLES and bool(cells.keys() & set(self._amounts))

    def _partida(self, cells: Cells) -> str:
        code = classifier_code("partida", cells["partida"].text)
        return code if code.isdigit() and len(code) >= 3 else ""

    def _is_heading(self, row: int, cells: Cells, texts: list[tuple[int, str]], numbers: set[str]) -> bool:
        own = numbers - set(self._amounts)
        if len(texts) <= 2 and texts and not own and self._labelled(row, texts):
            return True
        levels = [name for name in LEVELS if name in cells]
        if self.table in MONEY_TABLES and "partida" in cells and not own and self._heads_partida(row, cells):
            return True
        if len(texts) == 1 and not numbers:
            return self._alone(row, texts[0], levels)
        return False

    def _labelled(self, row: int, texts: list[tuple[int, str]]) -> bool:
        at, text = texts[0]
        label = label_of(text)
        finest = {"acp_unidad": "acp", "operaciones": "operacion", "tareas": "tarea"}.get(self.table)
        if label is None or (label[0] == finest and self.places.get(finest) == at):
            return False
        meaning, rest = label
        if self.places.get(meaning) == at and len(texts) > 1:
            return False
        if not rest and len(texts) > 1:
            at, rest = texts[1]
        elif len(texts) > 1 and ":" not in text:
            return False
        if not rest:
            return False
        self._set(meaning, Place(row, at, rest))
        return True

    def _heads_partida(self, row: int, cells: Cells) -> bool:
        """A partida with its lines below it, or a group of the classifier with its partidas below it."""
        code = self._partida(cells)
        following = self._next_cells(row)
        if not code or following is None:
            return False
        below = self._partida(following) if "partida" in following else ""
        trimmed = code.rstrip("0")
        if below and self.known.partidas.get(code) is False and below != code and below.startswith(trimmed):
            self._check(row, cells, heading=True, prefix=trimmed)
            self.walked.marks.append(len(self.walked.lines))
            for name in self._amounts:
                cells.pop(name, None)
            return True
        detail = {"cantidad", "precio_unitario", "descripcion"} & self.places.keys()
        alone = "partida" not in following and bool(following.keys() & detail)
        if alone and (not cells.keys() & set(self._amounts) or "cantidad" in self.places):
            self._set("partida", cells["partida"])
            return True
        return False

    def _next_cells(self, row: int) -> Cells | None:
        for below in range(row + 1, min(row + 6, len(self.sheet.rows))):
            if cells := self._cells(below):
                return cells
        return None

    def _alone(self, row: int, text: tuple[int, str], levels: list[str]) -> bool:
        at, said = text
        if len(levels) == 1 and self.places[levels[0]] == at and levels[0] in self.fill:
            self._set(levels[0], Place(row, at, said))
            return True
        code = classifier_code("partida", said)
        if self.table in MONEY_TABLES and code in self.known.partidas and len(said) > len(code):
            self._set("partida", Place(row, at, said))
            return True
        if _SIGNS.match(said) or len(self.places) < 2 or (self._next_cells(row) is None):
            return False
        self.walked.alone.append(row)
        if self.groups:
            self._set(self.groups, Place(row, at, said))
        return bool(self.groups)

    def _is_line(self, cells: Cells, numbers: set[str]) -> bool:
        if self.table in MONEY_TABLES:
            return bool(numbers)
        return len(cells) >= min(2, len(self.places))


def lines_of(sheet: RawSheet, header: Header, least: int = 3) -> Iterator[int]:
    """Rows that are full enough to be lines, before it is known what their columns are."""
    for row in range(header.body, len(sheet.rows)):
        cells = [cell for cell in sheet.rows[row] if cell is not None]
        first = next((cell for cell in cells if isinstance(cell, str)), "")
        if len(cells) >= least and not _TOTAL.match(first) and not _SIGNS.match(first):
            yield row
