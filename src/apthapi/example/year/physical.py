"""What the units of an example did each month, with what supports it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from apthapi.core.fields import plain_number
from apthapi.core.package import Package
from apthapi.core.schema import SCALE, Kind
from apthapi.core.tables import MONTHS
from apthapi.example.rows import MARK, query
from apthapi.example.year.pace import Pace, reported_months

WHOLE = 10 ** SCALE[Kind.QUANTITY]
"""One whole of the unit of an indicator, in ten-thousandths."""

_STOPPED = 8
"""Of the operations of a late unit, one in so many does not begin."""


def progress(
    package: Package, plan: str, unidad: str, pace: Pace, through: int, rng: random.Random
) -> Iterator[dict[str, str]]:
    """The rows of `ejecucion_fisica` of a unit up to the month."""
    last = reported_months(pace, through)
    for number, (operation, programme) in enumerate(programmes(package, plan, unidad), start=1):
        stopped = pace.done < 80 and number % _STOPPED == 0
        done = [0] * last if stopped else _done(programme[:last], sum(programme), pace, rng)
        for month, (planned, amount) in enumerate(zip(programme, done, strict=False), start=1):
            if planned or amount:
                own = {"plan": plan, "unidad": unidad, "operacion": operation, "mes": str(month)}
                yield own | _told(unidad, month, planned, amount)


def programmes(package: Package, plan: str, unidad: str) -> Iterator[tuple[str, list[int]]]:
    """Each operation of a unit, with what it is to do in each month, in ten-thousandths; a level as what it grows."""
    sql = (
        f"select operacion, medicion, {', '.join(MONTHS)} from operaciones where plan = ? and unidad = ? "
        "order by renglon"
    )
    for operation, kind, *months in query(package, sql, plan, unidad):
        amounts = [amount or 0 for amount in months]
        if kind == "ultimo":
            amounts = [max(now - before, 0) for before, now in pairwise(accumulate([0, *amounts], max))]
        yield operation, amounts


def _done(programme: Sequence[int], most: int, pace: Pace, rng: random.Random) -> list[int]:
    """What is done each month: near the pace, in whole units, never beyond the target of the year."""
    done: list[int] = []
    for planned in accumulate(programme):
        share = pace.done + rng.randint(-6, 6)
        target = min(planned * share // 100 // WHOLE * WHOLE, most)
        done.append(max(target - sum(done), 0))
    return done


def _told(unidad: str, month: int, planned: int, amount: int) -> dict[str, str]:
    if not amount:
        return {"ejecutado": "0", "nota": f"{MARK}no hubo avance en el mes"}
    words = "según lo programado"
    if amount * 10 < planned * 8:
        words = "menos de lo programado; lo pendiente pasa al mes siguiente"
    elif amount * 10 > planned * 12:
        words = "más de lo programado"
    return {
        "ejecutado": plain_number(amount, SCALE[Kind.QUANTITY]),
        "evidencia": f"{MARK}informe de {unidad} del mes {month}",
        "nota": f"{MARK}{words}",
    }
