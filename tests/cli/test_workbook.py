"""The workbook of a unit from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from apthapi.core.package import read_package
from cli.conftest import run

UNIDAD = "DDTJ"


@pytest.fixture
def book(reference_folder: Path, tmp_path: Path) -> Path:
    path = tmp_path / "libro.xlsx"
    ended = run("workbook", "write", reference_folder, "--unidad", UNIDAD, "--salida", path)
    assert (ended.status, ended.err) == (0, "")
    return path


def put(path: Path, title: str, row: int, name: str, value: object) -> None:
    opened = openpyxl.load_workbook(path)
    sheet = opened[title]
    sheet.cell(row, next(cell.column for cell in sheet[1] if cell.value == name)).value = value
    opened.save(path)


def test_an_untouched_workbook_brings_nothing(book: Path, reference_folder: Path) -> None:
    ended = run("workbook", "read", book, "--contra", reference_folder)
    assert ended.status == 0
    assert "Ningún cambio; 23 filas iguales." in ended.out


def test_numbers_are_shown_as_people_write_them(book: Path, reference_folder: Path) -> None:
    put(book, "Articulación", 6, "ponderacion", 4.5)
    assert "ponderacion: 5 → 4,5" in run("workbook", "read", book, "--contra", reference_folder).out


def test_it_does_not_come_in_by_a_map(book: Path) -> None:
    ended = run("import", book)
    assert (ended.status, ended.out) == (2, "")
    assert "apthapi workbook read" in ended.err


def test_what_it_brings_is_shown_and_applied_all_at_once(book: Path, reference_folder: Path, tmp_path: Path) -> None:
    put(book, "Articulación", 6, "productos_esperados", "Otro producto")
    target = tmp_path / "nuevo"
    ended = run("workbook", "read", book, "--contra", reference_folder, "--aplicar", "--salida", target)
    assert ended.status == 0
    assert "Cambiada: Articulación, fila 6" in ended.out
    assert "→ Otro producto" in ended.out
    written, before = read_package(target), read_package(reference_folder)
    sql = "select productos_esperados from acp_unidad order by renglon"
    now, then = written.database.query(sql), before.database.query(sql)
    assert len(now) == len(then)
    assert [new for new, old in zip(now, then, strict=True) if new != old] == [("Otro producto",)]
    for table in ("situacion.csv", "techos.csv", "presupuesto_aprobado.csv"):
        assert (target / table).read_text("utf-8").split() == (reference_folder / table).read_text("utf-8").split()


def test_with_a_problem_nothing_is_applied(book: Path, reference_folder: Path, tmp_path: Path) -> None:
    put(book, "Articulación", 6, "ponderacion", "mitad")
    target = tmp_path / "nuevo"
    ended = run("workbook", "read", book, "--contra", reference_folder, "--aplicar", "--salida", target)
    assert ended.status == 1
    assert "Articulación E6: dice «mitad»." in ended.out
    assert "No se aplicó nada" in ended.out
    assert not target.exists()


def test_json_has_it_all(book: Path, reference_folder: Path) -> None:
    put(book, "Situación", 6, "factor", "Otro factor")
    found = json.loads(run("workbook", "read", book, "--contra", reference_folder, "--json").out)
    [one] = found["libros"]
    assert one["identidad"]["unidad"] == UNIDAD
    assert [(each["what"], each["cells"][0]["sent"]) for each in one["cambios"]] == [("cambiada", "Otro factor")]
    assert one["aceptable"] is True


def test_one_workbook_for_each_unit(reference_folder: Path, tmp_path: Path) -> None:
    ended = run("workbook", "write", reference_folder, "--todas", "--salida", tmp_path / "libros")
    assert ended.status == 0
    books = sorted((tmp_path / "libros").glob("*.xlsx"))
    assert len(books) == 14
    assert run("workbook", "read", *books, "--contra", reference_folder).status == 0


def test_a_workbook_is_checked_as_its_unit(book: Path) -> None:
    ended = run("check", book)
    assert ended.status == 0
    assert "Planes: SEGIP-2024-0, SEGIP-2024-1" in ended.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["write", "PLAN"], "Indique la unidad con --unidad SIGLA, o --todas"),
        (["write", "PLAN", "--unidad", "XX"], "no tiene la unidad «XX»"),
        (["read", "no-hay.xlsx", "--contra", "PLAN"], "No existe «no-hay.xlsx»"),
        (["read", "no-hay.xlsx", "--contra", "PLAN", "--aplicar"], "indique --aplicar y --salida"),
    ],
)
def test_what_cannot_be_done_ends_with_two(reference_folder: Path, arguments: list[str], why: str) -> None:
    ended = run("workbook", *(str(reference_folder) if each == "PLAN" else each for each in arguments))
    assert ended.status == 2
    assert why in ended.err
    assert "Traceback" not in ended.err
