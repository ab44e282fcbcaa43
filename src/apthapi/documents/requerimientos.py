"""Forms 3_01 to 3_04, what a unit needs line by line."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from apthapi.core.package import Package
from apthapi.documents.figures import amount, quantity, total
from apthapi.documents.heading import Data, Plan
from apthapi.rules.form_map import FormMap

Rows = list[dict[str, Any]]


def lines_of(package: Package, plan: Plan, unidad: str) -> Rows:
    """The requirements of a unit in their order, each with the form and the row of form 04 it belongs to.

    What the line says about its form wins; the map answers when it says nothing, and for the row of form 04. A line
    without partida goes where its form says.
    """
    lines = package.dicts(
        "select * from requerimientos where plan = ? and unidad = ? order by linea, renglon", (plan.code, unidad)
    )
    return placed(lines, FormMap(package.database, plan.gestion, plan.entidad))


def placed(lines: Rows, reading: FormMap) -> Rows:
    """The lines, or sums of lines of the same form and partida, each with its form and its row of form 04."""
    for each in lines:
        each["formulario"] = each["formulario"] or reading.form(each["partida"])
        each["fila"] = reading.row(each["partida"]) if each["partida"] else each["formulario"]
    return lines


def form03(package: Package, plan: Plan, lines: Rows, form: str) -> Data:
    """The lines of one form under their partida, with subtotals and the total by fuente."""
    mine = sorted((line for line in lines if line["formulario"] == form), key=lambda line: str(line["partida"]))
    names = names_of(package, "objeto_gasto", plan.gestion)
    groups = [
        _group(partida, names.get(partida, ""), list(rows))
        for partida, rows in groupby(mine, key=lambda line: str(line["partida"]))
    ]
    return {
        "grupos": groups,
        "fuentes": _by_fuente(mine, names_of(package, "fuentes", plan.gestion)),
        "total_nombre": f"TOTAL FORMULARIO N° {form}",
        "total": amount(total(line["importe"] for line in mine)),
    }


def names_of(package: Package, classifier: str, gestion: int) -> dict[str, str]:
    """Names of a classifier by code, in the gestión's own set."""
    rows = package.database.query(f"select codigo, nombre from {classifier} where gestion = ?", (gestion,))
    return dict(rows)


def _group(partida: str, name: str, rows: Rows) -> Data:
    return {
        "partida": partida or "sin partida",
        "nombre": name,
        "lineas": [_line(row) for row in rows],
        "subtotal": amount(total(row["importe"] for row in rows)),
    }


def _line(row: dict[str, Any]) -> Data:
    return {
        "linea": str(row["linea"]),
        "acp": row["acp"],
        "tarea": " / ".join(part for part in (row["operacion"], row["tarea"]) if part),
        "detalle": row["descripcion"],
        "unidad_medida": row["unidad_medida"],
        "cantidad": quantity(row["cantidad"]),
        "precio": amount(row["precio_unitario"]),
        "fuente": " / ".join(part for part in (row["fuente"], row["organismo"]) if part),
        "importe": amount(row["importe"]),
    }


def _by_fuente(lines: Rows, names: dict[str, str]) -> list[Data]:
    fuentes = sorted({str(line["fuente"]) for line in lines})
    return [
        {
            "nombre": f"FUENTE {fuente}  {names.get(fuente, '')}".rstrip() if fuente else "Sin fuente",
            "importe": amount(total(line["importe"] for line in lines if line["fuente"] == fuente)),
        }
        for fuente in fuentes
    ]
