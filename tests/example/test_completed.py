"""A real unit completed with example lines adds to its form 04, and brings no finding that it did not have."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.example import NothingToCompleteError, complete_unit, write_completed
from apthapi.rules import check

PLAN = "SEGIP-2024-1"
UNITS = ("DNBM", "DNP", "DNTIC", "DDBN", "DDCH", "DDLP", "DDPD", "DDSC", "DDTJ")


@pytest.fixture(scope="module")
def segip() -> Package:
    return read_package(Path(str(files("apthapi.core").joinpath("data/planes/segip-2024"))))


def broken_in(package: Package, unidad: str) -> Counter[str]:
    return Counter(finding.rule for finding in check(package).findings if finding.unidad == unidad)


@pytest.mark.parametrize("engine", [Engine.SQLITE, Engine.DUCKDB])
def test_tarija_keeps_only_the_findings_it_had(tmp_path: Path, segip: Package, engine: Engine) -> None:
    write_completed(segip, "DDTJ", tmp_path / "ejemplo")
    completed = read_package(tmp_path / "ejemplo", engine=engine)
    assert not completed.findings
    assert broken_in(completed, "DDTJ") == broken_in(segip, "DDTJ")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("unidad", UNITS)
def test_lines_add_to_form_04_by_fila_and_fuente(tmp_path: Path, segip: Package, unidad: str, seed: int) -> None:
    write_completed(segip, unidad, tmp_path, seed=seed)
    completed = read_package(tmp_path)
    report = check(completed, only=["V16", "V23", "V24", "V25", "V27", "V28", "V29", "V30", "V31", "V32", "V35", "V39"])
    assert [finding.message for finding in report.findings if finding.unidad == unidad] == []
    assert broken_in(completed, unidad).keys() <= broken_in(segip, unidad).keys()


def test_organismos_come_from_the_techos_of_the_entity(segip: Package) -> None:
    lines = complete_unit(segip, PLAN, "DDTJ")["requerimientos"]
    assert {(line["fuente"], line["organismo"]) for line in lines} == {("20", "230"), ("41", "111")}


def test_what_is_generated_says_so(tmp_path: Path, segip: Package) -> None:
    write_completed(segip, "DDTJ", tmp_path)
    completed = read_package(tmp_path)
    texts = completed.database.query(
        "select descripcion from requerimientos union select descripcion from operaciones "
        "union select descripcion from tareas"
    )
    assert all(text.startswith("Ejemplo: ") for (text,) in texts)
    justification = completed.database.value("select justificacion from planes where plan = ?", (PLAN,))
    assert "EJEMPLO generado" in justification
    assert "EJEMPLO generado" in (tmp_path / "LEAME.txt").read_text(encoding="utf-8")
    assert completed.plans == segip.plans


def test_the_same_seed_gives_the_same_rows(segip: Package) -> None:
    assert complete_unit(segip, PLAN, "DDTJ") == complete_unit(segip, PLAN, "DDTJ")
    assert complete_unit(segip, PLAN, "DDTJ") != complete_unit(segip, PLAN, "DDTJ", seed=2)


def test_a_second_unit_is_added_to_the_first(tmp_path: Path, segip: Package) -> None:
    write_completed(segip, "DDTJ", tmp_path / "one")
    write_completed(read_package(tmp_path / "one"), "DDCH", tmp_path / "two")
    both = read_package(tmp_path / "two")
    assert not both.findings
    assert both.database.query("select distinct unidad from requerimientos order by unidad") == [("DDCH",), ("DDTJ",)]


def test_a_unit_without_a_whole_form_04_is_refused(segip: Package) -> None:
    with pytest.raises(NothingToCompleteError, match="no está completo"):
        complete_unit(segip, PLAN, "DDPT")


def test_a_unit_without_actions_is_refused(segip: Package) -> None:
    with pytest.raises(NothingToCompleteError, match="acciones de corto plazo"):
        complete_unit(segip, PLAN, "DDOR")


def test_a_unit_that_has_lines_is_refused(tmp_path: Path, segip: Package) -> None:
    write_completed(segip, "DDTJ", tmp_path)
    with pytest.raises(NothingToCompleteError, match="ya tiene"):
        complete_unit(read_package(tmp_path), PLAN, "DDTJ")
