"""The reference plan, and the same plan with requirements and operations that add exactly to one unit's form 04."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from apthapi.core.package import Package, read_package
from apthapi.core.tables import MONTHS, TABLES

SEGIP = Path(str(files("apthapi.core").joinpath("data", "planes", "segip-2024")))
PLAN = "SEGIP-2024-1"

DDTJ = (
    # formulario, partida, fuente, importe in bolivianos, number of lines: the rows of the form 04 of DDTJ
    ("3_01", "21200", "20", 3_143_145, 60),
    ("3_01", "24120", "41", 2_620_688, 40),
    ("3_02", "43120", "20", 512_103, 9),
    ("3_03", "31110", "41", 294_709, 24),
    ("3_04", "22110", "41", 35_000, 5),
    ("3_04", "22210", "41", 19_322, 2),
)
DETAIL = "Servicio de mantenimiento y reparación de equipos de computación para la atención en oficinas, línea {}"


@pytest.fixture
def segip() -> Iterator[Package]:
    package = read_package(SEGIP)
    yield package
    package.close()


@pytest.fixture
def with_rows(tmp_path: Path) -> Callable[..., Package]:
    """The reference plan with other rows for some tables: `with_rows(situacion=[{...}])`."""

    def make(**tables: list[dict[str, str]]) -> Package:
        folder = tmp_path / "plan"
        shutil.copytree(SEGIP, folder, dirs_exist_ok=True)
        for name, rows in tables.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, TABLES[name].names, restval="")
                writer.writeheader()
                writer.writerows({"plan": PLAN, **row} for row in rows)
        return read_package(folder)

    return make


def requirements(unidad: str = "DDTJ", spec: tuple[tuple[str, str, str, int, int], ...] = DDTJ) -> list[dict[str, str]]:
    """Lines that add to each amount of the specification: equal ones, and the last takes the rest."""
    rows: list[dict[str, str]] = []
    for formulario, partida, fuente, importe, count in spec:
        each = importe // count
        for number in range(count):
            amount = each if number < count - 1 else importe - each * (count - 1)
            rows.append(
                {
                    "unidad": unidad,
                    "linea": str(len(rows) + 1),
                    "formulario": formulario,
                    "acp": "4.1",
                    "operacion": "4.1.1",
                    "tarea": "2",
                    "partida": partida,
                    "descripcion": DETAIL.format(len(rows) + 1),
                    "unidad_medida": "Servicio",
                    "cantidad": "1.5" if number == 0 else "12",
                    "precio_unitario": f"{amount / 12:.2f}",
                    "importe": f"{amount}.00",
                    "fuente": fuente,
                    "organismo": "230" if fuente == "20" else "111",
                }
            )
    return rows


def operations(unidad: str = "DDTJ", count: int = 6) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Operations with a programming by month, and two tasks for each."""
    rows = [
        {
            "unidad": unidad,
            "acp": "4.1" if number < 4 else "3.1",
            "operacion": f"4.1.{number}",
            "descripcion": f"Emitir y renovar cédulas de identidad en el departamento, operación {number}",
            "indicador": "Número de cédulas de identidad emitidas",
            "unidad_medida": "Cédula",
            "linea_base": "118000",
            "meta": "120000",
            "medicion": "suma",
            "ponderacion": "12.5",
            **dict.fromkeys(MONTHS, "10000"),
        }
        for number in range(1, count + 1)
    ]
    tasks = [
        {
            "unidad": unidad,
            "operacion": row["operacion"],
            "tarea": str(number),
            "descripcion": f"Atender al público en ventanilla, tarea {number}",
            "medio_verificacion": "Reporte mensual",
            "inicio": "2024-01-02",
            "fin": "2024-12-31",
            "responsable": "Responsable de Administración",
        }
        for row in rows
        for number in (1, 2)
    ]
    return rows, tasks


@pytest.fixture
def full(with_rows: Callable[..., Package]) -> Package:
    """DDTJ with 140 requirements that add to its form 04, and operations with tasks."""
    rows, tasks = operations()
    return with_rows(requerimientos=requirements(), operaciones=rows, tareas=tasks)
