"""The comparison and the modifications in a real browser: for everybody, on any screen, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from web.browsing import can_be_used, enter, quiet_page

pytestmark = pytest.mark.browser

OF_PLAN = [
    f"/planes/{PLAN}/comparacion",
    f"/planes/{PLAN}/comparacion?nivel=jerarquia",
    f"/planes/{PLAN}/modificaciones",
]
OF_UNIT = [f"/planes/{PLAN}/unidades/{COMPLETED}/comparacion"]


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    with quiet_page(chromium, server) as page:
        yield page


def test_everybody_can_use_them(page: Page, server: str) -> None:
    for person, addresses in (("demo-finanzas", OF_PLAN), ("demo-tarija", OF_UNIT)):
        enter(page, server, person)
        for address in addresses:
            page.goto(address)
            can_be_used(page)


def test_from_the_sentence_to_what_moved(page: Page, server: str) -> None:
    enter(page, server, "demo-finanzas")
    page.goto(OF_PLAN[0])
    expect(page.locator(".frase")).to_have_text("Suben 3 unidades, baja 1; el total de la entidad no cambia.")
    row = page.get_by_role("row").filter(has_text="DDTJ Dirección Departamental de Tarija")
    expect(row).to_contain_text("6.779.967,00")
    expect(row).to_contain_text("−155.000,00")
    page.get_by_label("Unidad", exact=True).select_option("DDTJ")
    page.get_by_role("button", name="Mostrar").click()
    expect(page.get_by_role("row").filter(has_text="DNTIC")).to_have_count(0)
    page.get_by_role("link", name="Quitar los filtros").click()
    page.get_by_role("link", name="Modificaciones presupuestarias").click()
    expect(page.get_by_role("heading", name="1. Traspaso intrainstitucional")).to_be_visible()


def test_the_draft_is_saved_and_said(page: Page, server: str) -> None:
    enter(page, server, "demo-finanzas")
    page.goto(OF_PLAN[2])
    page.get_by_label("Norma o documento que la aprueba").fill("Por emitir")
    page.get_by_role("button", name="Guardar las modificaciones").click()
    expect(page.get_by_text("Se guardaron")).to_be_visible()
    expect(page.get_by_text("Lo guardado es lo que sale de la diferencia")).to_be_visible()


def test_without_javascript(chromium: Browser, server: str) -> None:
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    enter(page, server, "demo-planificacion")
    page.goto(OF_PLAN[0])
    page.get_by_label("Buscar").fill("tarija")
    page.get_by_role("button", name="Mostrar").click()
    expect(page.get_by_role("row").filter(has_text="−155.000,00").first).to_be_visible()
    page.get_by_role("link", name="Jerarquía").click()
    expect(page.locator(".frase")).to_be_visible()
    context.close()
