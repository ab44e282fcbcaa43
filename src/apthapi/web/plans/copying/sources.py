"""Where a unit may bring from: other plans of its entity, and other units that the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from apthapi.core.database import Database
from apthapi.web.process.permisos import Situacion, situacion_de
from apthapi.web.process.whereabouts import heading

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A part that has something to bring."""

    plan: str
    unidad: str
    nombre: str
    titulo: str
    operaciones: int
    lineas: int
    importe: int


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of the part of a unit, and what it takes to compare it with another."""

    plan: str
    unidad: str
    gestion: int
    operaciones: Rows
    tareas: Rows
    lineas: Rows


_OFFERS = """
select u.plan, u.unidad, u.nombre, o.veces, l.veces, l.importe
from unidades u
join planes p on p.plan = u.plan
left join (select plan, unidad, count(*) as veces from operaciones group by plan, unidad) o
  on o.plan = u.plan and o.unidad = u.unidad
left join (select plan, unidad, count(*) as veces, cast(sum(coalesce(importe, 0)) as bigint) as importe
  from requerimientos group by plan, unidad) l on l.plan = u.plan and l.unidad = u.unidad
where p.entidad = ? and (o.veces > 0 or l.veces > 0)
order by p.gestion desc, p.version desc, p.plan, u.renglon
"""


def offers(database: Database, situacion: Situacion) -> list[Offer]:
    """Every part from which this person may bring to this unit: those of the same unit first, the newest first."""
    seen = {each.cargo.unidad for each in situacion.designaciones if each.cargo.entidad.codigo == situacion.entidad}
    rows = database.query(_OFFERS, [situacion.entidad])
    here = (situacion.plan, situacion.unidad)
    found = [row for row in rows if (row[0], row[1]) != here and (seen & {"", row[1]})]
    titles = {plan: str(heading(plan)) for plan in {row[0] for row in found}}
    listed = [
        Offer(plan, unidad, nombre, titles[plan], operaciones or 0, lineas or 0, importe or 0)
        for plan, unidad, nombre, operaciones, lineas, importe in found
    ]
    return sorted(listed, key=lambda offer: offer.unidad != situacion.unidad)


def source(database: Database, situacion: Situacion, plan: str, unidad: str) -> Part:
    """The rows of another part. Raises Http404 if the person may not see it, or it is the same one."""
    other = situacion_de(situacion.persona, plan, unidad)
    is_here = (plan, unidad) == (situacion.plan, situacion.unidad)
    if not plan or not unidad or is_here or other.entidad != situacion.entidad or not other.puede("ver_unidad"):
        raise Http404
    return part_of(database, plan, unidad)


def part_of(database: Database, plan: str, unidad: str) -> Part:
    """What a unit has in a plan, in the order of its forms."""
    gestion = database.value("select gestion from planes where plan = ?", [plan])
    of = [plan, unidad]
    return Part(
        plan,
        unidad,
        int(gestion or 0),
        database.dicts("select * from operaciones where plan = ? and unidad = ? order by renglon", of),
        database.dicts("select * from tareas where plan = ? and unidad = ? order by renglon", of),
        database.dicts("select * from requerimientos where plan = ? and unidad = ? order by formulario, linea", of),
    )
