"""The money of two plans as finely as a budget tells it apart: by unit, category, partida, fuente and organismo."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.core.package import Package
from apthapi.rules.readings import prepare

_SLOTS = """
select q.unidad, q.categoria, q.partida, q.fuente, q.organismo,
  cast(sum(q.antes) as bigint) as antes, cast(sum(q.despues) as bigint) as despues
from (
  select unidad, categoria, partida, fuente, organismo, importe as antes, 0 as despues from vigente_lugar where plan = ?
  union all
  select unidad, categoria, partida, fuente, organismo, 0 as antes, importe as despues from gasto where plan = ?
) q
where exists (select 1 from con_lineas x where x.plan = ?) and exists (select 1 from con_lineas y where y.plan = ?)
  and q.unidad not in (
  select u.unidad from unidades u where u.plan in (?, ?) and not exists (
    select 1 from con_lineas t where t.plan = u.plan and t.unidad = u.unidad
  )
)
group by q.unidad, q.categoria, q.partida, q.fuente, q.organismo
order by q.unidad, q.categoria, q.partida, q.fuente, q.organismo
"""
_STANDING = """
select v.categoria,
  coalesce((select min(u.unidad) from unidades u where u.plan = v.plan and u.categoria = v.categoria), '') as unidad,
  v.aprobado, v.modificado, v.importe, c.importe
from vigente v
left join categoria_plan c on c.plan = v.plan and c.categoria = v.categoria
where v.plan = ?
order by v.categoria
"""
_SPENT = """
select unidad, partida, fuente, organismo, cast(sum(preventivo) as bigint), cast(sum(devengado) as bigint)
from ejecucion_vigente where plan = ?
group by unidad, partida, fuente, organismo
"""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where money is in a budget; what is empty is not known."""

    unidad: str
    categoria: str
    partida: str
    fuente: str = ""
    organismo: str = ""

    @property
    def pair(self) -> str:
        """Fuente and organismo as they are written: `41-111`."""
        return f"{self.fuente}-{self.organismo}" if self.organismo else self.fuente


@dataclass(frozen=True, slots=True)
class Slot:
    """The money of a place before and after, in centavos."""

    place: Place
    before: int
    after: int

    @property
    def moved(self) -> int:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Standing:
    """A category: what was approved, what modified it, what stands, and what the plan programmes (None: not known)."""

    categoria: str
    unidad: str
    approved: int
    modified: int
    standing: int
    programmed: int | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What is reserved and what was spent of a place, in centavos."""

    reserved: int
    accrued: int


def slots_of(package: Package, before: str, after: str) -> tuple[Slot, ...]:
    """Every place of the units that show their lines in each plan that has them; none if a plan has no lines."""
    prepare(package.database, ["gasto vigente_lugar con_lineas"])
    rows = package.database.query(_SLOTS, [before, after] * 3)
    return tuple(Slot(Place(*row[:5]), row[5], row[6]) for row in rows)


def standing_of(package: Package, plan: str) -> tuple[Standing, ...]:
    """The budget that stands for the plan, by category: always what was approved and the modifications since."""
    prepare(package.database, ["vigente categoria_plan"], again=True)
    return tuple(Standing(*row) for row in package.database.query(_STANDING, [plan]))


def spent_of(package: Package, plan: str) -> dict[tuple[str, str, str, str], Spent]:
    """What a plan has reserved and spent, by unit, partida, fuente and organismo."""
    prepare(package.database, ["ejecucion_vigente"])
    return {tuple(row[:4]): Spent(row[4], row[5]) for row in package.database.query(_SPENT, [plan])}
