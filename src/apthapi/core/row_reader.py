"""Rows of cells become typed rows: every cell that is wrong is a finding, and every other cell is still read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.database import Row
from apthapi.core.fields import CellError, Parser, Value, parser_for, words_of
from apthapi.core.findings import Finding
from apthapi.core.schema import Column, Kind, Table
from apthapi.core.source import file_finding

KeptCell = tuple[str, int, str, str]
"""Table, row, column and text of a cell that the stored row cannot hold: an unknown column, an unreadable value."""

DigitsOf = Mapping[str, int]
"""Digits of the programa in the gestión of each plan."""

DEFAULT_DIGITS = 2


@dataclass(slots=True)
class RowReader:
    """Turns the cells of one table into stored rows, collecting findings and kept cells on the way."""

    table: Table
    header: list[str]
    digits: DigitsOf
    findings: list[Finding] = field(default_factory=list)
    kept: list[KeptCell] = field(default_factory=list)
    _steps: list[tuple[Column, int, Parser]] = field(init=False)
    _unknown: list[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        position = {name: i for i, name in reversed(list(enumerate(self.header)))}
        self._steps = [(c, position.get(c.name, -1), parser_for(c)) for c in self.table.columns]
        used = {i for _, i, _ in self._steps}
        self._unknown = [(i, name) for i, name in enumerate(self.header) if i not in used]

    def read(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
        """The stored rows, in order, with their companions."""
        cache: dict[tuple[int, str], Value] = {}
        plan_at = self.header.index("plan") if "plan" in self.header else -1
        companions = {c.name: self._companion(c) for c in self.table.columns if c.words or c.kind is Kind.CATEGORIA}
        for number, cells in rows:
            stored: list[Value] = [number]
            plan = cells[plan_at] if plan_at >= 0 else ""
            for step, (column, at, parse) in enumerate(self._steps):
                text = cells[at] if at >= 0 else ""
                if column.name in companions:
                    stored += companions[column.name](text, plan)
                    continue
                try:
                    stored.append(cache[step, text])
                except KeyError:
                    stored.append(self._parse(column, parse, text, number, cells, cache, step))
            for at, name in self._unknown:
                if cells[at]:
                    self.kept.append((self.table.name, number, name, cells[at]))
            yield tuple(stored)

    def _parse(
        self,
        column: Column,
        parse: Parser,
        text: str,
        number: int,
        cells: list[str],
        cache: dict[tuple[int, str], Value],
        step: int,
    ) -> Value:
        try:
            value = parse(text)
        except CellError as problem:
            self._report("F02", column, number, cells, str(problem), f"Corrija la columna «{column.name}» de esa fila.")
            self.kept.append((self.table.name, number, column.name, text))
            return None if column.is_number else ""
        if column.required and value in ("", None):
            self._report(
                "F03",
                column,
                number,
                cells,
                f"falta «{column.name}» ({column.about.lower()})",
                f"Complete la columna «{column.name}» de esa fila.",
            )
            return value
        if len(cache) < 200_000:
            cache[step, text] = value
        return value

    def _report(self, rule: str, column: Column, number: int, cells: list[str], problem: str, repair: str) -> None:
        of = dict(zip(self.header, cells, strict=False))
        self.findings.append(
            file_finding(
                rule,
                f"{self.table.name}.csv, fila {number}, columna «{column.name}»: {problem}.",
                repair,
                table=self.table.name,
                row=number,
                column=column.name,
                plan=of.get("plan", ""),
                unidad=of.get("unidad", ""),
            )
        )

    def _companion(self, column: Column) -> Callable[[str, str], tuple[str, str]]:
        if column.kind is Kind.CATEGORIA:
            return lambda text, plan: (
                normal_categoria(text, self.digits.get(plan.strip(), DEFAULT_DIGITS)),
                text,
            )
        return lambda text, _plan: (text, words_of(text))


def normal_categoria(text: str, digits: int) -> str:
    """`PP PPP AAA`, or empty when the text is no category: rule V03 says so, with what was written."""
    try:
        return str(parse_categoria(text, programa_digits=digits)) if text.strip() else ""
    except CategoriaError:
        return ""
