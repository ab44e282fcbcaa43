"""What an evaluation reads of a plan, each thing once: its programme, its money and what was done of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apthapi.core.database import Row
from apthapi.core.tables import MONTHS

Ask = Callable[[str, Sequence[object]], list[Row]]
"""Answers a query over tables of the format and readings: over a package that is prepared, or over plans in place."""

Months = tuple[int | None, ...]
"""Twelve values, None where nothing is known."""

NOTHING: Months = (None,) * 12

_MONTHS = ", ".join(MONTHS)
_SUMS = ", ".join(f"coalesce(cast(sum({month}) as bigint), 0)" for month in MONTHS)

PLAN = """
select p.gestion, l.semaforo_verde, l.semaforo_amarillo, l.brecha_fisico_financiera
from planes p join limites l on l.plan = p.plan where p.plan = ?
"""
UNITS = "select unidad, nombre from unidades where plan = ? order by renglon"
ACTIONS = "select unidad, acp, ponderacion, texto_acp from acp_unidad where plan = ? order by renglon"
NAMED = "select acp, descripcion from acp_vigente where plan = ?"
OPERATIONS = f"""
select unidad, acp, operacion, descripcion, indicador, unidad_medida, responsable, medicion, meta, ponderacion,
  {_MONTHS}
from operaciones where plan = ? order by renglon
"""
PROGRESS = """
select unidad, operacion, mes, ejecutado from avance_vigente where plan = ? and mes between 1 and 12
"""
LINES = f"""
select unidad, acp, operacion, partida, fuente, organismo, cast(sum(coalesce(importe, 0)) as bigint),
  count(coalesce({_MONTHS})), {_SUMS}
from requerimientos where plan = ? group by unidad, acp, operacion, partida, fuente, organismo
"""
MODIFIED = """
select unidad, partida, fuente, organismo, cast(sum(coalesce(importe, 0)) as bigint)
from modificaciones where plan = ? and incorporada = 'no' group by unidad, partida, fuente, organismo
"""
FORM_04 = "select unidad, fuente, coalesce(importe, 0) from formulario04 where plan = ? and fila = 'total'"
SPENT = """
select unidad, partida, fuente, organismo, mes, cast(sum(preventivo) as bigint), cast(sum(devengado) as bigint),
  cast(sum(pagado) as bigint)
from ejecucion_vigente where plan = ? and mes between 1 and 12 group by unidad, partida, fuente, organismo, mes
"""
EXPLAINED = "select unidad, operacion, mes, causa, medida from evaluacion_vigente where plan = ?"
QUERIES = (PLAN, UNITS, ACTIONS, NAMED, OPERATIONS, PROGRESS, LINES, MODIFIED, FORM_04, SPENT, EXPLAINED)

Place = tuple[str, str, str, str]
"""Unit, partida, fuente and organismo: where execution tells money apart."""


@dataclass(frozen=True, slots=True)
class Programmed:
    """An operation: quantities in ten-thousandths. `adds` tells whether months add up or the last one rules."""

    unidad: str
    acp: str
    operacion: str
    description: str
    indicator: str
    measure: str
    responsible: str
    adds: bool
    goal: int | None
    weight: int | None
    months: Months


@dataclass(frozen=True, slots=True)
class Line:
    """Lines of one operation in one place, in centavos; not `dated` if none of them says a month."""

    acp: str
    operacion: str
    place: Place
    amount: int
    dated: bool
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """What was done with the money of a place in a month, in centavos."""

    place: Place
    month: int
    reserved: int
    accrued: int
    paid: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the responsible says of an operation, or with '' of the whole unit, at a cut."""

    cause: str
    measure: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is read of a plan. `progress` is by unit and operation."""

    plan: str
    gestion: int
    limits: tuple[int | None, int | None, int | None]
    units: dict[str, str]
    actions: dict[tuple[str, str], tuple[int | None, str]]
    acps: dict[str, str]
    operations: tuple[Programmed, ...]
    progress: dict[tuple[str, str], Months]
    lines: tuple[Line, ...]
    modified: dict[Place, int]
    declared: dict[tuple[str, str], int]
    spent: tuple[Spent, ...]
    explained: dict[tuple[str, str, int], Explanation]


class UnknownPlanError(LookupError):
    """There is no such plan (Spanish message)."""


def last_month(facts: Facts) -> int:
    """The last month of which anything was informed or spent; 0 if there is none."""
    told = [place for months in facts.progress.values() for place, value in enumerate(months, 1) if value is not None]
    return max([*told, *(each.month for each in facts.spent)], default=0)


def usual_month(facts: Facts) -> int:
    """The last month to which at least half of the units that informed or spent anything have come; 0 if none did.

    One unit that is ahead of the others does not make all of them late.
    """
    reached: dict[str, int] = {}
    for (unidad, _), months in facts.progress.items():
        last = max((place for place, value in enumerate(months, 1) if value is not None), default=0)
        reached[unidad] = max(reached.get(unidad, 0), last)
    for each in facts.spent:
        unidad = each.place[0]
        reached[unidad] = max(reached.get(unidad, 0), each.month)
    came = sorted((month for month in reached.values() if month), reverse=True)
    return came[(len(came) - 1) // 2] if came else 0


def read(ask: Ask, plan: str) -> Facts:
    """Read a plan. Raises UnknownPlanError if there is none of that code."""
    known = ask(PLAN, [plan])
    if not known:
        raise UnknownPlanError(f"No hay plan «{plan}».")
    gestion, *limits = known[0]
    return Facts(
        plan=plan,
        gestion=int(gestion or 0),
        limits=(limits[0], limits[1], limits[2]),
        units=dict(ask(UNITS, [plan])),
        actions={(unidad, acp): (weight, text) for unidad, acp, weight, text in ask(ACTIONS, [plan])},
        acps=dict(ask(NAMED, [plan])),
        operations=tuple(_operation(row) for row in ask(OPERATIONS, [plan])),
        progress=_progress(ask(PROGRESS, [plan])),
        lines=tuple(_line(row) for row in ask(LINES, [plan])),
        modified={tuple(row[:4]): int(row[4]) for row in ask(MODIFIED, [plan])},
        declared={(unidad, fuente): int(amount) for unidad, fuente, amount in ask(FORM_04, [plan])},
        spent=tuple(Spent(tuple(row[:4]), *(int(each) for each in row[4:])) for row in ask(SPENT, [plan])),
        explained={tuple(row[:3]): Explanation(row[3], row[4]) for row in ask(EXPLAINED, [plan])},
    )


def _operation(row: Row) -> Programmed:
    unidad, acp, operacion, description, indicator, measure, responsible, medicion, goal, weight, *months = row
    return Programmed(
        unidad,
        acp,
        operacion,
        description,
        indicator,
        measure,
        responsible,
        medicion != "ultimo",
        goal,
        weight,
        tuple(months),
    )


def _line(row: Row) -> Line:
    unidad, acp, operacion, partida, fuente, organismo, amount, dated = row[:8]
    return Line(acp, operacion, (unidad, partida, fuente, organismo), amount, bool(dated), row[8:])


def _progress(rows: list[Row]) -> dict[tuple[str, str], Months]:
    found: dict[tuple[str, str], list[int | None]] = {}
    for unidad, operacion, month, done in rows:
        found.setdefault((unidad, operacion), [None] * 12)[month - 1] = int(done)
    return {key: tuple(months) for key, months in found.items()}
