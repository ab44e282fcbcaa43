"""Looking over what was read in a browser: by the keyboard alone, without JavaScript, on a telephone, in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from apthapi.web.entities.demo import EMPTY, PLAN
from apthapi.web.lecturas.models import Decision, Lectura
from apthapi.web.plans.live import live
from web.browsing import can_be_used, enter, nothing_bars
from web.scans import beni, doubtful, factors, give

pytestmark = pytest.mark.browser


@pytest.fixture
def lectura(server: str, settings: Settings, variables: dict[str, str]) -> Lectura:  # noqa: ARG001 - its database
    """A form 04 with two doubtful amounts and a form 01 with a doubtful text, where the server finds them."""
    settings.MEDIA_ROOT = Path(variables["APTHAPI_DATOS"]) / "archivos"
    return give(beni(("3_01", "41"), ("3_02", "41")), factors((91, doubtful("factor", "Equipos nuev0s"))))


def at(server: str, lectura: Lectura, rest: str = "") -> str:
    return f"{server}/planes/{PLAN}/unidades/{EMPTY}/lecturas/{lectura.codigo}/{rest}"


def in_front(page: Page, title: str) -> None:
    """That cell is in front, its value chosen, so that typing replaces it."""
    expect(page.locator("#celda-titulo")).to_have_text(re.compile(title))
    expect(page.locator("#texto")).to_be_focused()


def test_the_keyboard_is_enough_from_the_first_doubt_to_the_plan(
    chromium: Browser, server: str, lectura: Lectura
) -> None:
    page = chromium.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    enter(page, server, "demo-beni")
    page.goto(at(server, lectura))
    in_front(page, "Determinación de servicios, fuente 41")
    page.keyboard.type("1.803.737,51")
    page.keyboard.press("Enter")
    in_front(page, "Activos fijos, fuente 41")
    expect(page.get_by_text("Sobran Bs 100,00").first).to_be_visible()
    page.keyboard.press("Alt+2")  # the second of the two readings
    in_front(page, "Fortalezas 91")
    page.keyboard.type("Equipos nuevos")
    page.keyboard.press("Escape")
    expect(page.locator("#texto")).to_have_value("Equipos nuev0s")
    page.locator("#texto").fill("Equipos nuevos")
    page.keyboard.press("Enter")
    expect(page.get_by_text("puede pasar lo leído al plan")).to_be_visible()
    assert {each.lugar: each.texto for each in Decision.objects.all()} == {
        "0-1-importe": "1.803.737,51",
        "0-4-importe": "8.500,00",
        "1-0-factor": "Equipos nuevos",
    }
    page.get_by_role("link", name="Pasar al plan").first.click()
    page.get_by_role("button", name="Pasar al plan").click()
    expect(page.get_by_text("Ya pasó al plan")).to_be_visible()
    where = "select factor from situacion where plan = ? and unidad = ? and orden = 91"
    assert live().query(where, [PLAN, EMPTY]) == [("Equipos nuevos",)]
    assert told == []
    page.close()


def test_what_is_refused_says_why_and_keeps_what_was_typed(chromium: Browser, server: str, lectura: Lectura) -> None:
    page = chromium.new_page()
    enter(page, server, "demo-beni")
    page.goto(at(server, lectura))
    in_front(page, "Determinación de servicios")
    page.keyboard.type("mil ochocientos")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    in_front(page, "Determinación de servicios")
    expect(page.locator("#texto")).to_have_value("mil ochocientos")
    page.keyboard.press("Alt+ArrowDown")
    in_front(page, "Activos fijos")
    page.keyboard.press("Alt+ArrowUp")
    in_front(page, "Determinación de servicios")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lo decidido hasta ahora está guardado")).to_be_visible()
    assert not Decision.objects.exists()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    in_front(page, "Activos fijos")
    page.close()


def test_without_javascript_each_decision_is_a_form(chromium: Browser, server: str, lectura: Lectura) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, server, "demo-beni")
    page.goto(at(server, lectura))
    page.get_by_role("button", name="Opción 2.").click()
    expect(page.locator("#celda-titulo")).to_contain_text("Activos fijos, fuente 41")
    page.get_by_role("button", name="Dejar vacío").click()
    expect(page.locator("#celda-titulo")).to_contain_text("Fortalezas 91")
    page.get_by_role("button", name="No pasar esta fila").click()
    expect(page.get_by_role("link", name="Pasar al plan").first).to_be_visible()
    context.close()


def test_everybody_can_look_it_over(chromium: Browser, server: str, lectura: Lectura) -> None:
    context = chromium.new_context()
    page = context.new_page()
    enter(page, server, "demo-beni")
    page.goto(f"{server}/planes/{PLAN}/unidades/{EMPTY}/lecturas/")
    can_be_used(page)
    page.goto(at(server, lectura))
    expect(page.locator(".cerca .marco")).to_be_visible()
    can_be_used(page)
    page.goto(at(server, lectura, "?formulario=1"))
    can_be_used(page)
    for left in (2, 1, 0):
        page.goto(at(server, lectura))
        page.get_by_role("button", name="Aceptar").click()
        expect(page.locator(".celda-cabeza").get_by_text(f"de {left} por decidir")).to_have_count(1 if left else 0)
    page.goto(at(server, lectura, "pasar"))
    can_be_used(page)
    context.close()


def test_at_two_hundred_percent_nothing_is_cut_off(chromium: Browser, server: str, lectura: Lectura) -> None:
    context = chromium.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    enter(page, server, "demo-beni")
    page.goto(at(server, lectura))
    nothing_bars(page)
    context.close()
