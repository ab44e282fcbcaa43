"""Lines from the gestión before of which nothing was executed nor certified there: they wait for a reason."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.compare.next_year.done import MONEY, USED
from apthapi.compare.slots import Place
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of
from apthapi.web.process.models import BEING_MADE
from apthapi.web.process.permisos import Situacion

_BASE = """
select o.plan from versions_linaje l join unidades o on o.renglon = l.origen
join planes b on b.plan = o.plan join planes n on n.plan = l.plan
where l.plan = ? and l.tabla = 'unidades' and b.gestion < n.gestion limit 1
"""
_LINES = """
select r.partida, r.fuente, r.organismo, count(*), cast(sum(coalesce(r.importe, 0)) as bigint)
from requerimientos r join versions_linaje l on l.tabla = 'requerimientos' and l.renglon = r.renglon
where r.plan = ? and r.unidad = ? group by r.partida, r.fuente, r.organismo order by r.partida, r.fuente, r.organismo
"""


@dataclass(frozen=True, slots=True)
class Never:
    """A place of a unit with its lines that came from the plan `base`, and what they add up to in centavos."""

    base: str
    place: Place
    lines: int
    amount: int


def never_executed(situacion: Situacion) -> list[Never]:
    """Those of the unit in front while its plan is made; none if nothing of the year before is known."""
    plan, unidad = situacion.plan, situacion.unidad
    if situacion.version is None or situacion.version.estado not in BEING_MADE:
        return []
    database = live()
    base = database.value(_BASE, [plan])
    if not base:
        return []
    in_place = PlanInPlace(database, base, replaces=chain_of(base)[1:], schema=SCHEMAS[database.engine])
    if not in_place.query(MONEY, [base, base]):
        return []
    used = {tuple(row) for row in in_place.query(USED, [base, base])}
    return [
        Never(base, Place(unidad, "", *pot), lines, int(amount))
        for *pot, lines, amount in database.query(_LINES, [plan, unidad])
        if (unidad, *pot) not in used
    ]
