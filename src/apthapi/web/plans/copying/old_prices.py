"""The lines of a unit whose price came from elsewhere and nobody has looked at yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from apthapi.core.database import Database
from apthapi.web.accounts.models import Designacion
from apthapi.web.plans.copying.marker import PrecioTraido
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.unit_acts import held_part

ACT = "confirmar_precios"


@dataclass(frozen=True, slots=True)
class OldPrice:
    """A line with the price that it was brought with, what it was where it came from, and by how much it was raised."""

    renglon: int
    formulario: str
    linea: int
    descripcion: str
    precio: int
    anterior: int
    subida: int
    gestion: int
    de_unidad: str


_SQL = """
select r.renglon, r.formulario, r.linea, r.descripcion, r.precio_unitario, m.precio_anterior, m.subida,
  coalesce(p.gestion, 0), m.de_unidad
from plans_preciotraido m
join requerimientos r on r.renglon = m.renglon and r.plan = m.plan and r.unidad = m.unidad
  and r.precio_unitario = m.precio
left join planes p on p.plan = m.de_plan
where m.plan = ? and m.unidad = ?
order by r.formulario, r.linea
"""


def old_prices(database: Database, plan: str, unidad: str) -> list[OldPrice]:
    """Those that still have the price that they came with: editing it is to have looked at it."""
    return [OldPrice(*row) for row in database.query(_SQL, [plan, unidad])]


def confirm(situacion: Situacion, designacion: Designacion, renglones: Collection[int]) -> int:
    """The person says that these prices are good today; how many were. Raises EstadoNoAdmite if the unit was sent."""
    of_unit = PrecioTraido.objects.filter(plan=situacion.plan, unidad=situacion.unidad, renglon__in=renglones)
    lines = sorted(of_unit.values_list("renglon", flat=True))
    if lines:
        detail = ", ".join(str(renglon) for renglon in lines)
        plan, unidad = situacion.plan, situacion.unidad
        with act(ACT, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail):
            held_part(situacion)
            of_unit.delete()
    return len(lines)
