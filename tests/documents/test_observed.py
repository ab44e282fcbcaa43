"""The paper of observations, and the section that goes behind the forms of a draft."""

from __future__ import annotations

import json
from pathlib import Path

from apthapi.core.package import Package
from apthapi.documents import Observed, attached_bytes, render_book, render_form, render_observations, section_of
from apthapi.documents.attachment import JSON
from documents.conftest import PLAN
from documents.pdf_text import text_of

A = Observed(
    unidad="DDTJ",
    number=3,
    weight="error",
    severity="Impide el envío",
    place="Requerimientos, 3_01 Servicios, línea 4, Precio unitario",
    text="El precio #no coincide con $la cotización$.",
    by="Planificación, 02/02/2024",
    answers="Responsable de elaboración",
    due="05/02/2024",
    overdue=True,
    then="1.000,00",
    now="900,00",
    replies=("Responsable de elaboración (DDTJ): Se corrigió.",),
    state="Respondida",
)
B = Observed(
    unidad="DDTJ",
    number=4,
    weight="informacion",
    severity="Sugerencia",
    place="Toda la parte de la unidad",
    text="Convendría juntar líneas.",
    by="Dirección, 02/02/2024",
    answers="Responsable de elaboración",
    state="Por responder",
)
OF_PLAN = Observed(
    unidad="",
    number=1,
    weight="advertencia",
    severity="Debe corregirse",
    place="Todo el plan",
    text="Falta la fecha.",
    by="Jurídica, 02/02/2024",
    answers="Planificación",
    state="Por responder",
)


def read(path: Path) -> str:
    return " ".join(text_of(path).split())


def test_the_paper_says_what_where_what_was_answered_and_how_it_stands(segip: Package, tmp_path: Path) -> None:
    paper = render_observations(package=segip, plan=PLAN, observations=[OF_PLAN, A, B], out=tmp_path / "p.pdf")
    text = read(paper.path)
    assert "3 observaciones: 2 por responder, 1 respondida." in text
    assert "El precio #no coincide con $la cotización$." in text, "what people write is never read as markup"
    assert "Decía 1.000,00; ahora dice 900,00." in text
    assert "Debe responder: Responsable de elaboración. Venció el 05/02/2024." in text
    assert "Se corrigió." in text
    attached = json.loads(attached_bytes(paper.path, mime=JSON))
    assert [each["number"] for each in attached["observaciones"]] == [1, 3, 4]


def test_without_any_it_says_so(segip: Package, tmp_path: Path) -> None:
    paper = render_observations(package=segip, plan=PLAN, observations=[], out=tmp_path / "p.pdf", unidad="DDTJ")
    assert "No hay observaciones." in read(paper.path)


def test_a_form_and_a_book_carry_them_behind_and_their_data_stay(segip: Package, tmp_path: Path) -> None:
    section = section_of([A, B])
    form, book = tmp_path / "form.pdf", tmp_path / "book.pdf"
    for noted, plain in (
        (
            render_form(package=segip, plan=PLAN, unidad="DDTJ", form="01", out=form, observations=section),
            render_form(package=segip, plan=PLAN, unidad="DDTJ", form="01", out=tmp_path / "form0.pdf"),
        ),
        (
            render_book(package=segip, plan=PLAN, units=["DDTJ"], out=book, observations=section),
            render_book(package=segip, plan=PLAN, units=["DDTJ"], out=tmp_path / "book0.pdf"),
        ),
    ):
        assert "OBSERVACIONES" not in read(plain.path)
        assert "Convendría juntar líneas." in read(noted.path)
        assert plain.data_sha256 == noted.data_sha256, "what is signed is the same"
        assert noted.pages > plain.pages
