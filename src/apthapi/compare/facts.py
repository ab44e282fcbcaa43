"""All the money of a plan, as fine as it is known, in one query: what pivots and pictures add up.

The same money as the reading `dinero`, and besides the ACP and the months of the lines, which only they know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from apthapi.core.database import Row
from apthapi.core.tables import MONTHS

Ask = Callable[[str, Sequence[object]], list[Row]]
"""Answers a query over tables of the format and readings: over a package that is prepared, or over plans in place."""

CODES = ("unidad", "formulario", "fuente", "organismo", "grupo", "partida", "acp")
DIMENSIONS = (*CODES, "mes")
"""What money may be told apart by. `organismo` is fuente and organismo together, as it is written: `41-111`."""

_PAIR = "case when organismo = '' then fuente else fuente || '-' || organismo end"
_SUMS = ", ".join(f"cast(sum({month}) as bigint) as {month}" for month in MONTHS)
_NO_MONTHS = ", ".join(f"cast(null as bigint) as {month}" for month in MONTHS)
_SQL = f"""
select unidad, formulario as fila, fuente, {_PAIR} as par, substr(partida, 1, 1) || '0000' as grupo, partida, acp,
  cast(sum(coalesce(importe, 0)) as bigint) as importe, {_SUMS}
from requerimientos where plan = ?
group by unidad, formulario, fuente, organismo, partida, acp
union all
select unidad, fila, fuente, {_PAIR} as par, grupo, partida, '' as acp, cast(sum(importe) as bigint) as importe,
  {_NO_MONTHS}
from dinero where plan = ? and origen = 'formulario'
group by unidad, fila, fuente, organismo, grupo, partida
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """Money in centavos by its codes, '' where it is not told apart, and what each month has, None if not known."""

    codes: Mapping[str, str]
    amount: int
    months: tuple[int | None, ...]

    def parts(self, dimension: str) -> list[tuple[str, int]]:
        """The money by the codes of a dimension: one code, or by `mes` each month, and '' for what no month has."""
        if dimension != "mes":
            return [(self.codes[dimension], self.amount)]
        found = [(f"{place:02d}", value) for place, value in enumerate(self.months, start=1) if value]
        rest = self.amount - sum(value for _, value in found)
        return [*found, ("", rest)] if rest else found


def facts(ask: Ask, plan: str) -> list[Fact]:
    """All the money of a plan; each combination of codes once, in the order of the codes."""
    made = [
        Fact(dict(zip(CODES, row[:7], strict=True)), int(row[7]), tuple(row[8:])) for row in ask(_SQL, [plan, plan])
    ]
    return sorted(made, key=lambda fact: tuple(fact.codes.values()))


def add_up(found: Sequence[Fact], dimension: str) -> dict[str, int]:
    """The money by the codes of a dimension, in the order of the codes, what is not told apart at the end."""
    sums: dict[str, int] = {}
    for fact in found:
        for code, amount in fact.parts(dimension):
            sums[code] = sums.get(code, 0) + amount
    return dict(sorted(sums.items(), key=lambda item: (not item[0], item[0])))


def crossed(found: Sequence[Fact], rows: str, columns: str) -> dict[tuple[str, str], int]:
    """The money by the codes of two different dimensions at once; pairs without money are not there."""
    sums: dict[tuple[str, str], int] = {}
    for fact in found:
        for of_row, of_column in _pairs(fact, rows, columns):
            pair = (of_row[0], of_column[0])
            sums[pair] = sums.get(pair, 0) + (of_row[1] if rows == "mes" else of_column[1])
    return sums


def _pairs(fact: Fact, rows: str, columns: str) -> list[tuple[tuple[str, int], tuple[str, int]]]:
    return [(of_row, of_column) for of_row in fact.parts(rows) for of_column in fact.parts(columns)]
