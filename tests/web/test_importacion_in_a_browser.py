"""The wizard of foreign workbooks in a real browser: for everybody, on any screen, and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import EMPTY, PLAN
from formats.foreign import memoria
from web.browsing import can_be_used, enter, quiet_page

pytestmark = pytest.mark.browser
OF_UNIT = f"/planes/{PLAN}/unidades/{EMPTY}/importar/"
PICTURES = os.environ.get("APTHAPI_FOTOS", "")
"""A folder for pictures of each page, to look at."""


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    with quiet_page(chromium, server) as page:
        yield page


def _seen(page: Page, name: str) -> None:
    can_be_used(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_everybody_can_import_a_memoria(page: Page, server: str, tmp_path: Path) -> None:
    enter(page, server, "demo-beni")
    page.goto(OF_UNIT)
    _seen(page, "1-subir")
    page.get_by_label("Archivo").set_input_files(memoria(tmp_path).path)
    page.get_by_role("button", name="Ver qué contiene").click()
    _seen(page, "2-hojas")
    page.get_by_role("link", name="Revisar columnas").click()
    expect(page.get_by_label("Qué es «Part. Pres.»")).to_have_value("partida")
    _seen(page, "3-hoja")
    page.get_by_label("Unidad", exact=True).select_option(EMPTY)
    page.get_by_role("button", name="Guardar y volver a las hojas").click()
    page.get_by_role("button", name="Ver cómo quedaría").click()
    expect(page.get_by_text("19.617,00").first).to_be_visible()
    _seen(page, "4-vista")
    page.get_by_role("button", name="Aceptar e importar").click()
    expect(page.get_by_text("Importado en 1 unidad")).to_be_visible()
    page.goto(OF_UNIT)
    _seen(page, "5-importadas")


def test_without_javascript(chromium: Browser, server: str, tmp_path: Path) -> None:
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    enter(page, server, "demo-planificacion")
    page.goto(f"/planes/{PLAN}/importar/")
    page.get_by_label("Archivo").set_input_files(memoria(tmp_path).path)
    page.get_by_role("button", name="Ver qué contiene").click()
    page.get_by_role("button", name="Ver cómo quedaría").click()
    expect(page.get_by_role("heading", name="¿Qué unidades son?")).to_be_visible()
    page.get_by_label("«Secretaría Municipal de Salud» es").select_option(EMPTY)
    page.get_by_role("button", name="Usar estas unidades").click()
    page.get_by_role("button", name="Aceptar e importar").click()
    expect(page.get_by_text("Importado en 1 unidad")).to_be_visible()
    context.close()
