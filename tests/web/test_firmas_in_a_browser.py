"""Signing and verifying in a real browser: by people, on each kind of screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from apthapi.web.entities.demo import COMPLETED
from apthapi.web.expediente.models import Revision
from apthapi.web.firmas.models import ComoSeFirma
from support.authority import PASSWORD, Authority
from web.browsing import can_be_used, enter
from web.issuing import issue, set_way

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page that complains of nothing but of the answers that a test causes."""
    context = chromium.new_context(base_url=server)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    yield page
    context.close()
    assert [each for each in told if "status of 422" not in each] == []


@pytest.fixture(autouse=True)
def kept_here(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "archivos"


def test_a_form_is_signed_twice_and_anybody_checks_it(page: Page, server: str, tmp_path: Path) -> None:
    emitido, authority = issue("formulario-04", COMPLETED, title="Formulario 04 de Tarija"), Authority()
    for person, title in (("demo-tarija", "Elaborado por"), ("demo-director", "Aprobado por")):
        (tmp_path / "certificado.p12").write_bytes(authority.file_of(title))
        enter(page, server, person)
        page.goto("/inicio/")
        page.get_by_role("link", name="Abrir para firmar Formulario 04 de Tarija").click()
        can_be_used(page)
        page.get_by_label("Archivo del certificado").set_input_files(tmp_path / "certificado.p12")
        page.get_by_label("Contraseña del certificado").fill("no es")
        page.get_by_role("button", name="Firmar el papel").click()
        expect(page.get_by_role("alert")).to_contain_text("La contraseña no abre el archivo")
        can_be_used(page)
        page.get_by_label("Archivo del certificado").set_input_files(tmp_path / "certificado.p12")
        page.get_by_label("Contraseña del certificado").fill(PASSWORD)
        page.get_by_role("button", name="Firmar el papel").click()
        expect(page.get_by_role("status").first).to_contain_text("Su firma quedó en el papel")
    can_be_used(page)
    page.goto("/firmas/")
    can_be_used(page)
    page.context.clear_cookies()
    page.goto("/verificar/")
    can_be_used(page)
    page.get_by_label("Código del papel").fill(emitido.codigo.lower().replace("-", ""))
    page.get_by_role("button", name="Ver el papel").click()
    expect(page.locator("main")).to_contain_text("Su versión del plan no está aprobada: todavía no rige.")
    can_be_used(page)
    content = Revision.objects.filter(emitido=emitido).latest("numero").file.read_bytes()
    for name, sent, words in (("igual", content, "Es auténtico"), ("cambiado", content + b"%", "ALTERADO")):
        (tmp_path / f"{name}.pdf").write_bytes(sent)
        page.get_by_label("Archivo PDF").set_input_files(tmp_path / f"{name}.pdf")
        page.get_by_role("button", name="Comprobar el archivo").click()
        expect(page.locator("#resultado")).to_contain_text(words)
        can_be_used(page)


def test_a_token_elsewhere_and_a_refusal_are_at_hand(page: Page, server: str) -> None:
    emitido = issue("informe_tecnico")
    enter(page, server, "demo-planificacion")
    page.goto(f"/firmas/{emitido.codigo}/")
    page.get_by_text("Con un token en su equipo").click()
    page.get_by_role("button", name="Preparar el pedido").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargue el pedido").click()
    assert download.value.suggested_filename == f"{emitido.codigo}.pedido.json"
    can_be_used(page)
    page.get_by_text("No firmarlo").click()
    page.get_by_label("Por qué no lo firma").fill("Falta el anexo")
    can_be_used(page)
    page.get_by_role("button", name="Rechazar el papel").click()
    expect(page.locator("main")).to_contain_text("Falta el anexo")


def test_a_simple_approval_asks_for_the_code(page: Page, server: str) -> None:
    set_way(como=ComoSeFirma.SEGUNDO_FACTOR)
    emitido = issue()
    enter(page, server, "demo-mae")
    page.goto(f"/firmas/{emitido.codigo}/")
    can_be_used(page)
    page.get_by_label("Código de su teléfono").fill("123456")
    page.get_by_role("button", name="Aprobar el papel").click()
    expect(page.get_by_role("alert")).to_contain_text("necesita la verificación en dos pasos")
    enter(page, server, "demo-administrador")
    page.goto("/administracion/firmas/")
    expect(page.locator("main")).to_contain_text("Aprobación simple, con segundo factor")
    can_be_used(page)
