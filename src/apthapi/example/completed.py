"""Writes a real package again beside the original, with one unit completed by example lines."""

from __future__ import annotations

import csv
from pathlib import Path

from apthapi.core.package import Package
from apthapi.core.tables import TABLES
from apthapi.core.writing import write_folder
from apthapi.example.completing import Rows, complete_unit
from apthapi.example.sink import EOL, write_descriptor

_README = "LEAME.txt"


def write_completed(package: Package, unidad: str, folder: Path, *, plan: str | None = None, seed: int = 1) -> None:
    """Write the package into a new folder with the unit completed in `plan`, the latest one unless given.

    What was generated is said in the plan's justification and in `LEAME.txt`. Raises NothingToCompleteError.
    """
    plan = plan or package.latest_plan()
    rows = complete_unit(package, plan, unidad, seed)
    write_folder(package, folder)
    for table, added in rows.items():
        _append(folder / f"{table}.csv", table, added)
    note = f"Las operaciones, tareas y requerimientos de {unidad} son un EJEMPLO generado, no datos de la entidad."
    _note_in_plan(folder / "planes.csv", plan, note)
    (folder / _README).write_text(_about(plan, unidad, note, rows), encoding="utf-8")
    title = package.database.query("select nombre_entidad, gestion from planes order by renglon limit 1")[0]
    present = package.present | rows.keys()
    write_descriptor(folder, folder.name, f"{title[0]}: POA y Presupuesto {title[1]}, con un ejemplo", present)


def _append(path: Path, table: str, rows: list[dict[str, str]]) -> None:
    header = list(TABLES[table].names)
    kept: list[dict[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            kept, header = list(reader), list(reader.fieldnames or header)
    _write(path, header, [*kept, *rows])


def _note_in_plan(path: Path, plan: str, note: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), list(reader.fieldnames or ())
    for row in rows:
        if row["plan"] == plan:
            row["justificacion"] = f"{row['justificacion']}. {note}".removeprefix(". ")
    _write(path, header, rows)


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator=EOL)
        writer.writeheader()
        writer.writerows(rows)


def _about(plan: str, unidad: str, note: str, rows: Rows) -> str:
    counts = "\n".join(f"- {table}.csv: {len(added)} filas" for table, added in rows.items())
    return (
        f"{note}\n\nPlan {plan}. Las filas generadas comienzan su descripción con «Ejemplo: » y suman, por fila y\n"
        f"fuente, lo que declara el formulario 04 de {unidad}. Lo demás es copia del paquete original.\n\n{counts}\n"
    )
