"""How far each operation got, and the averages of operations, of actions and of units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from apthapi.compare.evaluation.averaging import Weighing, capped, mean, ratio, weigh
from apthapi.compare.evaluation.lights import Light, Limits, light_of
from apthapi.compare.evaluation.reading import NOTHING, Facts, Months, Programmed

BY_OPERATION = "la ponderación de las operaciones"
BY_ACTION = "la ponderación de las ACP"
BY_MONEY = "el presupuesto vigente de cada una"
LEAST_MONTHS = 2
"""Of fewer months with something informed nothing is projected."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What the year would end with at the rate to date, in the unit of the figure; None with the reason why not."""

    value: int | None
    of_goal: Fraction | None
    why: str = ""


TOO_LITTLE = Projection(None, None, f"hay menos de {LEAST_MONTHS} meses informados: es poco para proyectar")
NOTHING_PROGRAMMED = Projection(None, None, "no hay nada programado hasta el corte con qué comparar")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation at the cut, in ten-thousandths of its measure.

    `programmed` to date is None if nothing is; `done` is None if nobody informed. `efficacy` (of what was programmed
    to date) and `progress` (of the goal of the year) may pass 1; who has a programme and no row is `silent`, and its
    efficacy is 0.
    """

    it: Programmed
    done_months: Months
    programmed: int | None
    done: int | None
    efficacy: Fraction | None
    progress: Fraction | None
    light: Light
    silent: bool
    projection: Projection


@dataclass(frozen=True, slots=True)
class Group:
    """Operations, actions or units together. `shares` are the parts of the members in `efficacy`, in their order."""

    efficacy: Fraction | None
    progress: Fraction | None
    light: Light
    method: str
    projected: Fraction | None


def reached(months: Months, until: int, *, adds: bool) -> int | None:
    """How far twelve months got at the end of month `until`: their sum, or the last that is known; None if none is."""
    known = [value for value in months[:until] if value is not None]
    if not known:
        return None
    return sum(known) if adds else known[-1]


def goal_of(operation: Programmed) -> int | None:
    """The goal of the year; without one, what the twelve months reach. None if that is nothing."""
    if operation.goal is not None and operation.goal > 0:
        return operation.goal
    whole = reached(operation.months, 12, adds=operation.adds)
    return whole if whole is not None and whole > 0 else None


def operation_at(operation: Programmed, done_months: Months, cut: int, limits: Limits) -> Operation:
    """An operation at the end of month `cut`."""
    aimed = reached(operation.months, cut, adds=operation.adds)
    programmed = aimed if aimed is not None and aimed > 0 else None
    done = reached(done_months, cut, adds=operation.adds)
    silent = programmed is not None and done is None
    efficacy = ratio(0 if silent else done, programmed)
    return Operation(
        operation,
        done_months,
        programmed,
        done,
        efficacy,
        ratio(0 if done is None else done, goal_of(operation)),
        light_of(efficacy, limits),
        silent,
        _projection(operation, done_months, cut, efficacy),
    )


def operations_at(facts: Facts, cut: int, limits: Limits) -> tuple[Operation, ...]:
    """Every operation of the plan at a cut, in the order of the plan."""
    return tuple(
        operation_at(each, facts.progress.get((each.unidad, each.operacion), NOTHING), cut, limits)
        for each in facts.operations
    )


def group(
    members: Sequence[Operation | Group], weights: Sequence[int | None], limits: Limits, *, by: str, of: str
) -> Group:
    """The average of some members; who has no figure is left out of it."""
    to_date = _weighing([each.efficacy for each in members], weights, by, of)
    of_year = _weighing([each.progress for each in members], weights, by, of)
    efficacy = mean([each.efficacy for each in members], to_date.shares)
    ends = [_end(each) for each in members]
    return Group(
        efficacy,
        mean([each.progress for each in members], of_year.shares),
        light_of(efficacy, limits),
        to_date.method or of_year.method,
        mean(ends, _weighing(ends, weights, by, of).shares),
    )


def curve(operations: Iterable[tuple[Operation, Fraction]], cut: int) -> tuple[Months, Months]:
    """Planned and done of each month, in ten-thousandths of the whole year's goals; done only until the cut.

    Each operation comes with its part in the whole. They are added exactly and only the sum is rounded down.
    """
    scaled = [(each, part / goal) for each, part in operations if (goal := goal_of(each.it)) is not None]
    whole = lcm(*(part.denominator for _, part in scaled))
    parts = [(each, part.numerator * (whole // part.denominator)) for each, part in scaled]

    def at(month: int, *, done: bool) -> int:
        total = sum(part * _inside(each, month, done=done) for each, part in parts)
        return total * 10_000 // whole

    if not parts:
        return NOTHING, NOTHING
    planned = tuple(at(month, done=False) for month in range(1, 13))
    return planned, tuple(at(month, done=True) if month <= cut else None for month in range(1, 13))


def _inside(each: Operation, month: int, *, done: bool) -> int:
    got = reached(each.done_months if done else each.it.months, month, adds=each.it.adds)
    return min(max(got or 0, 0), goal_of(each.it) or 0)


def _weighing(figures: Sequence[Fraction | None], weights: Sequence[int | None], by: str, of: str) -> Weighing:
    return weigh(weights, [each is not None for each in figures], by=by, of=of)


def _end(member: Operation | Group) -> Fraction | None:
    if isinstance(member, Group):
        return member.projected
    return None if member.projection.of_goal is None else capped(member.projection.of_goal)


def _projection(operation: Programmed, done_months: Months, cut: int, rate: Fraction | None) -> Projection:
    """What was done, and the rest of the programme at the rate to date."""
    goal = goal_of(operation)
    if rate is None or goal is None:
        return NOTHING_PROGRAMMED
    if sum(value is not None for value in done_months[:cut]) < LEAST_MONTHS:
        return TOO_LITTLE
    done = reached(done_months, cut, adds=operation.adds) or 0
    if operation.adds:
        rest = sum(value or 0 for value in operation.months[cut:])
        end = done + rate * max(rest, 0)
    else:
        last = reached(operation.months, 12, adds=False) or 0
        end = rate * last
    return Projection(int(end), end / goal)
