"""Writes a package again beside the original, completed by example lines: one unit, or all of them with their year."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from apthapi.core.package import Package, read_package
from apthapi.core.writing import write_folder
from apthapi.example.completing import NothingToCompleteError, complete_unit
from apthapi.example.gaps import fill_gaps
from apthapi.example.rows import Rows, append, note_in_plan, query
from apthapi.example.sink import write_descriptor
from apthapi.example.year import play_year

_README = "LEAME.txt"
MONTH_NAMES = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
)  # fmt: skip


def write_completed(package: Package, unidad: str, folder: Path, *, plan: str | None = None, seed: int = 1) -> None:
    """Write the package into a new folder with the unit completed in `plan`, the latest one unless given.

    What was generated is said in the plan's justification and in `LEAME.txt`. Raises NothingToCompleteError.
    """
    plan = plan or package.latest_plan()
    rows = complete_unit(package, plan, unidad, seed)
    write_folder(package, folder)
    append(folder, rows)
    note = f"Las operaciones, tareas y requerimientos de {unidad} son un EJEMPLO generado, no datos de la entidad."
    about = (
        "Las filas generadas comienzan su descripción con «Ejemplo: » y suman, por fila y\n"
        f"fuente, lo que declara el formulario 04 de {unidad}."
    )
    _say(package, folder, plan, note, about, rows)


def write_year(package: Package, folder: Path, *, through: int, plan: str | None = None, seed: int = 1) -> None:
    """Write the package into a new folder with the year of `plan` (the latest) played up to the month `through`.

    Units that declare a total and have no lines are completed before. Raises ValueError for a month that is none,
    NothingToCompleteError for a plan that has execution already.
    """
    plan = plan or package.latest_plan()
    _refuse_played(package, plan)
    write_folder(package, folder)
    rows = _complete_all(folder, plan, seed)
    completed = read_package(folder)
    played = play_year(completed, plan, through, seed)
    completed.close()
    append(folder, played)
    month = MONTH_NAMES[through - 1]
    note = f"La ejecución hasta {month}, y lo que se agregó a las unidades, son un EJEMPLO generado, no datos reales."
    about = "Los textos de las filas generadas comienzan con «Ejemplo: »."
    _say(package, folder, plan, note, about, rows | played)


def _refuse_played(package: Package, plan: str) -> None:
    for table in ("ejecucion_fisica", "ejecucion_financiera"):
        if query(package, f"select 1 from {table} where plan = ? limit 1", plan):
            raise NothingToCompleteError(f"El plan {plan} ya tiene ejecución: el ejemplo no la reemplaza.")


def _complete_all(folder: Path, plan: str, seed: int) -> Rows:
    """Fill what the units of the plan lack, in the files of the folder."""
    rows: Rows = {}
    for step in (_gaps, _lines):
        package = read_package(folder)
        units = [row[0] for row in query(package, "select unidad from unidades where plan = ? order by renglon", plan)]
        found = list(step(package, plan, units, seed))
        package.close()
        for added in found:
            append(folder, added)
            for table, more in added.items():
                rows.setdefault(table, []).extend(more)
    return rows


def _gaps(package: Package, plan: str, units: list[str], _seed: int) -> Iterable[Rows]:
    declared = "select 1 from formulario04 where plan = ? and unidad = ? and fila = 'total' and fuente = 'total'"
    return [fill_gaps(package, plan, unidad) for unidad in units if query(package, declared, plan, unidad)]


def _lines(package: Package, plan: str, units: list[str], seed: int) -> Iterable[Rows]:
    for unidad in units:
        try:
            yield complete_unit(package, plan, unidad, seed, varied=True)
        except NothingToCompleteError:
            continue  # it has lines, or nothing says what they should add to: it stays as it is


def _say(package: Package, folder: Path, plan: str, note: str, about: str, rows: Rows) -> None:
    """Mark what was generated in the plan and in `LEAME.txt`, and describe the folder."""
    note_in_plan(folder / "planes.csv", plan, note)
    counts = "\n".join(f"- {table}.csv: {len(added)} filas" for table, added in rows.items() if added)
    text = f"{note}\n\nPlan {plan}. {about} Lo demás es copia del paquete original.\n\n{counts}\n"
    (folder / _README).write_text(text, encoding="utf-8")
    title = query(package, "select nombre_entidad, gestion from planes order by renglon limit 1")[0]
    present = package.present | {table for table, added in rows.items() if added}
    write_descriptor(folder, folder.name, f"{title[0]}: POA y Presupuesto {title[1]}, con un ejemplo", present)
