"""An export of spending as accounting systems write them, with made-up figures: an example, of no real system."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from zlib import crc32

from apthapi.charts.months import NAMES
from apthapi.core.money import format_amount

BY_UNIT = ("UE", "Cat. Prg.", "Objeto del gasto", "Descripción partida", "Fte", "Org", "Ppto. vigente")
BY_CATEGORY = BY_UNIT[1:]
MOMENTS = ("Preventivo", "Compromiso", "Devengado", "Pagado", "Saldo")


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A line of a budget in force; centavos."""

    unidad: str
    categoria: str
    partida: str
    nombre: str
    fuente: str
    organismo: str
    vigente: int


@dataclass(frozen=True, slots=True)
class Moments:
    """What was spent of a line; `preventivo` has in it what is devengado, as accounting systems say it."""

    preventivo: int
    comprometido: int
    devengado: int
    pagado: int


def of_month(line: Budgeted, mes: int) -> Moments:
    """Made-up amounts of a month, always the same: a twelfth of the line at most, in each month."""
    share = line.vigente // 12
    luck = crc32(f"{line.unidad}{line.partida}{line.fuente}{line.organismo}{mes}".encode()) % 60
    devengado = share * luck // 100
    preventivo = devengado + share * (luck % 20) // 100
    return Moments(preventivo, preventivo, devengado, devengado * (80 + luck % 20) // 100)


def until(line: Budgeted, mes: int) -> Moments:
    """The same, from January to a month."""
    months = [of_month(line, each) for each in range(1, mes + 1)]
    return Moments(*(sum(getattr(each, name) for each in months) for name in Moments.__slots__))


def accounting_export(
    lines: Iterable[Budgeted], entidad: str, gestion: int, mes: int, *, accumulated: bool = False, units: bool = True
) -> str:
    """A CSV with `;`: lines above the titles, the four moments of a month or until it, and a total at the end.

    Without `units` no column says the unit, and its category does.
    """
    rows = list(lines)
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    titles = (*(BY_UNIT if units else BY_CATEGORY), *MOMENTS)
    period = f"De enero a {NAMES[mes - 1]}" if accumulated else f"Mes: {NAMES[mes - 1]}"
    writer.writerows(
        [("EJEMPLO DE EXPORTACIÓN: CIFRAS INVENTADAS",), (f"Entidad: {entidad}",), (f"Gestión: {gestion}",), (period,)]
    )
    writer.writerow(titles)
    sums = [0] * (len(MOMENTS) + 1)
    for line in rows:
        found = until(line, mes) if accumulated else of_month(line, mes)
        amounts = [line.vigente, *_amounts(found), line.vigente - found.devengado]
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
        writer.writerow([*_place(line, units=units), *map(format_amount, amounts)])
    blank = [""] * (len(titles) - len(sums) - 1)
    writer.writerow(["TOTAL", *blank, *map(format_amount, sums)])
    return out.getvalue()


def _place(line: Budgeted, *, units: bool) -> Sequence[str]:
    place = (line.categoria, line.partida, line.nombre, line.fuente, line.organismo)
    return (line.unidad, *place) if units else place


def _amounts(moments: Moments) -> Iterator[int]:
    return (getattr(moments, name) for name in Moments.__slots__)
