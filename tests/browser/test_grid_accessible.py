"""The table for everybody: axe-core finds nothing, at any moment of the work, in light, in dark and on a telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from support.browser import Enter, Sheet, barriers

ACTIVES = "requerimientos_3_02"
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
SCREENS = [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE]


@pytest.mark.parametrize("screen", SCREENS, ids=["light", "dark", "phone"])
def test_axe_finds_nothing_while_one_works(enter: Enter, screen: dict[str, object]) -> None:
    page = enter("demo-tarija", **screen)
    sheet = Sheet(page, ACTIVES).open()
    number = sheet.new_row("43110", "Ejemplo: para mirar")
    sheet.press("Control+End", "Home", "Tab", "Tab", "Tab", "Tab", "Tab")
    sheet.write("1.234", "ArrowUp")
    expect(sheet.cell(number, "Cantidad")).to_have_attribute("aria-invalid", "true")
    assert barriers(page) == []
    sheet.press("Home", "F2")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert barriers(page) == []
    sheet.press("Escape", "F1")
    expect(sheet.dialog).to_be_visible()
    assert barriers(page) == []
    sheet.press("Escape")
    sheet.paste("43110\tEjemplo\n43110\tEjemplo\n")
    expect(sheet.dialog).to_be_visible()
    assert barriers(page) == []
    sheet.press("Escape")
    sheet.press("Control+Home", "Alt+m")
    expect(sheet.dialog).to_be_visible()
    assert barriers(page) == []


def test_focus_is_on_the_cell_and_its_place_is_told(page: Page) -> None:
    sheet = Sheet(page, ACTIVES).open()
    sheet.focus()
    sheet.press("ArrowDown", "ArrowRight")
    cell = sheet.cell(2, "Activo")
    expect(cell).to_be_focused()
    expect(sheet.root.locator('[tabindex="0"][role="gridcell"]')).to_have_count(1)
    assert int(sheet.grid.get_attribute("aria-colcount") or 0) > 20
    sheet.press("ArrowUp", "ArrowUp")
    expect(sheet.grid.get_by_role("columnheader", name="Activo")).to_be_focused()


def test_the_keyboard_is_not_caught_in_the_table(page: Page) -> None:
    sheet = Sheet(page, ACTIVES).open()
    sheet.focus()
    sheet.press("F6")
    expect(sheet.root.get_by_role("button", name="+ Línea")).to_be_focused()
    sheet.press("Escape")
    expect(sheet.cell(1, "Partida")).to_be_focused()
    sheet.press("Control+End", "Tab")
    assert page.evaluate("!document.activeElement.closest('[role=grid]')")


def test_a_finger_writes_with_a_tap(enter: Enter) -> None:
    sheet = Sheet(enter("demo-tarija", **PHONE), ACTIVES).open()
    sheet.cell(1, "Activo").tap()
    field = sheet.root.locator(".rejilla-campo")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_name(re.compile("^Activo, línea"))
    before = field.input_value()
    field.fill("Ejemplo: con el dedo")
    sheet.press("Enter")
    sheet.saved()
    sheet.press("Control+z")
    sheet.saved()
    expect(sheet.cell(1, "Activo")).to_have_text(before)


def test_with_twice_the_size_the_active_cell_is_in_sight(enter: Enter) -> None:
    sheet = Sheet(enter("demo-tarija", viewport={"width": 680, "height": 430}), ACTIVES).open()
    sheet.focus()
    sheet.press("End", "ArrowDown", "ArrowDown")
    active = sheet.root.locator('[role="gridcell"]:focus')
    expect(active).to_be_in_viewport(ratio=1)
