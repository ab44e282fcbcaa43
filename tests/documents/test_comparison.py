"""The comparison of the real plan as the annex that is signed: the same figures, and what is not known, blank."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apthapi.compare import Comparison, compare_plans
from apthapi.core.package import Package
from apthapi.documents import Paper, attached_bytes
from apthapi.documents.comparison import render_comparison
from documents.pdf_text import text_of


@pytest.fixture
def comparison(segip: Package) -> Comparison:
    return compare_plans(segip, "SEGIP-2024-0", "SEGIP-2024-1")


@pytest.fixture
def paper(segip: Package, comparison: Comparison, tmp_path: Path) -> Paper:
    return render_comparison(package=segip, comparison=comparison, out=tmp_path / "anexo.pdf")


def test_the_annex_says_the_summary_and_the_figures(paper: Paper, comparison: Comparison) -> None:
    found = text_of(paper.path)
    words = " ".join(found.replace("\u00a0", " ").split())
    assert "ANEXO COMPARATIVO" in words
    for amount in ("16.219.800,00", "772.000,00", "20.000,03", "155.000,00", "16.856.801,27", "311.520.186,00"):
        assert amount in words
    assert comparison.sentences[1] in words


def test_its_data_are_attached(paper: Paper, comparison: Comparison) -> None:
    data = json.loads(attached_bytes(paper.path, mime="application/json"))
    assert data["resumen"] == comparison.summary
    sections = {section["titulo"]: section["filas"] for section in data["secciones"]}
    assert list(sections)[:3] == [
        "Por unidad",
        "Por categoría programática",
        "Por categoría y grupo del gasto (solo lo que cambia)",
    ]
    unit = {row["codigo"]: (row["antes"], row["despues"]) for row in sections["Por unidad"]}
    assert unit["DDTJ"] == ("6779967.00", "6624967.00")
    assert unit["DNAF"] == ("75859568.00", ""), "what is not covered is blank"
    assert "48 000 001 · resto" not in {row["codigo"] for row in list(sections.values())[2]}


def test_the_total_of_a_section_is_of_what_both_sides_know(paper: Paper) -> None:
    data = json.loads(attached_bytes(paper.path, mime="application/json"))
    *rows, total = data["secciones"][0]["filas"]
    assert total["total"]
    known = [row for row in rows if row["antes"] and row["despues"]]
    for side in ("antes", "despues"):
        cents = sum(int(row[side].replace(".", "")) for row in known)
        assert int(total[side].replace(".", "")) == cents
