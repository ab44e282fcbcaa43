"""The screens of the case: its line of time, writing and issuing, external documents, and everything in one file."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apthapi.web.accounts.models import Rol
from apthapi.web.expediente.emision import latest
from apthapi.web.expediente.models import Borrador, Externo
from apthapi.web.expediente.rows import delete_document, document_rows
from apthapi.web.plans.live import live
from apthapi.web.plans.papers.pedido import EstadoDePedido
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan
from web.papers import ask, body
from web.states import set_plan
from web.worker import work

PLAN = "SEGIP-2024-1"
CASE = f"/planes/{PLAN}/expediente/"

AsRole = Callable[..., Client]

pytestmark = pytest.mark.usefixtures("demo", "kept_here")


@pytest.fixture
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files of papers go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def fresh(demo: None) -> None:  # noqa: ARG001 - what it empties
    """The plan before any document of its process, and the note that began it."""
    with act("prueba", None, None, plan=PLAN):
        live().execute("delete from citas where plan = ?", [PLAN])
        for row in document_rows(PLAN):
            delete_document(PLAN, row.documento)


@pytest.fixture
def planner(as_role: AsRole) -> Client:
    return as_role(Rol.PLANIFICACION)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_line_of_time_shows_each_document_with_its_cite_and_date(planner: Client) -> None:
    page = text(planner.get(CASE))
    for cite in ("MEFP/VPCF/DGPGP/USS/N° 059/2024", "SEGIP/DNP/N°00002/2024", "SEGIP/DGE/N°036/2024"):
        assert cite in page
    assert page.index("Informe Técnico") < page.index("Informe Legal") < page.index("Resolución Administrativa")


def test_the_line_of_time_costs_the_same_whatever_is_in_it(planner: Client) -> None:
    planner.get(CASE)
    with CaptureQueriesContext(connection) as few:
        planner.get(CASE)
    for papel in ("instructivo", "informe_tecnico"):
        planner.post(f"{CASE}{papel}/emitir", {"cite": ""})
    with CaptureQueriesContext(connection) as many:
        planner.get(CASE)
    assert len(many) == len(few)


@pytest.mark.usefixtures("fresh")
def test_a_paper_is_written_seen_and_issued(planner: Client) -> None:
    own = "De: Dirección Nacional de Planificación\n\n# Único\n\nSe instruye {la_version} por {total_letras}."
    seen = planner.post(f"{CASE}instructivo/texto", {"texto": own, "accion": "ver"})
    assert "Trescientos Once Millones" in text(seen)
    assert not Borrador.objects.exists()
    planner.post(f"{CASE}instructivo/texto", {"texto": own, "accion": "guardar"})
    assert Borrador.objects.get().texto == own
    assert b"%PDF-" in body(planner.get(f"{CASE}instructivo/pdf"))[:8]
    assert "SEGIP/DNP/N°00001/2024" in text(planner.get(f"{CASE}instructivo/emitir"))
    planner.post(f"{CASE}instructivo/emitir", {"cite": ""})
    issued = latest(PLAN, "instructivo")
    assert issued
    assert issued.cite == "SEGIP/DNP/N°00001/2024"
    page = text(planner.get(f"{CASE}instructivo/"))
    assert "Se instruye la Primera Reformulación" in page
    assert issued.codigo in page
    assert body(planner.get(f"{CASE}emitido/{issued.codigo}"))[:5] == b"%PDF-"
    assert "Le toca firmar a Planificación" in text(planner.get(CASE))
    assert f'href="/firmas/{issued.codigo}/"' in page


def test_a_wrong_text_is_not_kept_and_each_line_says_what_is_wrong(planner: Client) -> None:
    page = text(planner.post(f"{CASE}instructivo/texto", {"texto": "Por {totl}.\n\n{tabla:nada}", "accion": "guardar"}))
    assert "Línea 1: No existe el dato {totl}. ¿Quiso decir {total}?" in page
    assert "Línea 3: No existe {tabla:nada}" in page
    assert not Borrador.objects.exists()


def test_what_is_typed_by_hand_is_told(planner: Client) -> None:
    given = "El total es Bs 311.520.186,00 según SEGIP/DNP/N°00002/2024."
    page = text(planner.post(f"{CASE}informe_tecnico/texto", {"texto": given, "accion": "ver"}))
    assert "importe escrito a mano" in page
    assert "escribe a mano el CITE SEGIP/DNP/N°00002/2024" in page


@pytest.mark.usefixtures("fresh")
def test_a_paper_that_lacks_facts_says_which_and_is_not_issued(as_role: AsRole) -> None:
    lawyer = as_role(Rol.JURIDICA)
    page = text(lawyer.get(f"{CASE}resolucion/"))
    assert "Todavía no se puede emitir" in page
    assert "Informe Legal: nombre, CITE y fecha" in page
    assert "Falta un dato" in text(lawyer.post(f"{CASE}resolucion/emitir", {"cite": ""}))
    assert latest(PLAN, "resolucion") is None


def test_an_issued_paper_tells_what_the_plan_says_differently_today(planner: Client) -> None:
    planner.post(f"{CASE}informe_tecnico/emitir", {"cite": ""})
    assert "El plan cambió después" not in text(planner.get(f"{CASE}informe_tecnico/"))
    with act("prueba", None, None, plan=PLAN):
        live().execute("update planes set justificacion = 'Otro motivo' where plan = ?", [PLAN])
    page = text(planner.get(f"{CASE}informe_tecnico/"))
    assert "El plan cambió después" in page
    assert "Hoy: Otro motivo" in page


@pytest.mark.usefixtures("fresh")
def test_the_note_of_the_ministry_is_registered_with_its_file(planner: Client) -> None:
    content = b"%PDF-1.7 prueba"
    given = {
        "tipo": "nota_mefp",
        "cite": "MEFP/VPCF/DGPGP/USS/N° 059/2024",
        "fecha": "2024-01-24",
        "emisor": "Ministerio de Economía y Finanzas Públicas",
        "asunto": "",
    }
    file = SimpleUploadedFile("nota.pdf", content, "application/pdf")
    assert planner.post(f"{CASE}documento", {**given, "archivo": file}).status_code == 302
    kept = Externo.objects.get()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert body(planner.get(f"{CASE}documento/nota_mefp/archivo")) == content
    assert "ya es de Nota del Ministerio de Economía y Finanzas Públicas del plan" in text(
        planner.post(f"{CASE}documento", given)
    )
    planner.post(f"{CASE}documento/nota_mefp/quitar")
    assert not document_rows(PLAN)


def test_what_is_cited_is_not_taken_away(planner: Client) -> None:
    assert "anule antes lo que lo cita" in text(planner.post(f"{CASE}documento/nota/quitar", follow=True))


def test_documents_of_an_approved_plan_are_added_and_never_taken_away(planner: Client) -> None:
    set_plan(estado=EstadoDePlan.VIGENTE)
    assert "ya está aprobado" in text(planner.post(f"{CASE}documento/nota/quitar", follow=True))
    planner.post(f"{CASE}nota_remision/emitir", {"cite": ""})
    assert latest(PLAN, "nota_remision")


def test_the_pack_has_everything_with_an_index(planner: Client) -> None:
    planner.post(f"{CASE}instructivo/emitir", {"cite": ""})
    pedido = ask(planner, f"/planes/{PLAN}/papeles/", "expediente")
    work()
    pedido.refresh_from_db()
    assert pedido.estado == EstadoDePedido.HECHO, pedido.mensaje
    with zipfile.ZipFile(io.BytesIO(body(planner.get(f"/planes/{PLAN}/papeles/pedido/{pedido.pk}/archivo")))) as found:
        names = found.namelist()
        issued = latest(PLAN, "instructivo")
        assert issued
        assert found.read("01-instructivo.pdf") == issued.revisiones.get().file.read_bytes()
    assert [name for name in names if "/" not in name] == [
        "01-instructivo.pdf",
        "02-informe-tecnico.pdf",
        "03-informe-legal.pdf",
        "04-resolucion.pdf",
        "05-nota-remision.pdf",
        "10-libro.pdf",
        "11-anexo-comparativo.pdf",
        "12-verificacion.pdf",
        "13-datos.zip",
        "00-indice.pdf",
    ]
    assert sum(name.startswith("formularios/") for name in names) == 14
