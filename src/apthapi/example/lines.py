"""The requirement lines of a unit: the part of an example that has millions of rows, written as text at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from apthapi.example.model import LEAST_LINES, Entity, Operation, Unit
from apthapi.example.sink import EOL
from apthapi.example.texts import BOLIVIANO, Article, articles

_MARK = "#"
_QUARTER = 3

Draw = Callable[[], float]
"""Gives a number from 0 to 1, as `random.random` does."""


@cache
def _cells_of(months: tuple[int, ...]) -> str:
    """The twelve cells of a line with a mark in each month that pays."""
    return ",".join(_MARK if month in months else "" for month in range(1, 13))


@cache
def paying_months(ritmo: str, first: int, last: int, start: int) -> tuple[int, ...]:
    """The months in which a line pays, inside those of its operation; `start` is the first of the others."""
    if ritmo == "mensual":
        return tuple(range(first, last + 1))
    if ritmo == "trimestral":
        return tuple(range(first, last + 1, _QUARTER))
    return (start,)


def requirement_lines(entity: Entity, unit: Unit) -> Iterator[str]:
    """The CSV rows of `requerimientos` of a unit; what they cost is added to `unit.spent`, in centavos."""
    usable = [each for each in articles() if unit.payroll or not each.is_payroll]
    common = [each for each in usable if not each.is_payroll]
    base = usable[: LEAST_LINES if unit.payroll else LEAST_LINES - 2]
    plan_unit = f"{entity.plan(1)},{unit.code},"
    pairs = {id(each): entity.pairs[(i + unit.number) % len(entity.pairs)] for i, each in enumerate(usable)}
    paid = {id(each): (each.partida, *pairs[id(each)]) for each in usable}
    heads = [f"{each.acp},{each.code}," for each in unit.operations]
    draw, many = entity.random.random, len(common)
    for number in range(1, unit.lines + 1):
        article = base[number - 1] if number <= len(base) else common[int(draw() * many)]
        at = number % len(heads)
        operation = unit.operations[at]
        text, amount = _line(article, operation, draw)
        unit.spent[paid[id(article)]] += amount
        fuente, organismo = pairs[id(article)]
        tarea = f"{operation.code}.{1 + number % 2}"
        before, after = text
        yield (
            f"{plan_unit}{number},{article.formulario},{heads[at]}{tarea},{article.partida},"
            f"{before},{fuente},{organismo},{after}{EOL}"
        )


def _line(article: Article, operation: Operation, draw: Draw) -> tuple[tuple[str, str], int]:
    """The cells before the fuente and the months after the organismo, and what the line costs in centavos."""
    first, last = operation.first, operation.last
    months = paying_months(article.ritmo, first, last, first + int(draw() * (last - first + 1)))
    halves = 2 * (1 + int(draw() * article.most)) - (1 if article.halves else 0)
    price = article.price_from + int(draw() * (article.price_to - article.price_from) / (2 * BOLIVIANO)) * 2 * BOLIVIANO
    each = halves * price // 2
    times = len(months)
    amount = each * times
    whole, half = divmod(halves * times, 2)
    description = article.descriptions[int(draw() * len(article.descriptions))]
    before = (
        f"{description},{article.unidad_medida},{whole}{'.5' if half else ''},"
        f"{price // BOLIVIANO}.00,{amount // BOLIVIANO}.00"
    )
    return (before, _cells_of(months).replace(_MARK, f"{each // BOLIVIANO}.00")), amount
