"""What comes of a workbook by its map: rows of the tables, every problem by sheet and cell, and what was left aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from apthapi.core.fields import Value
from apthapi.core.findings import Severity
from apthapi.core.quoting import quoted
from apthapi.formats.workbook.received import Problem


@dataclass(slots=True)
class Row:
    """A row of a table as it is stored, but for the plan; where it comes from, and the cell of each column."""

    table: str
    cells: dict[str, Value]
    hoja: str
    fila: int
    at: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Applied:
    """Everything that a map makes of a workbook. `sheets`: of each sheet, its table and how many lines it gave."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    sheets: list[tuple[str, str, int]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    """What the workbook says for each unit, by the code that was given to it."""
    checks: Counter[str] = field(default_factory=Counter)
    """How many totals of the sheets agree (`bien`) and how many do not (`mal`)."""

    @property
    def errors(self) -> list[Problem]:
        """Problems that leave a cell or a row out."""
        return [each for each in self.problems if each.severity is Severity.ERROR]

    def of(self, table: str) -> list[Row]:
        """The rows of a table."""
        return self.rows.get(table, [])

    def add(self, row: Row) -> None:
        """One more row."""
        self.rows.setdefault(row.table, []).append(row)

    def totals(self, *columns: str) -> list[tuple[tuple[str, ...], int, int]]:
        """Lines and centavos of the requirements, by those columns."""
        found: dict[tuple[str, ...], list[int]] = {}
        for row in self.of("requerimientos"):
            sums = found.setdefault(tuple(str(row.cells.get(name) or "") for name in columns), [0, 0])
            sums[0] += 1
            sums[1] += amount(row.cells.get("importe"))
        return [(key, lines, total) for key, (lines, total) in sorted(found.items())]


def amount(value: Value) -> int:
    """A stored number, 0 if there is none."""
    return value if isinstance(value, int) else 0


def warn(hoja: str, celda: str, visto: str, mensaje: str, corrija: str, norma: str = "", columna: str = "") -> Problem:
    """Something to look at that does not leave anything out."""
    return Problem(hoja, celda, visto, mensaje, corrija, norma, Severity.WARNING, columna=columna)


class Merged:
    """Rows of coarser tables, told in pieces: the first time that a cell is told counts, and others must agree."""

    def __init__(self, out: Applied) -> None:
        self._out = out
        self._rows: dict[tuple[str, tuple[Value, ...]], Row] = {}

    def add(self, row: Row, key: Iterable[str]) -> None:
        """A piece of a row."""
        name = (row.table, tuple(row.cells.get(column) for column in key))
        old = self._rows.get(name)
        if old is None:
            self._rows[name] = row
            self._out.add(row)
            return
        for column, value in row.cells.items():
            before = old.cells.get(column)
            if before in (None, ""):
                old.cells[column], old.at[column] = value, row.at.get(column, "")
            elif value not in (None, "") and value != before and column in row.at:
                self._out.problems.append(_differs(row, old, column, value, before))


def _differs(row: Row, old: Row, column: str, value: Value, before: Value) -> Problem:
    return warn(
        row.hoja,
        row.at[column],
        str(value),
        f"Dice otra cosa que la fila {old.fila} de «{old.hoja}», que habla de lo mismo: {quoted(str(before))}.",
        "Se tomó lo primero; deje escrito lo mismo en las dos.",
        columna=column,
    )
