"""The book: everything in its order, with page numbers that are true."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from apthapi.core.package import Package
from apthapi.documents import Paper, PaperError, read_back, render_book, running
from apthapi.documents.book import consolidated
from apthapi.documents.forms import UnitForms
from apthapi.documents.heading import read_plan, read_units
from documents.conftest import PLAN
from documents.pdf_text import pages_of


@pytest.fixture
def book(segip: Package, tmp_path: Path) -> Paper:
    return render_book(package=segip, plan=PLAN, out=tmp_path / "libro.pdf", units=["DNAF", "DDTJ"])


def test_contents_bookmarks_and_pages_agree(book: Paper) -> None:
    pages = pages_of(book.path)
    contents = [line.strip() for line in pages[1].splitlines()]
    with pikepdf.open(book.path) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        forms = [child.title for item in outline.root for child in item.children]
    assert titles == [
        "Resumen consolidado por unidad y fuente",
        "Dirección Nacional de Administración y Finanzas",
        "Dirección Departamental de Tarija",
    ]
    assert len(forms) == 5
    for title in titles + forms[-3:]:
        starts = [i for i, line in enumerate(contents) if line == title]
        number = next(int(each) for each in contents[starts[-1] :] if re.fullmatch(r"\d+", each))
        # A long title is set in two lines on its own page: its first words are enough.
        assert " ".join(title.split()[:3]) in pages[number - 1].replace("\n", " "), title


def test_each_unit_has_its_cover_and_its_forms(book: Paper) -> None:
    pages = pages_of(book.path)
    assert "Plan Operativo Anual" in pages[0]
    assert "Primera reformulación" in pages[0]
    cover = next(page for page in pages if "TECHO PRESUPUESTARIO" in page)
    assert "6.624.967,00" in cover
    assert "FORMULARIO N° 04 – RESUMEN PRESUPUESTO" in cover
    assert f"Página 3 de {book.pages}" in pages[2]
    assert len(pages) == book.pages


def test_the_book_carries_its_units_and_no_other(book: Paper) -> None:
    back = read_back(book.path)
    assert back.database.query("select unidad from unidades order by renglon") == [("DNAF",), ("DDTJ",)]
    assert back.database.value("select count(*) from formulario04 where unidad <> 'DDTJ'") == 0


def test_the_summary_adds_the_units_and_names_what_it_leaves_out(segip: Package) -> None:
    plan = read_plan(segip, PLAN)
    summary = consolidated([UnitForms(segip, plan, unit) for unit in read_units(segip, PLAN)])
    assert summary["total"] == {
        "nombre": "TOTAL DE 12 UNIDADES",
        "importes": ["69.514.379,20", "39.426.464,07"],
        "total": "114.930.603,27",
        "techo": "114.930.603,27",
        "diferencia": "0,00",
    }
    assert summary["nota"] == (
        "Sin formulario 04 en los datos: DNAF, UNSI. Los totales por fuente no incluyen DDPT: solo se conoce su total."
    )
    assert summary["frase"] == "12 de las 14 unidades presentan su formulario 04 por Bs 114.930.603,27."


def test_progress_is_told_step_by_step(segip: Package, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    render_book(
        package=segip,
        plan=PLAN,
        out=tmp_path / "libro.pdf",
        units=["DDOR"],
        progress=lambda what, done, of: told.append((what, done, of)),
    )
    assert list(dict.fromkeys(told)) == [("Reuniendo DDOR", 0, 2), ("Componiendo el libro", 1, 2), ("Listo", 2, 2)]


class StoppedError(Exception):
    """Somebody does not want the book any more."""


def test_what_the_progress_raises_stops_the_book(
    segip: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BEAT", 0.01)
    composing: list[bool] = []

    def stop(_what: str, done: int, of: int) -> None:
        composing.append(done == of - 1)
        if sum(composing) == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        render_book(package=segip, plan=PLAN, out=tmp_path / "libro.pdf", progress=stop)
    assert not list(tmp_path.iterdir())


def test_a_book_of_unknown_units_is_refused(segip: Package, tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="no tiene estas unidades: XX"):
        render_book(package=segip, plan=PLAN, out=tmp_path / "no.pdf", units=["DDTJ", "XX"])
    with pytest.raises(PaperError, match="no tiene unidades"):
        render_book(package=segip, plan="SEGIP-2024-0", out=tmp_path / "no.pdf")
