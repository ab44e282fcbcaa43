"""A password may be looked at, and a new one says how hard it is to guess; without scripts it is written as ever."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from apthapi.web.accounts.passwords import FEWEST, surprises
from support.browser import Enter

pytestmark = pytest.mark.browser
SIGN_IN, CHANGE = "/cuenta/ingresar/", "/cuenta/clave/cambiar/"
WRITTEN = (
    "", "a", "aaaaaaaaaaaa", "abcdefghijkl", "lkjihgfedcba", "123456789012345", "qwertyuiopas", "QwErTyUiOp12",
    "abababababab", "abcdabcdabcd", "una clave larga de prueba", "ñandú, pingüino y cóndor", "482915730284",
    "😀😀 doce 😀 x y", "contraseña contraseña", "20240101 20240102",
)  # fmt: skip


def test_the_browser_counts_as_the_server_decides(enter: Enter) -> None:
    page = enter("demo-tarija")
    page.goto(CHANGE)
    module = page.locator("script[src*='clave.js']").get_attribute("src")
    ask = "async ([module, all]) => { const { surprises } = await import(module); return all.map(surprises); }"
    assert page.evaluate(ask, [module, WRITTEN]) == [surprises(each) for each in WRITTEN]
    source = page.request.get(str(module)).text()
    least = re.search(r"al menos (\d+) caracteres", page.locator(".ayuda").first.inner_text())
    assert least is not None
    assert f"const LEAST = {least.group(1)};" in source
    assert f"const FEWEST = {FEWEST};" in source


def test_a_new_one_is_judged_while_it_is_written(enter: Enter) -> None:
    page = enter("demo-tarija")
    page.goto(CHANGE)
    wanted = page.locator("input[autocomplete=new-password]").first
    meter, words = page.get_by_role("meter"), page.locator(".fuerza [role=status]")
    expect(meter).to_be_hidden()
    for written, level, said in (
        ("corta", 0, "Faltan 7 caracteres."),
        ("once letras", 0, "Falta 1 carácter."),
        ("aaaaaaaaaaaaaaaa", 1, "Fácil de adivinar: repite lo mismo o sigue un orden."),
        ("una prueba más", 2, "Suficiente. Una palabra más la haría mejor."),
        ("llueve temprano sobre el cerro rico", 4, "Muy buena."),
    ):
        wanted.fill(written)
        expect(words).to_have_text(said)
        assert meter.evaluate("meter => meter.value") == level
    wanted.fill("")
    expect(meter).to_be_hidden()
    expect(page.get_by_role("meter", include_hidden=True)).to_have_count(1)


def test_what_was_written_is_seen_when_it_is_asked_and_sent_hidden(enter: Enter) -> None:
    page = enter("demo-tarija")
    page.goto(CHANGE)
    field = page.locator("input[autocomplete=new-password]").nth(1)
    button = page.get_by_role("button", name="lo escrito en «Contraseña (de nuevo)»")
    field.fill("lo que escribí")
    expect(field).to_have_attribute("type", "password")
    expect(button).to_have_text("Mostrar lo escrito en «Contraseña (de nuevo)»")
    field.press("Tab")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("lo que escribí")
    expect(button).to_be_focused()
    expect(button).to_have_text("Ocultar lo escrito en «Contraseña (de nuevo)»")
    sent = "form => { form.addEventListener('submit', (e) => e.preventDefault()); form.requestSubmit(); }"
    page.locator("input[autocomplete=new-password]").first.fill("x")
    field.evaluate(f"input => ({sent})(input.form)")
    expect(field).to_have_attribute("type", "password")


def test_without_scripts_it_is_a_field_as_ever(chromium: Browser, server: str) -> None:
    with chromium.new_context(base_url=server, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(SIGN_IN)
        field = page.get_by_label("Contraseña")
        expect(field).to_have_count(1)
        field.fill("se puede escribir")
        expect(field).to_have_attribute("type", "password")
        expect(page.get_by_role("button", name="Mostrar")).to_have_count(0)
