"""A plan of the gestión before, from which a unit may bring: the lines of the demonstration's unit, at older prices.

It was never approved, so that a test may change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apthapi.core.schema import ROW
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan, ParteDeUnidad, Version

EARLIER = "SEGIP-2023-1"


def add_earlier_plan(unidad: str = COMPLETED) -> None:
    """Copy the unit's part of the demonstration into a plan of 2023 that was never approved."""
    database = live()
    with act("cargar", None, None, plan=EARLIER):
        _copied("planes", "", {"gestion": 2023, "reemplaza": "", "fecha": "2023-02-14"})
        for table in ("unidades", "acp_unidad", "operaciones", "tareas", "requerimientos"):
            _copied(table, unidad, {})
        for table in ("operaciones", "tareas"):
            for column in ("inicio", "fin"):
                database.execute(
                    f"update {table} set {column} = replace({column}, '2024-', '2023-') where plan = ?", [EARLIER]
                )
        Version.objects.create(plan=EARLIER, estado=EstadoDePlan.ELABORACION)
        ParteDeUnidad.objects.create(plan=EARLIER, unidad=unidad)


def _copied(table: str, unidad: str, other: Mapping[str, object]) -> None:
    """The rows of the demonstration's plan, and unit if one is given, as rows of the earlier plan."""
    where, values = ("plan = ? and unidad = ?", [PLAN, unidad]) if unidad else ("plan = ?", [PLAN])
    for row in live().dicts(f"select * from {table} where {where} order by {ROW}", values):
        insert(table, {**row, "plan": EARLIER, **other})


def insert(table: str, row: Mapping[str, Any]) -> None:
    """Add a row; the act must be in course."""
    names = [name for name in row if name != ROW]
    live().insert(table, names, [tuple(row[name] for name in names)])
