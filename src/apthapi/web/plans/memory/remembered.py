"""The descriptions that the entity used, each with its unit of measure, its partida and the last price paid for it."""

from __future__ import annotations

from apthapi.core.database import Database
from apthapi.core.money import format_amount

MOST = 2000
YEARS = 2
"""How many gestiones back it looks."""

_SQL = """
select q.descripcion, q.unidad_medida, q.partida, q.precio_unitario, q.sigla, q.gestion, q.fecha
from (
  select r.descripcion, r.unidad_medida, r.partida, r.precio_unitario, p.sigla, p.gestion, p.fecha,
    count(*) over same as veces,
    row_number() over (
      partition by r.descripcion_clave, r.unidad_medida, r.partida
      order by case when r.precio_unitario is null then 1 else 0 end, p.gestion desc, p.version desc, r.renglon desc
    ) as puesto
  from planes h
  join planes p on p.entidad = h.entidad and p.gestion <= h.gestion and p.gestion >= h.gestion - ?
  join requerimientos r on r.plan = p.plan
  where h.plan = ? and r.descripcion_clave <> ''
  window same as (partition by r.descripcion_clave, r.unidad_medida, r.partida)
) q
where q.puesto = 1
order by q.veces desc, q.descripcion, q.unidad_medida, q.partida limit ?
"""


def remembered(database: Database, plan: str, unidad: str) -> list[list[str]]:  # noqa: ARG001 - as every list
    """The texts used most first: text, what it was bought as and at what price, and in which plan."""
    rows = database.query(_SQL, [YEARS, plan, MOST])
    return [
        [text, _as_bought(medida, partida, precio), _where(*plan_of)]
        for text, medida, partida, precio, *plan_of in rows
    ]


def _as_bought(medida: str, partida: str, precio: int | None) -> str:
    price = "" if precio is None else f"Bs {format_amount(precio)}"
    return " · ".join(each for each in (medida, partida, price) if each)


def _where(sigla: str, gestion: int, fecha: str) -> str:
    return f"{sigla} {gestion}" + (f", {fecha[8:]}/{fecha[5:7]}/{fecha[:4]}" if fecha else "")
