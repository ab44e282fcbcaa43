"""The money of a plan in the cells by which a budget is approved: programa, fuente, organismo and grupo."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.compare.totals import DIMENSIONS
from apthapi.core.package import Package
from apthapi.rules.readings import prepare

_PROGRAMA = DIMENSIONS["programa"].code
_PROGRAMMED = f"""
select {_PROGRAMA} as programa, d.grupo, d.fuente, d.organismo, cast(sum(d.importe) as bigint) as importe
from dinero d where d.plan = ?
group by {_PROGRAMA}, d.grupo, d.fuente, d.organismo
order by programa, d.grupo, d.fuente, d.organismo
"""
_APPROVED = """
select categoria, grupo, fuente, organismo, cast(sum(importe) as bigint) as importe
from aprobado where plan = ? and importe is not null
group by categoria, grupo, fuente, organismo
order by categoria, grupo, fuente, organismo
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """Money in centavos of one categoría (or only its programa), grupo, fuente and organismo; `''` is not told."""

    categoria: str
    grupo: str
    fuente: str
    organismo: str
    importe: int

    @property
    def programa(self) -> str:
        """The programa of the categoría: what stands before its first blank."""
        return self.categoria.partition(" ")[0]


def programmed(package: Package, plan: str) -> tuple[Cell, ...]:
    """The money that the units of a plan show, by programa; a unit without lines counts by its form 04."""
    prepare(package.database, [_PROGRAMMED])
    return tuple(Cell(*row) for row in package.database.query(_PROGRAMMED, [plan]))


def approved(package: Package, plan: str) -> tuple[Cell, ...]:
    """What the package itself says that was approved for the plan, in the cuts in which it says so."""
    prepare(package.database, [_APPROVED])
    return tuple(Cell(*row) for row in package.database.query(_APPROVED, [plan]))
