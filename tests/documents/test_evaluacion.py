"""The report of an evaluation says its figures, what was explained and how it was computed, and carries them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from apthapi.compare.evaluation import Evaluation, evaluate
from apthapi.compare.evaluation.reading import Explanation
from apthapi.core.package import Package, read_package
from apthapi.documents import attached_bytes, render_evaluacion
from apthapi.documents.attachment import JSON
from apthapi.documents.evaluacion import report_title
from apthapi.example import write_example
from documents.conftest import PLAN
from documents.pdf_text import text_of
from documents.test_conformance import assert_conforms

EXAMPLE = "EJEMPLO-0001-2024-1"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """An example whose first operation stopped."""
    folder = tmp_path_factory.mktemp("evaluado") / "plan"
    write_example(folder, units=2, lines=30)
    package = read_package(folder)
    package.database.execute(
        "delete from ejecucion_fisica where operacion = (select min(operacion) from ejecucion_fisica) "
        "and unidad = (select min(unidad) from ejecucion_fisica)"
    )
    yield package
    package.close()


@pytest.fixture(scope="module")
def evaluated(example: Package) -> Evaluation:
    """The same until March, with what its responsible explain."""
    found = evaluate(example, EXAMPLE, 3)
    silent = found.silent[0].it
    said = Explanation("No hubo caminos por las lluvias", "Se hará en abril")
    return replace(found, explained={(silent.unidad, silent.operacion): said})


def test_it_says_everything(example: Package, evaluated: Evaluation, tmp_path: Path) -> None:
    paper = render_evaluacion(package=example, evaluation=evaluated, out=tmp_path / "e.pdf", number="EVA-0001/2024")
    text = " ".join(text_of(paper.path).split())
    for said in (
        "INFORME DE EVALUACIÓN A MARZO",
        "EVA-0001/2024",
        "Hasta marzo de 2024 la entidad hizo el",
        "Al ritmo de hasta ahora",
        "OPERACIONES QUE NADIE INFORMÓ",
        "No hubo caminos por las lluvias",
        "Se hará en abril",
        "Retrasado",
        "CÓMO SE CALCULÓ, Y CON QUÉ LÍMITES",
        "NB-SPO art. 11-I",
    ):
        assert said in text, said


def test_it_is_accessible_and_carries_its_figures(example: Package, evaluated: Evaluation, tmp_path: Path) -> None:
    paper = render_evaluacion(package=example, evaluation=evaluated, out=tmp_path / "e.pdf")
    assert_conforms(paper.path, "Informe de evaluación a marzo", JSON)
    carried = json.loads(attached_bytes(paper.path, mime=JSON))
    assert (carried["plan"], carried["mes"]) == (EXAMPLE, 3)


def test_a_plan_without_execution_has_a_report_too(segip: Package, tmp_path: Path) -> None:
    paper = render_evaluacion(package=segip, evaluation=evaluate(segip, PLAN, 12), out=tmp_path / "e.pdf")
    text = " ".join(text_of(paper.path).split())
    assert "INFORME DE EVALUACIÓN ANUAL" in text
    assert "no se registró ninguna ejecución financiera" in text


def test_what_it_is_called_follows_the_month() -> None:
    assert report_title(6) == "Informe de evaluación de medio término"
    assert report_title(9) == "Informe de evaluación a septiembre"
