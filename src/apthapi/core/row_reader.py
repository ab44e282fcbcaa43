"""Rows of cells become typed rows: every cell that is wrong is a finding, and every other cell is still read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.database import Row
from apthapi.core.fields import CellError, Parser, Value, parser_for, words_of
from apthapi.core.findings import Finding, file_finding
from apthapi.core.schema import Column, Kind, Table

KeptCell = tuple[str, int, str, str]
"""Table, row, column and text of a cell that the stored row cannot hold: an unknown column, an unreadable value."""

DigitsOf = Mapping[str, int]
"""Digits of the programa in the gestión of each plan."""

DEFAULT_DIGITS = 2
_TOGETHER = 500
"""Rows that are read together."""

_CACHED = 200_000
"""Cells of a column whose value is remembered: codes, amounts and dates repeat all the time."""


class _ToldError(Exception):
    """A cell of which there is something to tell: its row must be read by itself."""


class _Values(dict[str, Value]):
    """What each text of a column is stored as. A text met for the first time is found and, if it can, remembered."""

    def __init__(self, find: Callable[[str], tuple[Value, bool]]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, text: str) -> Value:
        value, lasting = self._find(text)
        if lasting and len(self) < _CACHED:
            self[text] = value
        return value


@dataclass(frozen=True, slots=True)
class _Stored:
    """A stored column: where its cells are, and its value by text; none if it is the text itself."""

    at: int
    values: _Values | None = None
    of_plan: bool = False
    """Whether the value also depends on the plan of the row, as the normal form of a categoría does."""


class RowReader:
    """Turns the cells of one table into stored rows, collecting findings and kept cells on the way."""

    def __init__(self, table: Table, header: list[str], digits: DigitsOf) -> None:
        self.table = table
        self.header = header
        self.digits = digits
        self.findings: list[Finding] = []
        self.kept: list[KeptCell] = []
        self.unknown = tuple(name for name in header if name not in table.names)
        self._position = {name: i for i, name in enumerate(header)}
        self._row: tuple[int, list[str]] | None = None
        """The row that is being read: what a wrong cell is told about. None while many are read together."""

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
        """The stored rows, in order, with their companions."""
        stored = [each for column in self.table.columns for each in self._stored(column)]
        remaining = iter(rows)
        while block := list(islice(remaining, _TOGETHER)):
            try:
                # Column by column is twice as fast, where there is nothing to tell.
                together = None if self.unknown else self._columns(block, stored)
            except _ToldError:
                together = None
            yield from zip(*together, strict=True) if together else self._one_by_one(block, stored)

    def _columns(self, block: list[tuple[int, list[str]]], stored: list[_Stored]) -> list[Iterable[Value]]:
        """The stored columns of some rows. Raises _ToldError if any cell of them is wrong."""
        self._row = None
        cells = [*zip(*(row for _, row in block), strict=True), ("",) * len(block)]
        plans = cells[self._position.get("plan", -1)]
        columns: list[Iterable[Value]] = [[number for number, _ in block]]
        for each in stored:
            if each.of_plan:
                columns.append(list(map(self._normal, cells[each.at], plans)))
            elif each.values is None:
                columns.append(cells[each.at])
            else:
                columns.append(list(map(each.values.__getitem__, cells[each.at])))
        return columns

    def _one_by_one(self, block: list[tuple[int, list[str]]], stored: list[_Stored]) -> Iterator[Row]:
        plan = self._position.get("plan", -1)
        unknown = [(name, self._position[name]) for name in self.unknown]
        for number, cells in block:
            self._row = number, cells
            # A column that the file has not is read from an empty cell put at the end.
            texts = [*cells, ""]
            values = [
                self._normal(texts[each.at], texts[plan])
                if each.of_plan
                else texts[each.at]
                if each.values is None
                else each.values[texts[each.at]]
                for each in stored
            ]
            for name, at in unknown:
                if cells[at]:
                    self.kept.append((self.table.name, number, name, cells[at]))
            yield (number, *values)

    def _stored(self, column: Column) -> list[_Stored]:
        """Each stored column that comes of a column of the file."""
        at = self._position.get(column.name, len(self.header))
        if column.kind is Kind.CATEGORIA:
            return [_Stored(at, of_plan=True), _Stored(at)]
        if column.kind is not Kind.TEXT:
            parse = parser_for(column)
            return [_Stored(at, _Values(lambda text: self._parse(column, parse, text)))]
        words = _Values(lambda text: (words_of(text), True))
        return [_Stored(at), _Stored(at, words)] if column.words else [_Stored(at)]

    def _normal(self, text: str, plan: str) -> str:
        return normal_categoria(text, self.digits.get(plan.strip(), DEFAULT_DIGITS))

    def _parse(self, column: Column, parse: Parser, text: str) -> tuple[Value, bool]:
        """The value of a cell, and whether it is that of every cell with the same text: not if it must be told."""
        name = column.name
        try:
            value = parse(text)
        except CellError as problem:
            number = self._report("F02", name, str(problem), f"Corrija la columna «{name}» de esa fila.")
            self.kept.append((self.table.name, number, name, text))
            return (None if column.is_number else ""), False
        if column.required and value in ("", None):
            if name in self._position:
                problem_ = f"falta «{name}» ({column.about.lower()})"
                self._report("F03", name, problem_, f"Complete la columna «{name}» de esa fila.")
            return value, False
        return value, True

    def _report(self, rule: str, column: str, problem: str, repair: str) -> int:
        """Tell what is wrong with the row that is being read; returns its number."""
        if self._row is None:
            raise _ToldError
        number, cells = self._row
        of = dict(zip(self.header, cells, strict=True))
        self.findings.append(
            file_finding(
                rule,
                f"{self.table.name}.csv, fila {number}, columna «{column}»: {problem}.",
                repair,
                table=self.table.name,
                row=number,
                column=column,
                plan=of.get("plan", "").strip(),
                unidad=of.get("unidad", "").strip(),
            )
        )
        return number


@lru_cache(_CACHED)
def normal_categoria(text: str, digits: int) -> str:
    """`PP PPP AAA`, or empty when the text is no category: rule V03 says so, with what was written."""
    try:
        return str(parse_categoria(text, programa_digits=digits)) if text.strip() else ""
    except CategoriaError:
        return ""
