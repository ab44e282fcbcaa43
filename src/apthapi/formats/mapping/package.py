"""The rows of a workbook as a package of the plan format: a folder of CSV that every verb reads."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from apthapi.core.fields import Value, write
from apthapi.core.tables import TABLES
from apthapi.formats.mapping.mapa import Mapa
from apthapi.formats.mapping.rows import Applied

PLANES = "planes"


def write_tables(mapa: Mapa, applied: Applied, folder: Path) -> None:
    """Write the plan and the tables that the workbook brought, one CSV each."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = {"version": "0", "tipo": "formulacion", **{k: v for k, v in mapa.plan.items() if v}}
    code = plan.setdefault("plan", "PLAN")
    _write(folder, PLANES, [plan])
    rows: dict[str, list[Mapping[str, str]]] = {}
    for table, found in applied.rows.items():
        rows[table] = [{"plan": code, **_texts(table, row.cells)} for row in found]
    if "acp_unidad" in rows and "acciones_corto_plazo" not in rows:
        rows["acciones_corto_plazo"] = _actions(code, rows["acp_unidad"])
    for table, cells in rows.items():
        _write(folder, table, cells)


def _actions(plan: str, of_units: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The actions of the entity, which the format wants once: as the first unit that has each one tells it."""
    found: dict[str, Mapping[str, str]] = {}
    for row in of_units:
        text = {"plan": plan, "acp": row["acp"], "ae": row.get("ae", ""), "descripcion": row.get("texto_acp", "")}
        found.setdefault(row["acp"], text)
    return list(found.values())


def _texts(table: str, cells: Mapping[str, Value]) -> dict[str, str]:
    names = TABLES[table].names
    return {name: write(TABLES[table].column(name), value) for name, value in cells.items() if name in names}


def _write(folder: Path, table: str, rows: list[Mapping[str, str]]) -> None:
    names = TABLES[table].names
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
