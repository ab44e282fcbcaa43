"""The sheet of operations and tasks of a unit, with the physical programming of the twelve months."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from apthapi.core.package import Package
from apthapi.core.tables import MONTHS
from apthapi.documents.figures import MONTHS as MONTH_NAMES
from apthapi.documents.figures import day, percent, quantity
from apthapi.documents.heading import Data, Plan

Rows = list[dict[str, Any]]


def operations_sheet(package: Package, plan: Plan, unidad: str) -> Data:
    """The operations grouped by ACP, each with its tasks."""
    where = "where plan = ? and unidad = ? order by"
    operations = package.dicts(f"select * from operaciones {where} acp, operacion", (plan.code, unidad))
    tasks = package.dicts(f"select * from tareas {where} renglon", (plan.code, unidad))
    actions = package.dicts(f"select acp, texto_acp from acp_unidad {where} renglon", (plan.code, unidad))
    texts = {row["acp"]: row["texto_acp"] for row in actions}
    groups = [
        {
            "texto": texts.get(acp, ""),
            "titulo": f"ACCIÓN DE CORTO PLAZO {acp}" if acp else "SIN ACCIÓN DE CORTO PLAZO",
            "operaciones": [_operation(row, tasks) for row in rows],
        }
        for acp, rows in groupby(operations, key=lambda row: row["acp"])
    ]
    return {"grupos": groups, "meses": list(MONTH_NAMES)}


def _operation(row: dict[str, Any], tasks: Rows) -> Data:
    return {
        "operacion": row["operacion"],
        "descripcion": row["descripcion"],
        "indicador": row["indicador"],
        "unidad_medida": row["unidad_medida"],
        "ponderacion": percent(row["ponderacion"]),
        "linea_base": quantity(row["linea_base"]),
        "meta": quantity(row["meta"]),
        "meses": [quantity(row[month]) for month in MONTHS],
        "tareas": [_task(task) for task in tasks if task["operacion"] == row["operacion"]],
    }


def _task(row: dict[str, Any]) -> Data:
    dates = [day(row[name]) for name in ("inicio", "fin")]
    span = f"{dates[0]} a {dates[1]}" if all(dates) else next(filter(None, dates), "")
    parts = (span, row["responsable"])
    return {
        "tarea": row["tarea"],
        "descripcion": row["descripcion"],
        "medio": row["medio_verificacion"],
        "plazo": " · ".join(part for part in parts if part),
    }
