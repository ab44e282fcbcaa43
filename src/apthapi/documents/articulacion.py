"""Form 02, articulación POA-PEI-PDES: the PDES chain and the actions of a unit under their strategic action."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from apthapi.core.package import Package
from apthapi.documents.figures import percent, total
from apthapi.documents.heading import Data, Plan

_LEVELS = {"pilar": "PILAR", "eje": "EJE", "meta": "META", "resultado": "RESULTADO", "accion": "ACCIÓN"}
Rows = list[dict[str, Any]]


def form02(package: Package, plan: Plan, unidad: str) -> Data:
    """The PDES chain that the unit's actions contribute to, and those actions grouped by strategic action."""
    actions = package.dicts(
        "select acp, ae, texto_ae, texto_acp, ponderacion, productos_esperados, beneficiarios "
        "from acp_unidad where plan = ? and unidad = ? order by renglon",
        (plan.code, unidad),
    )
    strategic = {row["ae"]: row for row in from_chain(package, plan, "acciones_estrategicas")}
    short_term = {row["acp"]: row for row in from_chain(package, plan, "acciones_corto_plazo")}
    groups = [
        _group(ae, list(rows), strategic.get(ae), short_term)
        for ae, rows in groupby(actions, key=lambda row: row["ae"])
    ]
    used = {strategic[row["ae"]]["pdes"] for row in actions if row["ae"] in strategic}
    weights = total(row["ponderacion"] for row in actions)
    return {"pdes": _pdes(from_chain(package, plan, "pdes"), used), "grupos": groups, "suma": percent(weights)}


def from_chain(package: Package, plan: Plan, table: str) -> Rows:
    """Rows of a table of the whole entity, from the nearest plan of the chain that brings them."""
    for code in plan.chain:
        rows = package.dicts(f"select * from {table} where plan = ? order by renglon", (code,))
        if rows:
            return rows
    return []


def _group(ae: str, rows: Rows, known: dict[str, Any] | None, short_term: dict[str, dict[str, Any]]) -> Data:
    written = next((row["texto_ae"] for row in rows if row["texto_ae"]), "")
    return {
        "ae": ae,
        "texto": written or (known or {}).get("descripcion", ""),
        "acciones": [
            {
                "acp": row["acp"],
                "texto": row["texto_acp"] or short_term.get(row["acp"], {}).get("descripcion", ""),
                "ponderacion": percent(row["ponderacion"]),
                "productos": row["productos_esperados"],
                "beneficiarios": row["beneficiarios"],
            }
            for row in rows
        ],
    }


def _pdes(rows: Rows, used: set[str]) -> list[Data]:
    """From the pilar down to the acción; of each level only what the unit contributes to, if that is known."""
    parents = {row["codigo"]: row["padre"] for row in rows}
    reached = set(used)
    for code in used:
        seen = code
        while (seen := parents.get(seen, "")) and seen not in reached:
            reached.add(seen)
    chain: list[Data] = []
    for level, name in _LEVELS.items():
        of_level = [row for row in rows if row["nivel"] == level]
        linked = [row for row in of_level if row["codigo"] in reached]
        chain += [{"nivel": name, "codigo": row["codigo"], "texto": row["descripcion"]} for row in linked or of_level]
    return chain
