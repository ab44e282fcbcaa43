"""Techos and bringing from another plan in a real browser: by keyboard alone, pasted from Excel, for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.techos.matrix import WHOLE, read_ceilings
from apthapi.web.process.acts import act
from web.browsing import can_be_used, enter, quiet_page
from web.conftest import sign_in
from web.earlier import EARLIER, add_earlier_plan

TECHOS = f"/planes/{PLAN}/techos"
OF_UNIT = f"/planes/{PLAN}/unidades/{COMPLETED}"
BRING = f"{OF_UNIT}/traer"
SOURCE = f"{BRING}?de_plan={EARLIER}&de_unidad={COMPLETED}"

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    with quiet_page(chromium, server) as page:
        yield page


def cell(page: Page, unidad: str, column: int) -> Locator:
    return page.locator(f'tr[data-unidad="{unidad}"] input.dinero').nth(column)


def test_a_distribution_by_keyboard_alone(page: Page, server: str) -> None:
    enter(page, server, "demo-finanzas")
    page.goto(TECHOS)
    cell(page, "DNAF", 0).focus()
    page.keyboard.type("1000000")
    page.keyboard.press("Tab")
    page.keyboard.type("1.234")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "DNBM", 1)).to_be_focused()
    expect(cell(page, "DNAF", 0)).to_have_value("1.000.000,00")
    page.get_by_role("button", name="1.234,00", exact=True).press("Enter")
    expect(cell(page, "DNAF", 1)).to_have_value("1.234,00")
    expect(page.locator("[data-saldo] td").nth(1)).to_contain_text("84.780.356,00")
    expect(page.locator("[data-cambios]")).to_have_text("2 cambios sin guardar")
    cell(page, "UNSI", 0).focus()
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    expect(cell(page, "UNSI", 0)).to_have_value("")
    page.get_by_role("button", name="Guardar la distribución").press("Enter")
    expect(page.get_by_text("2 techos cambiaron")).to_be_visible()
    assert read_ceilings(live(), PLAN).of("DNAF") == {("20", "230"): 100_000_000, ("41", "111"): 123_400}


def test_a_block_of_excel_is_pasted_and_an_excess_is_confirmed(page: Page, server: str) -> None:
    enter(page, server, "demo-finanzas")
    page.goto(TECHOS)
    paste = """(input, text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    cell(page, "DNAF", 0).focus()
    cell(page, "DNAF", 0).evaluate(paste, "1,500.50\tBs 20\r\n7\t(8)\r\n")
    expect(cell(page, "DNBM", 0)).to_have_value("7,00")
    expect(cell(page, "DNAF", 1)).to_have_value("20,00")
    cell(page, "DNBM", 1).fill("")
    cell(page, COMPLETED, 3).fill("1.000,00")
    expect(page.locator(f'tr[data-unidad="{COMPLETED}"]')).to_contain_text("Excede 6.623.967,00")
    save = page.get_by_role("button", name="Guardar la distribución")
    save.click()
    expect(page.get_by_text("No se guardó nada todavía")).to_be_visible()
    can_be_used(page)
    page.get_by_label("Confirmo que DDTJ quede excedida en Bs 6.623.967,00").check()
    save.click()
    expect(page.get_by_text("Se guardó la distribución")).to_be_visible()
    assert read_ceilings(live(), PLAN).of(COMPLETED) == {WHOLE: 100_000}


def test_bringing_is_counted_filtered_reviewed_and_saved(page: Page, server: str) -> None:
    add_earlier_plan()
    with act("prueba", None, None, plan=PLAN):
        live().execute("delete from requerimientos where plan = ? and unidad = ?", [PLAN, COMPLETED])
    enter(page, server, "demo-tarija")
    page.goto(f"{OF_UNIT}/paso/requerimientos")
    page.get_by_role("link", name="Traer de otro plan").click()
    page.get_by_role("link", name="Ver y elegir").click()
    said = page.locator("[data-elegido]")
    expect(said).to_contain_text("82 líneas por Bs 6.624.967,00")
    page.get_by_label("Formulario").select_option("3_02")
    expect(said).to_contain_text("no se ven con este filtro")
    page.get_by_role("button", name="Marcar o desmarcar todas").last.click()
    expect(said).to_contain_text("70 líneas")
    page.get_by_label("30000").fill("10")
    page.get_by_role("button", name="Revisar antes de guardar").click()
    expect(page.get_by_role("heading", name="Así quedaría")).to_be_visible()
    page.get_by_role("button", name="Volver a elegir").click()
    expect(page.get_by_label("30000")).to_have_value("10")
    expect(said).to_contain_text("70 líneas")
    page.get_by_role("button", name="Revisar antes de guardar").click()
    page.get_by_role("button", name="Guardar lo que se trae").click()
    expect(page.get_by_text("Se trajeron 70 líneas")).to_be_visible()
    expect(page.locator(".precio-traido").first).to_be_visible()
    confirm = page.locator("[data-sugerencias]").get_by_role("button", name="Confirmar").first
    many = page.locator(".precio-traido").count()
    confirm.click()
    expect(page.locator(".precio-traido")).to_have_count(many - 1)


def test_everybody_can_use_the_pages(page: Page, server: str) -> None:
    add_earlier_plan()
    enter(page, server, "demo-finanzas")
    for where in (TECHOS, f"{TECHOS}/ley", f"{TECHOS}/historia"):
        page.goto(where)
        can_be_used(page)
    enter(page, server, "demo-tarija")
    for where in (BRING, SOURCE, f"{OF_UNIT}/sugerencias"):
        page.goto(where)
        can_be_used(page)
    page.goto(SOURCE)
    page.get_by_role("button", name="Marcar o desmarcar todas").last.click()
    page.get_by_role("button", name="Revisar antes de guardar").click()
    can_be_used(page)


def test_without_scripts_it_works_all_the_same(chromium: Browser, server: str) -> None:
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    enter(page, server, "demo-finanzas")
    page.goto(TECHOS)
    cell(page, "DNAF", 0).fill("5,50")
    page.get_by_role("button", name="Guardar la distribución").click()
    expect(page.get_by_text("1 techo cambió")).to_be_visible()
    context.close()
    assert sign_in(Rol.FINANZAS).get(f"{TECHOS}/historia").status_code == 200
