"""Plays the year of a plan up to a month: the rows of its execution, which hold by every rule."""

from __future__ import annotations

import calendar
import random
from collections.abc import Iterator
from datetime import date

from apthapi.core.package import Package
from apthapi.example.rows import MARK, Rows, query
from apthapi.example.year.moving import certify, move
from apthapi.example.year.pace import Pace, pace_of, reported_months
from apthapi.example.year.physical import programmes, progress
from apthapi.example.year.spending import Spot, spend, spending_rows, spots_of

TABLES_OF_THE_YEAR = ("ejecucion_fisica", "ejecucion_financiera", "certificaciones", "evaluaciones", "modificaciones")
"""The tables of which the year has rows."""

_LATE = 80
"""Below so many percent of what was programmed, a responsible explains each operation."""


def play_year(package: Package, plan: str, through: int, seed: int = 1) -> Rows:
    """The rows of the year of a plan from January to the month `through` (1 to 12). Same arguments, same rows.

    Units do and spend what their operations and lines programme, each at its pace; one without either has no rows.
    Raises ValueError for a month that is none.
    """
    if not 1 <= through <= 12:
        raise ValueError(f"No hay mes {through}: el último mes de la ejecución va de 1 a 12.")
    gestion = int(query(package, "select gestion from planes where plan = ?", plan)[0][0])
    day = date(gestion, through, calendar.monthrange(gestion, through)[1])
    rows: Rows = {name: [] for name in TABLES_OF_THE_YEAR}
    spots: list[Spot] = []
    for place, unidad in enumerate(_busy_units(package, plan)):
        pace, rng = pace_of(place), random.Random(f"{seed}-{plan}-{unidad}-{through}")
        done = list(progress(package, plan, unidad, pace, through, rng))
        own = spots_of(package, plan, unidad)
        spend(own, pace, through, rng)
        spots += own
        rows["ejecucion_fisica"] += done
        rows["ejecucion_financiera"] += spending_rows(plan, own, through)
        rows["evaluaciones"] += _explained(package, plan, unidad, pace, through, done)
    rows["modificaciones"] += move(package, plan, spots, day.replace(day=15))
    rows["certificaciones"] += certify(plan, spots, day)
    return rows


def _busy_units(package: Package, plan: str) -> list[str]:
    """The units with operations or lines, in the order of the plan."""
    sql = (
        "select u.unidad from unidades u where u.plan = ? and ("
        "exists (select 1 from operaciones o where o.plan = u.plan and o.unidad = u.unidad) or "
        "exists (select 1 from requerimientos r where r.plan = u.plan and r.unidad = u.unidad)) order by u.renglon"
    )
    return [row[0] for row in query(package, sql, plan)]


def _explained(
    package: Package, plan: str, unidad: str, pace: Pace, through: int, done: list[dict[str, str]]
) -> Iterator[dict[str, str]]:
    """What the responsible says at the end of each quarter and at the last month: of the unit, and of what is late."""
    if pace.silent:
        return
    for month in sorted({*range(3, through + 1, 3), reported_months(pace, through)}):
        own = {"plan": plan, "unidad": unidad, "mes": str(month)}
        yield own | {"causa": f"{MARK}{pace.cause}", "medida": f"{MARK}{pace.measure}"}
        if pace.done >= _LATE:
            continue
        for operation, _, programme in programmes(package, plan, unidad):
            begun = any(
                row["operacion"] == operation and int(row["mes"]) <= month and row["ejecutado"] != "0" for row in done
            )
            if not begun and any(programme[:month]):
                words = "la operación no comenzó: faltó personal asignado"
                yield own | {
                    "operacion": operation,
                    "causa": f"{MARK}{words}",
                    "medida": f"{MARK}asignar personal y reprogramar los meses que faltan",
                }
