"""`apthapi evaluate`: the evaluation of a plan as text, as JSON and as a paper, and what it says of bad requests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apthapi.example import write_example
from cli.conftest import run


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluado") / "plan"
    write_example(folder, units=2, lines=30)
    return folder


def test_it_evaluates_until_the_last_month_that_was_informed(example: Path) -> None:
    told = run("evaluate", example)
    assert told.status == 0
    assert "Hasta marzo de 2024 la entidad hizo el" in told.out
    assert "Según lo programado" in told.out
    assert "Cómo se calculó:" in told.out


def test_json_and_paper(example: Path, tmp_path: Path) -> None:
    paper = tmp_path / "informe.pdf"
    told = run("evaluate", example, "--al", "2", "--json", "--informe", paper)
    found = json.loads(told.out)
    assert found["mes"] == 2
    assert len(found["unidades"]) == 2
    assert paper.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--al", "13"], "No hay mes 13"), (["--al", "junio"], "--al"), (["--plan", "NADA"], "No hay plan «NADA»")],
)
def test_what_cannot_be_evaluated_is_said(example: Path, arguments: list[str], told: str) -> None:
    ended = run("evaluate", example, *arguments)
    assert ended.status == 2
    assert told in ended.err


def test_a_plan_of_which_nothing_was_done(reference_folder: Path) -> None:
    ended = run("evaluate", reference_folder)
    assert ended.status == 2
    assert "No hay qué evaluar" in ended.err
    assert run("evaluate", reference_folder, "--al", "6").status == 0
