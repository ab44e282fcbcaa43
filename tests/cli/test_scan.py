"""`apthapi scan` as people run it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from apthapi.core.package import read_package
from apthapi.documents import render_form

from .conftest import run


@pytest.fixture(scope="module")
def paper(reference_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("papel") / "04.pdf"
    render_form(package=read_package(reference_folder), plan="SEGIP-2024-1", unidad="DDLP", form="04", out=target)
    return target


def test_a_paper_of_ours_becomes_a_package(paper: Path, reference_folder: Path, tmp_path: Path) -> None:
    ended = run("scan", paper, "--contra", reference_folder, "--salida", tmp_path / "leido")
    assert (ended.status, ended.err) == (0, "")
    assert "1 formulario: todo es cierto." in ended.out
    read = read_package(tmp_path / "leido")
    sql = "select fila, fuente, importe, leido from formulario04 where plan = 'SEGIP-2024-1' and unidad = 'DDLP'"
    assert read.database.query(sql) == read_package(reference_folder).database.query(sql)
    of_plan = "select entidad, sigla, gestion, version, tipo from planes where plan = 'SEGIP-2024-1'"
    assert read.database.query(of_plan) == read_package(reference_folder).database.query(of_plan)
    assert (tmp_path / "leido" / "paginas" / "pagina-001.webp").stat().st_size > 1000


def test_a_text_without_forms_is_not_said_to_be_certain(tmp_path: Path) -> None:
    (tmp_path / "nada.txt").write_text("Una nota cualquiera", encoding="utf-8")
    ended = run("scan", tmp_path / "nada.txt")
    assert ended.status == 1
    assert "No se reconoció ningún formulario 01 a 04." in ended.out
    assert "cierto" not in ended.out


def test_the_kind_of_version_is_that_of_the_paper_or_of_the_plan_it_is_held_against(
    paper: Path, reference_folder: Path, tmp_path: Path
) -> None:
    run("scan", paper, "--salida", tmp_path / "carried")
    assert kind_in(tmp_path / "carried") == ("1", "reformulacion")
    read = reference_folder / "texto" / "DNTIC-f02.txt"
    run("scan", read, "--salida", tmp_path / "said")
    assert kind_in(tmp_path / "said") == ("1", "reformulacion")
    unsaid = reference_folder / "texto" / "DDLP-f04.txt"
    run("scan", unsaid, "--salida", tmp_path / "unsaid")
    assert kind_in(tmp_path / "unsaid") == ("", "")
    run("scan", unsaid, "--contra", reference_folder, "--salida", tmp_path / "known")
    assert kind_in(tmp_path / "known") == ("1", "reformulacion")


def kind_in(folder: Path) -> tuple[str, str]:
    with (folder / "planes.csv").open(encoding="utf-8", newline="") as file:
        [plan] = csv.DictReader(file)
    return plan["version"], plan["tipo"]


def test_doubts_go_beside_the_tables_and_end_with_1(tmp_path: Path) -> None:
    lines = (
        "FORMULARIO N° 04 - RESUMEN PRESUPUESTO",
        "DESCRIPCION FUENTE 20 FUENTE 41 TOTAL",
        "3_02 ACTIVOS FIJOS 400,00 100,00 900,00",
    )
    (tmp_path / "ocr.txt").write_text("\n".join(lines), encoding="utf-8")
    ended = run("scan", tmp_path / "ocr.txt", "--salida", tmp_path / "leido")
    assert ended.status == 1
    with (tmp_path / "leido" / "dudas.csv").open(encoding="utf-8", newline="") as file:
        doubts = list(csv.DictReader(file))
    assert "importe" in {doubt["columna"] for doubt in doubts}
    assert not (tmp_path / "leido" / "formulario04.csv").exists()


def test_json_says_how_sure_each_cell_is(paper: Path) -> None:
    found = json.loads(run("scan", paper, "--json").out)
    cells = [cell for row in found["formularios"][0]["filas"] for cell in row["celdas"]]
    assert {"columna": "importe", "valor": "773053.00", "certeza": "cierto"}.items() <= next(
        cell.items() for cell in cells if cell["valor"] == "773053.00"
    )


def test_what_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "nada.pdf").write_bytes(b"%PDF-1.7")
    ended = run("scan", tmp_path / "nada.pdf")
    assert ended.status == 2
    assert "«nada.pdf» está dañado o incompleto" in ended.err
