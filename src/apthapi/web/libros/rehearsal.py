"""How the unit would stand if a workbook were accepted: written, judged and added up on a photograph of it.

The live database is only read: nobody waits, and both engines give the same.
"""

from __future__ import annotations

from typing import Any

from apthapi.core.database import Database
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.sheets import SHEETS
from apthapi.core.tables import TABLES
from apthapi.formats.workbook.received import Problem, RowChange
from apthapi.rules.live import check_unit
from apthapi.web.libros.applying import Refused, Written, write
from apthapi.web.libros.models import Subida
from apthapi.web.libros.proposal import problems_as_json, proposed
from apthapi.web.plans.checks import told
from apthapi.web.plans.summary import withdraw
from apthapi.web.plans.tieout import tie_out
from apthapi.web.process.models import ParteDeUnidad

Shown = dict[str, Any]


def rehearse(package: Package, subida: Subida) -> Shown:
    """The tie-out before and after, what the rules would say, and every row that could not be stored."""
    database, plan, unidad = package.database, subida.plan, subida.unidad
    from_paper = ParteDeUnidad.objects.filter(plan=plan, unidad=unidad, resumen_declarado=True).exists()
    _as_if_live(database, plan, unidad, from_paper=from_paper)
    before = tie_out(database, plan, unidad)
    done = write(database, plan, unidad, proposed(subida), keeps=subida.conserva)
    if done.touches_lines and not from_paper:
        withdraw(database, plan, unidad)
    report = check_unit(database, plan, unidad, schema="main")
    return {
        "antes": before,
        "despues": tie_out(database, plan, unidad),
        "verificaciones": _placed(told(database, report.findings, plan, unidad, being_made=True), done),
        "rechazos": problems_as_json(_problem(each) for each in done.refused),
    }


def _placed(found: Shown, done: Written) -> Shown:
    """The findings; of a row that comes in the workbook its place is there, and not in a page of today."""
    for each in found["hallazgos"]:
        sheet = SHEETS.get(each["vista"])
        brought = done.rows.get((sheet.table_name, each["renglon"])) if sheet else None
        if brought:
            each["enlace"], each["lugar"] = "", place(brought.row, each["columna"])
    return found


def place(row: RowChange, column: str) -> str:
    """Where in the workbook it is, for people: `3_01 Servicios, celda F12`, or the row if it is of no cell."""
    cell = next((each.celda for each in row.cells if each.columna == column and each.celda), "")
    return f"{row.hoja}, celda {cell}" if cell else f"{row.hoja}, fila {row.fila}" if row.fila else row.hoja


def _problem(refused: Refused) -> Problem:
    row = refused.what.row
    cell = next((each.celda for each in row.cells if each.columna == refused.column), "")
    return Problem(
        row.hoja,
        cell or (f"fila {row.fila}" if row.fila else ""),
        refused.text,
        refused.message,
        "Corríjalo en el libro y súbalo otra vez.",
        sheet=row.sheet,
        columna=refused.column,
    )


def _as_if_live(database: Database, plan: str, unidad: str, *, from_paper: bool) -> None:
    """What the live database has and a photograph does not: rows that number themselves, and the part of the unit."""
    for name in sorted({sheet.table_name for sheet in SHEETS.values() if sheet.of_unit}):
        stored = TABLES[name].stored()
        names = ", ".join(column for column, _ in stored)
        database.execute(f"alter table {name} rename to {name}_foto")
        database.create(name, [(column, "integer primary key" if column == ROW else kind) for column, kind in stored])
        database.execute(f"insert into {name} ({names}) select {names} from {name}_foto")
        database.execute(f"drop table {name}_foto")
        database.index(name, TABLES[name].key)
    database.create("process_partedeunidad", [("plan", "TEXT"), ("unidad", "TEXT"), ("resumen_declarado", "BIGINT")])
    database.insert("process_partedeunidad", ["plan", "unidad", "resumen_declarado"], [(plan, unidad, int(from_paper))])
