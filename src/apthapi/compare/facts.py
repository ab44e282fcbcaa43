"""All the money of a plan, as fine as it is known, in one query: what pivots and pictures add up.

The same money as the reading `dinero`, and besides the ACP and the months of the lines, which only they know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
OF_LINES = f"""
select unidad, formulario as fila, fuente, {_PAIR} as par, substr(partida, 1, 1) || '0000' as grupo, partida, acp,
  cast(sum(coalesce(importe, 0)) as bigint) as importe, {_SUMS}, count(*) as lineas, count(importe) as con_importe,
  organismo
from requerimientos where plan = ?
group by unidad, formulario, fuente, organismo, partida, acp
"""
"""The money of lines, a row for all those of the same codes; see `fact_of`."""

OF_FORMS = f"""
select unidad, fila, fuente, {_PAIR} as par, grupo, partida, '' as acp, cast(sum(importe) as bigint) as importe,
  {_NO_MONTHS}, 0 as lineas, 0 as con_importe, organismo
from dinero where plan = ? and origen = 'formulario'
group by unidad, fila, fuente, organismo, grupo, partida
"""
"""The money of units that only have a form 04, in rows of the same columns."""

_MONTHS_AT = len(CODES) + 1
_LINES_AT = _MONTHS_AT + len(MONTHS)


@dataclass(frozen=True, slots=True)
class Fact:
    """Money in centavos by its codes, '' where it is not told apart, and what each month has, None if not known."""

    codes: Mapping[str, str]
    amount: int
    months: tuple[int | None, ...]
    lines: int = 0
    """How many lines it is of, none if it is of a form 04."""
    priced: int = 0
    """How many of those say their amount."""

    def parts(self, dimension: str) -> list[tuple[str, int]]:
        """The money by the codes of a dimension: one code, or by `mes` each month, and '' for what no month has."""
        if dimension != "mes":
            return [(self.codes[dimension], self.amount)]
        found = [(f"{place:02d}", value) for place, value in enumerate(self.months, start=1) if value]
        rest = self.amount - sum(value for _, value in found)
        return [*found, ("", rest)] if rest else found


def facts(ask: Ask, plan: str) -> list[Fact]:
    """All the money of a plan; each combination of codes once, in the order of the codes."""
    found = map(fact_of, ask(f"{OF_LINES} union all {OF_FORMS}", [plan, plan]))
    return sorted(found, key=lambda fact: tuple(fact.codes.values()))


def fact_of(row: Row) -> Fact:
    """The money that a row of OF_LINES or of OF_FORMS says."""
    codes = dict(zip(CODES, row[: len(CODES)], strict=True))
    return Fact(codes, int(row[len(CODES)]), tuple(row[_MONTHS_AT:_LINES_AT]), row[_LINES_AT], row[_LINES_AT + 1])


def spread(fact: Fact, dimensions: Sequence[str]) -> list[tuple[tuple[str, ...], int]]:
    """The money of a fact by the codes of some different dimensions at once."""
    if "mes" not in dimensions:
        return [(tuple([fact.codes[name] for name in dimensions]), fact.amount)]
    return [
        (tuple([month if name == "mes" else fact.codes[name] for name in dimensions]), amount)
        for month, amount in fact.parts("mes")
    ]


def add_up(found: Iterable[Fact], dimension: str) -> dict[str, int]:
    """The money by the codes of a dimension, in the order of the codes, what is not told apart at the end."""
    return told_last({code: amount for (code,), amount in summed(found, [dimension]).items()})


def told_last(sums: Mapping[str, int]) -> dict[str, int]:
    """Sums in the order of their codes, that of what is not told apart at the end."""
    return dict(sorted(sums.items(), key=lambda item: (not item[0], item[0])))


def crossed(found: Iterable[Fact], rows: str, columns: str) -> dict[tuple[str, ...], int]:
    """The money by the codes of two different dimensions at once; pairs without money are not there."""
    return summed(found, [rows, columns])


def summed(found: Iterable[Fact], dimensions: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The money by the codes of some different dimensions at once; combinations without money are not there."""
    sums: dict[tuple[str, ...], int] = {}
    for fact in found:
        for codes, amount in spread(fact, dimensions):
            sums[codes] = sums.get(codes, 0) + amount
    return sums
