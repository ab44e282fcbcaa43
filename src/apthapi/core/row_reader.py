"""Rows of cells become typed rows: every cell that is wrong is a finding, and every other cell is still read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

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
"""Cells whose value is remembered: codes, amounts and dates repeat all the time."""

_Stored = Callable[[str, str], tuple[Value, ...]]


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
        self._cache: dict[tuple[str, str], Value] = {}

    def read(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
        """The stored rows, in order, with their companions."""
        steps = [(c, self._position.get(c.name), parser_for(c), self._as_text(c)) for c in self.table.columns]
        unknown = [(name, self._position[name]) for name in self.unknown]
        plan_at = self._position.get("plan")
        for number, cells in rows:
            stored: list[Value] = [number]
            plan = "" if plan_at is None else cells[plan_at]
            for column, at, parse, as_text in steps:
                text = "" if at is None else cells[at]
                if as_text:
                    stored += as_text(text, plan)
                    continue
                try:
                    stored.append(self._cache[column.name, text])
                except KeyError:
                    stored.append(self._parse(column, parse, text, number, cells))
            for name, at in unknown:
                if cells[at]:
                    self.kept.append((self.table.name, number, name, cells[at]))
            yield tuple(stored)

    def _as_text(self, column: Column) -> _Stored | None:
        """How a column that takes any text is stored; None if its cells must be parsed."""
        if column.kind is Kind.CATEGORIA:
            return lambda text, plan: (
                normal_categoria(text, self.digits.get(plan.strip(), DEFAULT_DIGITS)),
                text,
            )
        if column.kind is Kind.TEXT:
            return (lambda text, _plan: (text, words_of(text))) if column.words else (lambda text, _plan: (text,))
        return None

    def _parse(self, column: Column, parse: Parser, text: str, number: int, cells: list[str]) -> Value:
        name = column.name
        try:
            value = parse(text)
        except CellError as problem:
            self._report("F02", name, number, cells, str(problem), f"Corrija la columna «{name}» de esa fila.")
            self.kept.append((self.table.name, number, name, text))
            return None if column.is_number else ""
        if column.required and value in ("", None):
            if name in self._position:
                problem_ = f"falta «{name}» ({column.about.lower()})"
                self._report("F03", name, number, cells, problem_, f"Complete la columna «{name}» de esa fila.")
            return value
        if len(self._cache) < _CACHED:
            self._cache[name, text] = value
        return value

    def _report(self, rule: str, column: str, number: int, cells: list[str], problem: str, repair: str) -> None:
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


def normal_categoria(text: str, digits: int) -> str:
    """`PP PPP AAA`, or empty when the text is no category: rule V03 says so, with what was written."""
    try:
        return str(parse_categoria(text, programa_digits=digits)) if text.strip() else ""
    except CategoriaError:
        return ""
