"""The descriptions that the entity used, each with its unit of measure, its partida and the last price paid for it."""

from __future__ import annotations

from apthapi.core.database import Database
from apthapi.core.money import format_amount

MOST = 2000
YEARS = 2
"""How many gestiones back it looks."""

_SQL = """
select r.descripcion, r.unidad_medida, r.partida, r.precio_unitario, p.sigla, p.gestion, p.fecha
from (
  select count(*) as veces, max(
    (case when r.precio_unitario is null then 0 else 1000000 end + p.gestion * 100 + p.version) * ? + r.renglon
  ) as ultima
  from requerimientos r
  join planes p on p.plan = r.plan
  where r.plan in ({plans}) and r.descripcion_clave <> ''
  group by r.descripcion_clave, r.unidad_medida, r.partida
) q
join requerimientos r on r.renglon = q.ultima % ?
join planes p on p.plan = r.plan
order by q.veces desc, r.descripcion, r.unidad_medida, r.partida limit ?
"""
_ROWS = 10**11
"""More than the rows that a table will ever have: above it stands how recent a row is, the priced ones first."""


def remembered(database: Database, plan: str, unidad: str) -> list[list[str]]:  # noqa: ARG001 - as every list
    """The texts used most first: text, what it was bought as and at what price, and in which plan."""
    plans = recent_plans(database, plan)
    rows = database.query(_SQL.format(plans=", ".join("?" for _ in plans)), [_ROWS, *plans, _ROWS, MOST])
    return [
        [text, _as_bought(medida, partida, precio), _where(*plan_of)]
        for text, medida, partida, precio, *plan_of in rows
    ]


def recent_plans(database: Database, plan: str) -> list[str]:
    """The plans of the entity that are worth comparing with: of this gestión and the ones just before."""
    sql = (
        "select p.plan from planes h join planes p on p.entidad = h.entidad "
        "and p.gestion <= h.gestion and p.gestion >= h.gestion - ? where h.plan = ? order by p.plan"
    )
    return [row[0] for row in database.query(sql, [YEARS, plan])]


def _as_bought(medida: str, partida: str, precio: int | None) -> str:
    price = "" if precio is None else f"Bs {format_amount(precio)}"
    return " · ".join(each for each in (medida, partida, price) if each)


def _where(sigla: str, gestion: int, fecha: str) -> str:
    return f"{sigla} {gestion}" + (f", {fecha[8:]}/{fecha[5:7]}/{fecha[:4]}" if fecha else "")
