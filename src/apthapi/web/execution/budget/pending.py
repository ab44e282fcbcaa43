"""What a version that is being made has to incorporate in its lines: the modifications that the one in force got apart.

It is read each time from the rows of both, so that one that is registered meanwhile is there too.
"""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.compare.slots import Place
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.process.models import BEING_MADE
from apthapi.web.process.permisos import Situacion

_MOVED = """
select unidad, categoria, partida, fuente, organismo, programado, modificado from vigente_lugar
where plan = ? and modificado <> 0 order by unidad, categoria, partida, fuente, organismo
"""
_NOW = """
select unidad, categoria, partida, fuente, organismo, cast(sum(importe) as bigint) from gasto where plan = ?
group by unidad, categoria, partida, fuente, organismo
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place with what was modified of it, and what its lines were before and are now; centavos."""

    place: Place
    moved: int
    before: int
    now: int

    @property
    def missing(self) -> int:
        """What the lines do not move yet in the direction of the modification."""
        made = self.now - self.before
        return self.moved - (max(0, min(made, self.moved)) if self.moved > 0 else min(0, max(made, self.moved)))


@dataclass(frozen=True, slots=True)
class Pending:
    """All that a version has to incorporate of `base`; `opened` is False while there is no version that could."""

    base: str
    rows: tuple[Waiting, ...]
    opened: bool

    @property
    def left(self) -> int:
        """Places whose lines do not have it yet."""
        return sum(1 for each in self.rows if each.missing)


def waits_on(base: str) -> Pending | None:
    """What a version that would replace `base` will have to incorporate; None if nothing."""
    if not _any(base, ""):
        return None
    return Pending(base, tuple(_rows(base, "", "")), opened=False)


def pending_for(situacion: Situacion) -> Pending | None:
    """The same for the plan or the unit in front, while its version is being made."""
    if situacion.version is None or situacion.version.estado not in BEING_MADE:
        return None
    return pending_of(situacion.plan, situacion.unidad)


def pending_of(plan: str, unidad: str = "") -> Pending | None:
    """What a version has to incorporate, or one unit of it; None if nothing was modified apart."""
    database = live()
    base = str(database.value("select reemplaza from planes where plan = ?", [plan]) or "")
    if not base or not _any(base, unidad):
        return None
    return Pending(base, tuple(_rows(base, plan, unidad)), opened=True)


def _any(base: str, unidad: str) -> bool:
    of_unit, values = (" and unidad = ?", [unidad]) if unidad else ("", [])
    sql = f"select 1 from modificaciones where plan = ? and incorporada = 'no'{of_unit} limit 1"
    return bool(live().query(sql, [base, *values]))


def _rows(base: str, plan: str, unidad: str) -> list[Waiting]:
    now = _sums(plan, unidad) if plan else {}
    return [
        Waiting(Place(*row[:5]), int(row[6]), int(row[5]), now.get(Place(*row[:5]), 0))
        for row in _in_place(base, unidad).query(_MOVED, [base])
        if unidad in ("", row[0])
    ]


def _sums(plan: str, unidad: str) -> dict[Place, int]:
    """The lines by place, also where several forms share it."""
    return {Place(*row[:5]): int(row[5]) for row in _in_place(plan, unidad).query(_NOW, [plan])}


def _in_place(plan: str, unidad: str) -> PlanInPlace:
    database = live()
    return PlanInPlace(database, plan, schema=SCHEMAS[database.engine], unidad=unidad)
