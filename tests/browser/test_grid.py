"""The table that people fill, with the keyboard alone."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from support.browser import UNIT, Complaints, Enter, Sheet

MATERIALS = "requerimientos_3_03"


@pytest.fixture
def sheet(page: Page) -> Sheet:
    return Sheet(page, MATERIALS).open()


def _techo(page: Page) -> Locator:
    return page.locator('[data-cuadre] [data-fuente="total"]')


def test_a_line_is_written_from_the_first_key_to_the_last(sheet: Sheet) -> None:
    before = sheet.rows()
    sheet.focus()
    sheet.press("Control+End", "Home", "Enter")
    sheet.write("utiles escritorio", "Tab")
    sheet.write("Ejemplo: bolígrafos", "Tab")
    sheet.press("Tab", "Tab")
    sheet.write("Caja", "Tab")
    sheet.write("12", "Tab")
    sheet.write("10,50", "Tab")
    sheet.saved()
    number = before + 1
    expect(sheet.cell(number, "Total Bs")).to_have_text("126,00")
    sheet.open_at_end()
    assert sheet.rows() == number
    for title, text in {"Partida": "39500", "Unidad": "Caja", "Cantidad": "12", "Precio unitario": "10,50"}.items():
        expect(sheet.cell(number, title)).to_have_text(text)


def test_the_tie_out_moves_while_typing_and_escape_puts_it_back(sheet: Sheet) -> None:
    total = _techo(sheet.page)
    before = total.locator(".importes").inner_text()
    sheet.go(1, "Precio unitario")
    sheet.page.keyboard.type("999999,00")
    expect(total).to_have_class(re.compile("es-excede"))
    sheet.press("Escape")
    expect(total.locator(".importes")).to_have_text(before)
    expect(sheet.cell(1, "Precio unitario")).to_be_focused()


def test_a_text_that_is_opened_is_continued_and_one_that_is_typed_over_gives_way(sheet: Sheet) -> None:
    sheet.go(1, "Material o suministro")
    before = sheet.cell(1, "Material o suministro").inner_text()
    sheet.press("F2")
    sheet.page.keyboard.type(", tamaño carta")
    sheet.press("Enter")
    sheet.saved()
    expect(sheet.cell(1, "Material o suministro")).to_have_text(f"{before}, tamaño carta")
    sheet.go(1, "Material o suministro")
    sheet.page.keyboard.type("Ejemplo: otro")
    sheet.press("Enter")
    sheet.saved()
    expect(sheet.cell(1, "Material o suministro")).to_have_text("Ejemplo: otro")
    sheet.press("Control+z", "Control+z")
    sheet.saved()
    expect(sheet.cell(1, "Material o suministro")).to_have_text(before)


def test_what_the_screen_foresees_is_what_the_server_answers(sheet: Sheet) -> None:
    before = _techo(sheet.page).locator(".importes").inner_text()
    sheet.go(1, "Precio unitario")
    sheet.page.keyboard.type("1.000,00")
    foreseen = _techo(sheet.page).inner_text()
    sheet.press("Enter")
    sheet.saved()
    assert _techo(sheet.page).inner_text() == foreseen
    expect(sheet.page.locator("[data-verificaciones] .hallazgo").first).to_be_visible()
    sheet.press("Control+z")
    sheet.saved()
    expect(_techo(sheet.page).locator(".importes")).to_have_text(before)


def test_undo_and_redo_go_through_the_server(sheet: Sheet) -> None:
    first = sheet.cell(1, "Material o suministro")
    before = first.inner_text()
    sheet.go(1, "Material o suministro")
    sheet.write("Ejemplo: otro texto")
    sheet.saved()
    sheet.press("Control+z")
    sheet.saved()
    expect(first).to_have_text(before)
    sheet.press("Control+y")
    sheet.saved()
    sheet.open()
    expect(first).to_have_text("Ejemplo: otro texto")


def test_a_removed_line_comes_back_whole(sheet: Sheet) -> None:
    number = sheet.new_row("32100", "Ejemplo: línea que vuelve", "", "", "Pieza", "2", "5,00")
    before = sheet.rows()
    sheet.press("Control+End", "Control+Delete")
    sheet.saved()
    assert sheet.rows() == before - 1
    expect(sheet.message).to_contain_text("Ctrl+Z la devuelve")
    sheet.press("Control+z")
    sheet.saved()
    sheet.open_at_end()
    expect(sheet.cell(number, "Material o suministro")).to_have_text("Ejemplo: línea que vuelve")
    expect(sheet.cell(number, "Total Bs")).to_have_text("10,00")


def test_a_refused_cell_says_why_and_is_answered_with_the_keyboard(sheet: Sheet) -> None:
    number = sheet.new_row("32100", "Ejemplo: dos lecturas")
    sheet.go(number, "Cantidad")
    sheet.write("1.234")
    cell = sheet.cell(number, "Cantidad")
    expect(cell).to_have_attribute("aria-invalid", "true")
    note = sheet.page.locator(f"#{cell.get_attribute('aria-describedby')}")
    expect(note).to_contain_text("miles o decimales")
    sheet.press("F8", "F6")
    expect(note.get_by_role("button", name="1.234 (miles)")).to_be_focused()
    sheet.press("Enter")
    sheet.saved()
    expect(cell).to_have_text("1.234")
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    expect(cell).to_be_focused()


def test_fill_down_repeats_the_first_cell_of_a_selection(sheet: Sheet) -> None:
    number = sheet.new_row("32100", "Ejemplo: modelo", "", "", "Pieza")
    for _ in range(2):
        sheet.new_row("32100")
    sheet.go(number, "Material o suministro")
    sheet.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    sheet.saved()
    for offset in (1, 2):
        expect(sheet.cell(number + offset, "Material o suministro")).to_have_text("Ejemplo: modelo")


def test_a_copied_line_says_the_same(sheet: Sheet) -> None:
    before = sheet.rows()
    sheet.go(2, "Partida")
    texts = [sheet.cell(2, title).inner_text() for title in ("Partida", "Material o suministro", "Total Bs")]
    sheet.press("Control+Shift+d")
    sheet.saved()
    for title, text in zip(("Partida", "Material o suministro", "Total Bs"), texts, strict=True):
        expect(sheet.cell(before + 1, title)).to_have_text(text)
    sheet.press("Control+z")
    sheet.saved()
    assert sheet.rows() == before


@pytest.mark.parametrize(
    ("way", "fields", "months"),
    [
        ("En partes iguales", {}, ["8,33"] * 11 + ["8,37"]),
        ("En los meses que elija", {"marzo": True, "junio": True, "julio": True}, {3: "33,33", 6: "33,33", 7: "33,34"}),
        ("Por porcentajes", {"enero, porcentaje": "66,67", "mayo, porcentaje": "33,33"}, {1: "66,67", 5: "33,33"}),
    ],
)
def test_the_twelve_months_add_up_to_the_line(
    sheet: Sheet, way: str, fields: dict[str, str | bool], months: list[str] | dict[int, str]
) -> None:
    number = sheet.new_row("32100", "Ejemplo: distribuir", "", "", "Pieza", "1", "100,00")
    sheet.go(number, "Partida")
    sheet.press("Alt+m")
    sheet.dialog.get_by_label(way).check()
    for label, value in fields.items():
        field = sheet.dialog.get_by_label(label, exact=True)
        if isinstance(value, str):
            field.fill(value)
        else:
            field.check()
    expect(sheet.dialog.get_by_role("status")).to_have_text("Los doce meses suman 100,00.")
    sheet.press("Enter")
    sheet.saved()
    sheet.press("Alt+Shift+M")
    wanted = months if isinstance(months, list) else [months.get(month, "0,00") for month in range(1, 13)]
    titles = "ene feb mar abr may jun jul ago sep oct nov dic".split()
    assert [sheet.cell(number, title).inner_text() for title in titles] == wanted


def test_rows_that_have_an_order_move_with_the_keyboard_and_the_mouse(page: Page) -> None:
    sheet = Sheet(page, "situacion_fortaleza", "situacion").open()
    first, second = (sheet.cell(number, "Factor").inner_text() for number in (1, 2))
    sheet.go(1, "Factor")
    sheet.press("Alt+ArrowDown")
    sheet.saved()
    sheet.open()
    expect(sheet.cell(1, "Factor")).to_have_text(second)
    sheet.row(1).get_by_role("rowheader").drag_to(sheet.row(2).get_by_role("rowheader"))
    sheet.saved()
    sheet.open()
    expect(sheet.cell(1, "Factor")).to_have_text(first)


def test_words_without_accents_filter_and_a_header_orders_what_is_seen(sheet: Sheet) -> None:
    whole = sheet.rows()
    sheet.focus()
    sheet.press("Control+f")
    sheet.page.keyboard.type("talleres capacitación")
    expect(sheet.message).to_have_text("2 líneas con «talleres capacitación».")
    assert sheet.rows() == 2
    sheet.root.get_by_role("searchbox").fill("CAPACITACION TALLERES")
    assert sheet.rows() == 2
    sheet.press("Escape")
    assert sheet.rows() == whole
    header = sheet.grid.get_by_role("columnheader", name="Total Bs")
    header.click()
    expect(header).to_have_attribute("aria-sort", "ascending")


def test_the_address_of_a_finding_is_a_cell(page: Page) -> None:
    rows = page.request.get(f"{UNIT}filas/{MATERIALS}").json()["filas"]
    sheet = Sheet(page, MATERIALS)
    page.goto(f"{sheet.address}#{MATERIALS}/{rows[4][0]}/importe")
    expect(sheet.cell(5, "Total Bs")).to_be_focused()
    page.goto(f"{sheet.address}#{MATERIALS}/{rows[2][0]}/m07")
    expect(sheet.cell(3, "jul")).to_be_focused()


def test_whoever_may_only_read_is_told_why(enter: Enter) -> None:
    sheet = Sheet(enter("demo-auditoria"), MATERIALS).open()
    expect(sheet.grid).to_have_attribute("aria-readonly", "true")
    expect(sheet.root.locator(".rejilla-motivo")).not_to_be_empty()
    sheet.focus()
    before = sheet.cell(1, "Partida").inner_text()
    sheet.page.keyboard.type("9")
    expect(sheet.root.get_by_role("textbox")).to_have_count(0)
    expect(sheet.cell(1, "Partida")).to_have_text(before)
    expect(sheet.root.get_by_role("button", name="+ Línea")).to_have_count(0)


def test_an_empty_sheet_has_its_first_row_ready(enter: Enter) -> None:
    sheet = Sheet(enter("demo-beni"), MATERIALS, unit=UNIT.replace("DDTJ", "DDBN")).open()
    expect(sheet.root.locator(".rejilla-pista")).to_contain_text("pegue desde Excel")
    sheet.focus()
    sheet.write("32100", "Tab")
    sheet.saved()
    expect(sheet.root.locator(".rejilla-pista")).to_have_count(0)
    sheet.open()
    expect(sheet.cell(1, "Partida")).to_have_text("32100")


def test_five_thousand_rows_are_drawn_only_where_they_are_seen(page: Page) -> None:
    def many(route: Route) -> None:
        answer = route.fetch().json()
        model = answer["filas"][0]
        answer["filas"] = [[500_000 + number, number, *model[2:]] for number in range(1, 5001)]
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    page.route(f"**/filas/{MATERIALS}", many)
    sheet = Sheet(page, MATERIALS).open()
    assert sheet.rows() == 5000
    sheet.focus()
    sheet.press("Control+End")
    expect(sheet.row(5000).get_by_role("rowheader")).to_have_text("5000")
    assert sheet.grid.get_by_role("row").count() < 120
    sheet.press("Control+Home")
    expect(sheet.cell(1, "Partida")).to_be_focused()


def test_a_table_that_does_not_come_can_be_asked_again(page: Page, complaints: Complaints) -> None:
    complaints.expect("503")
    page.route(f"**/filas/{MATERIALS}", lambda route: route.fulfill(status=503, body=""))
    sheet = Sheet(page, MATERIALS)
    page.goto(sheet.address)
    expect(sheet.root.get_by_role("alert")).to_contain_text("No se pudo cargar la tabla")
    page.unroute(f"**/filas/{MATERIALS}")
    sheet.root.get_by_role("button", name="Intentar de nuevo").click()
    expect(sheet.cell(1, "Partida")).to_be_visible()
