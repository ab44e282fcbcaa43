"""The workbook in a real browser: taken, brought back, looked at, accepted; wide, small, dark, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import PLAN
from apthapi.web.libros.models import LibroRecibido
from web.browsing import can_be_used, enter
from web.workbooks import Book, address

pytestmark = pytest.mark.browser
SALARIES = "Ejemplo: sueldos del personal de planta"


def filled(path: Path) -> Path:
    """The workbook that was downloaded, after somebody changed it: a text, an ambiguous number, one row less."""
    book = Book(path.read_bytes())
    row = book.find("3_01", "descripcion", SALARIES)
    book.write("3_01", row, descripcion="Sueldos de la planta")
    book.write("3_01", row + 1, cantidad="1.234")
    book.clear("3_03", book.find("3_03", "partida", "32100 Papel"))
    path.write_bytes(book.saved().getvalue())
    return path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_workbook_goes_and_comes_back(chromium: Browser, server: str, tmp_path: Path, javascript: bool) -> None:
    look: Callable[[Page], None] = can_be_used if javascript else lambda _: None
    page = chromium.new_context(java_script_enabled=javascript).new_page()
    enter(page, server, "demo-tarija")
    page.goto(f"{server}/planes/{PLAN}/unidades/DDTJ/")
    page.get_by_role("link", name="libro de la unidad").click()
    look(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Descargar el libro").click()
    path = tmp_path / "DDTJ.xlsx"
    taken.value.save_as(path)
    page.get_by_label("El libro que guardó").set_input_files(filled(path))
    page.get_by_role("button", name="Subir el libro").click()
    expect(page.get_by_role("heading", name="Lo que trae el libro")).to_be_visible()
    expect(page.get_by_text("Sueldos de la planta").first).to_be_visible()
    expect(page.get_by_role("button", name="Aceptar el libro")).to_have_count(0)
    look(page)
    page.get_by_role("group", name="¿Qué quiso decir?").get_by_role("radio").first.check()
    page.get_by_role("button", name="Leerlo así").click()
    expect(page.get_by_role("button", name="Aceptar el libro")).to_be_visible()
    look(page)
    page.get_by_label("Quitar esta fila").check()
    page.get_by_role("button", name="Aceptar el libro").click()
    expect(page.get_by_text("El libro se aceptó").first).to_be_visible()
    expect(page.get_by_role("link", name="DDTJ.xlsx")).to_be_visible()
    look(page)
    assert LibroRecibido.objects.get().quitadas == 1


def test_rows_are_found_by_keyboard(chromium: Browser, server: str, tmp_path: Path) -> None:
    page = chromium.new_page()
    enter(page, server, "demo-tarija")
    page.goto(server + address())
    with page.expect_download() as taken:
        page.get_by_role("link", name="Descargar el libro").click()
    path = tmp_path / "DDTJ.xlsx"
    taken.value.save_as(path)
    page.get_by_label("El libro que guardó").set_input_files(filled(path))
    page.get_by_label("El libro que guardó").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lo que trae el libro")).to_be_visible()
    page.get_by_label("Qué le pasa").select_option("Se quita")
    page.get_by_label("Qué le pasa").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sueldos de la planta")).to_have_count(0)
    expect(page.get_by_text("32100", exact=True)).to_be_visible()
