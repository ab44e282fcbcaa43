"""The comparative annex prints what moved, and keeps apart what is zero from what is not known."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from apthapi.documents import Annex, AnnexRow, AnnexSection, Institution, attached_bytes, render_annex
from documents.pdf_text import text_of

UNITS = AnnexSection(
    "Por unidad",
    "Unidad",
    (
        AnnexRow("Tarija", "DDTJ", 677_996_700, 662_496_700),
        AnnexRow("La Paz", "DDLP", 2_083_401_200, 2_083_401_200),
        AnnexRow("Pando", "DDPD", 227_093_300, 242_593_300),
        AnnexRow("TOTAL", "", 2_988_491_200, 2_988_491_200, is_total=True),
    ),
)
UNKNOWN = AnnexSection(
    "POR FUENTE",
    "FUENTE",
    (AnnexRow("Fuente 42", "42", 9_415_994_000, None), AnnexRow("TOTAL", "", 9_415_994_000, None, is_total=True)),
    note="La fuente 42 es una transferencia.",
)
ANNEX = Annex(
    Institution("Servicio General de Identificación Personal", "SEGIP"),
    "PRIMERA REFORMULACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024",
    "SEGIP-2024-0",
    "SEGIP-2024-1",
    date(2024, 2, 14),
    "Sube 1 unidad y baja 1; el total no cambia.",
    (UNITS, UNKNOWN),
)


def test_each_line_says_how_it_moved(tmp_path: Path) -> None:
    found = text_of(render_annex(annex=ANNEX, out=tmp_path / "anexo.pdf").path).splitlines()
    start = found.index("DDTJ")
    assert found[start : start + 6] == ["DDTJ", "Tarija", "6.779.967,00", "0,00", "155.000,00", "6.624.967,00"]
    assert found.count("0,00") == 4
    assert {"POR UNIDAD", "UNIDAD"} <= set(found)
    total = found.index("TOTAL")
    assert found[total + 1 : total + 5] == ["29.884.912,00", "155.000,00", "155.000,00", "29.884.912,00"]
    assert "Sube 1 unidad y baja 1; el total no cambia." in found


def test_what_is_not_covered_is_blank_and_says_so(tmp_path: Path) -> None:
    found = text_of(render_annex(annex=ANNEX, out=tmp_path / "anexo.pdf").path).splitlines()
    start = found.index("42")
    assert "no cubierto por los formularios publicados" in " ".join(found[start : start + 4])
    assert found[start:].count("94.159.940,00") == 2
    assert "0,00" not in found[start:]


def test_the_figures_are_attached(tmp_path: Path) -> None:
    paper = render_annex(annex=ANNEX, out=tmp_path / "anexo.pdf")
    data = json.loads(attached_bytes(paper.path, mime="application/json"))
    assert data["secciones"][0]["filas"][0] == {
        "codigo": "DDTJ",
        "nombre": "Tarija",
        "antes": "6779967.00",
        "despues": "6624967.00",
        "total": False,
    }
    assert data["secciones"][1]["filas"][0]["despues"] == ""


def test_a_total_shows_a_movement_only_if_its_lines_explain_it() -> None:
    rows = (*UNITS.rows[:3], AnnexRow("Oruro", "DDOR", 500, None))
    explained = AnnexRow("TOTAL", "", 100, 100, is_total=True)
    other = AnnexRow("TOTAL", "", 100, 101, is_total=True)
    section = AnnexSection("POR UNIDAD", "UNIDAD", (*rows, explained, other))
    assert section.movement(explained) == (15_500_000, 15_500_000)
    assert section.movement(other) == (None, None)
