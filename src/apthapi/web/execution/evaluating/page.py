"""What the pages of the evaluation show: rows in words, and pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from apthapi import charts
from apthapi.charts import NegativeAmountError, Picture, Sides
from apthapi.charts.drawing import Svg
from apthapi.compare.evaluation import Evaluated, Evaluation, Light, Result
from apthapi.compare.evaluation.telling import points, shown
from apthapi.documents.figures import quantity

STATES = {"verde": "aprobado", "amarillo": "falta", "rojo": "excede", "apagado": ""}
"""The state of the screen whose colour and icon each light has."""
NEGATIVE = "No se dibuja, porque algún mes tiene un importe negativo: lo revertido es más que lo devengado."


@dataclass(frozen=True, slots=True)
class Row:
    """A unit or an action of the table."""

    code: str
    name: str
    efficacy: str
    progress: str
    standing: int | None
    accrued: int | None
    spent: str
    gap: str
    beyond: bool
    projected: str
    state: str
    light: Light
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """An operation of the table."""

    code: str
    acp: str
    name: str
    measure: str
    programmed: str
    done: str
    efficacy: str
    progress: str
    projected: str
    spent: str
    why: str
    state: str
    light: Light


def rows(found: Iterable[Result]) -> list[Row]:
    """Units or actions as their table shows them."""
    return [_row(each) for each in found]


def lines(found: Iterable[Evaluated]) -> list[Line]:
    """Operations as their table shows them."""
    return [_line(each) for each in found]


def pictures(found: Evaluation) -> list[Picture]:
    """How far the goals got, how the money was spent, and whether both go together."""
    return [charts.advance("avance", *found.done_curve), _money(found), _gaps(found)]


def _row(each: Result) -> Row:
    return Row(
        code=each.code or "Sin unidad",
        name=each.name,
        efficacy=shown(each.physical.efficacy),
        progress=shown(each.physical.progress),
        standing=each.money.standing,
        accrued=each.money.accrued,
        spent=shown(each.money.of_standing),
        gap=points(each.gap.points) if each.gap else "",
        beyond=bool(each.gap and each.gap.beyond),
        projected=shown(each.physical.projected),
        state=STATES[each.light.name],
        light=each.light,
        why=each.money.why,
    )


def _line(each: Evaluated) -> Line:
    it, physical = each.physical.it, each.physical
    return Line(
        code=it.operacion,
        acp=it.acp,
        name=it.description,
        measure=it.measure,
        programmed=quantity(physical.programmed) or "",
        done="sin informar" if physical.silent else quantity(physical.done) or "",
        efficacy=shown(physical.efficacy),
        progress=shown(physical.progress),
        projected=quantity(physical.projection.value) or "",
        spent=shown(each.money.of_standing),
        why=each.money.why,
        state=STATES[physical.light.name],
        light=physical.light,
    )


def _money(found: Evaluation) -> Picture:
    planned, done = found.money_curve
    title = "Cuándo se programó gastar y cuánto se devengó"
    known = done if any(value is not None and value for value in done) else None
    try:
        return charts.months("dinero", planned, known, undated=max(found.whole.money.undated or 0, 0))
    except NegativeAmountError:
        return Picture("dinero", title, NEGATIVE, Svg(), Svg(), (), ())


def _gaps(found: Evaluation) -> Picture:
    """Of the units of which both sides are known; the others stand in the table."""
    sides = [
        Sides(
            each.code or "Sin unidad",
            _part(each.physical.progress),
            _part(each.money.of_standing),
            bool(each.gap and each.gap.beyond),
        )
        for each in found.units
        if each.gap is not None
    ]
    limit = None if found.limits.gap is None else int(found.limits.gap * 10_000)
    return charts.gaps("brecha", sides, limit=limit)


def _part(figure: Fraction | None) -> int | None:
    return None if figure is None else int(figure * 10_000)
