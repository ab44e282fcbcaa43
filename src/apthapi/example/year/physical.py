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

_PLACES = SCALE[Kind.QUANTITY]
WHOLE = 10**_PLACES
"""One whole of the unit of an indicator, in ten-thousandths."""

_STOPPED = 8
"""Of the operations of a late unit, one in so many does not begin."""


def progress(
    package: Package, plan: str, unidad: str, pace: Pace, through: int, rng: random.Random
) -> Iterator[dict[str, str]]:
    """The rows of `ejecucion_fisica` of a unit up to the month."""
    last = reported_months(pace, through)
    for number, (operation, level, programme) in enumerate(programmes(package, plan, unidad), start=1):
        stopped = pace.done < 80 and number % _STOPPED == 0
        done = [0] * last if stopped else _done(programme[:last], sum(programme), pace, rng)
        told = accumulate(done) if level else done  # of a level, what was reached
        for month, (planned, amount, said) in enumerate(zip(programme, done, told, strict=False), start=1):
            if planned or amount:
                own = {"plan": plan, "unidad": unidad, "operacion": operation, "mes": str(month)}
                own |= {"ejecutado": plain_number(said, _PLACES), "nota": f"{MARK}{_words(planned, amount)}"}
                yield own | ({"evidencia": f"{MARK}informe de {unidad} del mes {month}"} if said else {})


def programmes(package: Package, plan: str, unidad: str) -> Iterator[tuple[str, bool, list[int]]]:
    """Each operation of a unit, whether its target is a level, and what it is to do or to grow in each month."""
    sql = (
        f"select operacion, medicion, {', '.join(MONTHS)} from operaciones where plan = ? and unidad = ? "
        "order by renglon"
    )
    for operation, kind, *months in query(package, sql, plan, unidad):
        amounts = [amount or 0 for amount in months]
        level = kind == "ultimo"
        if level:
            amounts = [max(now - before, 0) for before, now in pairwise(accumulate([0, *amounts], max))]
        yield operation, level, amounts


def _done(programme: Sequence[int], most: int, pace: Pace, rng: random.Random) -> list[int]:
    """What is done each month: near the pace, in whole units, never beyond the target of the year."""
    done: list[int] = []
    for planned in accumulate(programme):
        share = pace.done + rng.randint(-6, 6)
        target = min(planned * share // 100 // WHOLE * WHOLE, most)
        done.append(max(target - sum(done), 0))
    return done


def _words(planned: int, amount: int) -> str:
    if not amount:
        return "no hubo avance en el mes"
    if amount * 10 < planned * 8:
        return "menos de lo programado; lo pendiente pasa al mes siguiente"
    return "más de lo programado" if amount * 10 > planned * 12 else "según lo programado"
