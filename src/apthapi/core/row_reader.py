"""Rows of cells become typed rows: every cell that is wrong is a finding, and every other cell is still read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

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
_CACHED = 200_000
"""Cells of a column whose value is remembered: codes, amounts and dates repeat all the time."""


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
        self._row: tuple[int, list[str]] = (0, [])
        """The row that is being read: what a wrong cell is told about."""

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
        """The stored rows, in order, with their companions."""
        columns = [pair for column in self.table.columns for pair in self._stored(column)]
        unknown = [(name, self._position[name]) for name in self.unknown]
        absent = any(at == len(self.header) for _, at in columns)
        for number, cells in rows:
            self._row = number, cells
            # A column that the file has not is read from an empty cell put at the end.
            texts = [*cells, ""] if absent else cells
            stored = [values[texts[at]] for values, at in columns]
            for name, at in unknown:
                if cells[at]:
                    self.kept.append((self.table.name, number, name, cells[at]))
            yield (number, *stored)

    def _stored(self, column: Column) -> list[tuple[_Values, int]]:
        """For each stored column that comes of a column of the file: its values by text, and where its cells are."""
        at = self._position.get(column.name, len(self.header))
        as_written = _Values(lambda text: (text, False))
        if column.kind is Kind.CATEGORIA:
            # The digits of a category are those of the plan, which may be another in the next row.
            return [(_Values(lambda text: (self._normal(text), False)), at), (as_written, at)]
        if column.kind is not Kind.TEXT:
            parse = parser_for(column)
            return [(_Values(lambda text: self._parse(column, parse, text)), at)]
        words = _Values(lambda text: (words_of(text), True))
        return [(as_written, at), (words, at)] if column.words else [(as_written, at)]

    def _normal(self, text: str) -> str:
        at = self._position.get("plan")
        plan = "" if at is None else self._row[1][at].strip()
        return normal_categoria(text, self.digits.get(plan, DEFAULT_DIGITS))

    def _parse(self, column: Column, parse: Parser, text: str) -> tuple[Value, bool]:
        """The value of a cell, and whether it is that of every cell with the same text: not if it must be told."""
        name = column.name
        try:
            value = parse(text)
        except CellError as problem:
            self._report("F02", name, str(problem), f"Corrija la columna «{name}» de esa fila.")
            self.kept.append((self.table.name, self._row[0], name, text))
            return (None if column.is_number else ""), False
        if column.required and value in ("", None):
            if name in self._position:
                problem_ = f"falta «{name}» ({column.about.lower()})"
                self._report("F03", name, problem_, f"Complete la columna «{name}» de esa fila.")
            return value, False
        return value, True

    def _report(self, rule: str, column: str, problem: str, repair: str) -> None:
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


@lru_cache(_CACHED)
def normal_categoria(text: str, digits: int) -> str:
    """`PP PPP AAA`, or empty when the text is no category: rule V03 says so, with what was written."""
    try:
        return str(parse_categoria(text, programa_digits=digits)) if text.strip() else ""
    except CategoriaError:
        return ""
