"""The totals and subtotals of a sheet held against the lines that they add."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate

from apthapi.core.money import format_amount
from apthapi.formats.mapping.known import classifier_code
from apthapi.formats.mapping.meanings import MONEY_TABLES
from apthapi.formats.mapping.numbers import number
from apthapi.formats.mapping.rows import Applied, warn
from apthapi.formats.mapping.walking import Check, Walked

_CENT = Decimal("0.01")


def look_at_totals(out: Applied, hoja: str, table: str, walked: Walked, styles: Mapping[str, str]) -> None:
    """Tell each total that is the sum of no group of lines."""
    if table not in MONEY_TABLES:
        return
    sums: dict[str, list[Decimal]] = {}
    for check in walked.checks:
        for name, place in check.cells.items():
            said = number(place.raw, styles.get(name, ""))
            if said is None:
                continue
            if name not in sums:
                values = (
                    number(line.cells[name].raw, styles.get(name, "")) if name in line.cells else None
                    for line in walked.lines
                )
                sums[name] = [Decimal(0), *accumulate(value or Decimal(0) for value in values)]
            options = _options(check, walked, sums[name], name, styles)
            if any(abs(option - said) < _CENT for option in options):
                out.checks["bien"] += 1
                continue
            out.checks["mal"] += 1
            near = min(options, key=lambda option: abs(option - said), default=Decimal(0))
            out.problems.append(
                warn(
                    hoja,
                    place.celda,
                    place.text,
                    f"«{check.text or 'Total'}» dice {_bs(said)} y las filas que suma dan {_bs(near)}.",
                    "Se importaron las filas; revise cuál falta, sobra o no es el importe correcto.",
                    columna=name,
                )
            )


def _bs(value: Decimal) -> str:
    cents = value * 100
    return format_amount(int(cents)) if cents == cents.to_integral_value() else str(value).replace(".", ",")


def _options(check: Check, walked: Walked, sums: list[Decimal], name: str, styles: Mapping[str, str]) -> list[Decimal]:
    """What the row may add: lines up to it from where some group begins, or those after it until one ends."""
    if check.prefix:
        chosen = (line for line in walked.lines if _partida(line.get("partida")).startswith(check.prefix))
        values = (number(line.cells[name].raw, styles.get(name, "")) for line in chosen if name in line.cells)
        return [sum((value for value in values if value is not None), Decimal(0))]
    marks = sorted({*walked.marks, len(walked.lines)})
    if check.heading:
        return [sums[mark] - sums[check.at] for mark in marks if mark > check.at]
    return [sums[check.at] - sums[mark] for mark in marks if mark <= check.at]


def _partida(place: object) -> str:
    return classifier_code("partida", getattr(place, "text", ""))
