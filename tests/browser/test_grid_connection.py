"""Nothing typed is lost: without connection, without session, with another person in the same cell."""

from __future__ import annotations

import json

from playwright.sync_api import Page, Route, expect

from support.browser import OFFLINE, UNIT, Complaints, Enter, Sheet

SERVICES = "requerimientos_3_04"
TITLE = "Viaje"


def test_what_is_typed_without_connection_is_sent_when_it_comes_back(page: Page, complaints: Complaints) -> None:
    complaints.expect(OFFLINE)
    sheet = Sheet(page, SERVICES).open()
    numbers = [sheet.new_row("22110") for _ in range(3)]
    sheet.go(numbers[0], TITLE)
    page.context.set_offline(True)
    for number in numbers:
        sheet.write(f"Ejemplo: sin conexión {number}")
    expect(sheet.state).to_contain_text("3 cambios sin enviar: sin conexión con el servidor")
    expect(sheet.cell(numbers[0], TITLE)).to_have_attribute("data-estado", "pendiente")
    page.context.set_offline(False)
    sheet.saved()
    sheet.open_at_end()
    for number in numbers:
        expect(sheet.cell(number, TITLE)).to_have_text(f"Ejemplo: sin conexión {number}")


def test_unsent_edits_survive_the_closing_of_the_page(page: Page, complaints: Complaints) -> None:
    complaints.expect(OFFLINE)
    sheet = Sheet(page, SERVICES).open()
    number = sheet.new_row("22110")
    sheet.go(number, TITLE)
    page.context.set_offline(True)
    sheet.write("Ejemplo: escrito antes de cerrar")
    sheet.press("Home")
    sheet.write("22120", "Tab")
    sheet.write("Ejemplo: una línea nueva", "Tab")
    expect(sheet.state).to_contain_text("sin enviar")
    page.close()
    page.context.set_offline(False)
    again = Sheet(page.context.new_page(), SERVICES).open()
    again.saved()
    again.open_at_end()
    expect(again.cell(number, TITLE)).to_have_text("Ejemplo: escrito antes de cerrar")
    assert again.rows() == number + 1


def _written_and_not_sent(page: Page) -> tuple[Sheet, int]:
    sheet = Sheet(page, SERVICES).open()
    number = sheet.new_row("22110")
    sheet.go(number, TITLE)
    page.route("**/guardar/**", lambda route: route.abort())
    sheet.write("Ejemplo: escrito en la otra página")
    expect(sheet.state).to_contain_text("sin enviar")
    return sheet, number


def test_what_a_page_leaves_is_sent_by_the_one_that_is_open(page: Page, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED")
    _, number = _written_and_not_sent(page)
    other = Sheet(page.context.new_page(), SERVICES).open_at_end()
    expect(other.cell(number, TITLE)).to_have_text("")
    page.close()
    expect(other.cell(number, TITLE)).to_have_text("Ejemplo: escrito en la otra página")
    other.saved()
    other.open_at_end()
    expect(other.cell(number, TITLE)).to_have_text("Ejemplo: escrito en la otra página")


def test_a_part_is_not_sent_without_what_waits_in_the_browser(page: Page, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED")
    _written_and_not_sent(page)
    page.goto(f"{UNIT}paso/resumen")
    page.get_by_role("button", name="Enviar a la dirección").click()
    expect(page.get_by_role("alert")).to_contain_text("1 línea que cambió aquí no llegó al servidor")
    expect(page.get_by_text("En elaboración")).to_be_visible()


def test_an_answer_that_was_lost_on_the_way_doubles_nothing(page: Page, complaints: Complaints) -> None:
    """The server stored the line and the answer did not arrive: the same sending goes again."""
    complaints.expect("ERR_FAILED")
    sheet = Sheet(page, SERVICES).open()
    before = sheet.rows()
    sent = []

    def lose_the_first(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "")["envio"])
        answer = route.fetch()
        if len(sent) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route(f"**/guardar/{SERVICES}", lose_the_first)
    sheet.focus()
    sheet.press("Control+End", "Home", "Enter")
    sheet.write("22110", "Tab")
    expect(sheet.state).to_contain_text("sin enviar")
    sheet.saved()
    assert len(sent) == 2
    assert sent[0] == sent[1]
    sheet.open()
    assert sheet.rows() == before + 1


def test_a_session_that_ended_keeps_the_edits_and_offers_to_enter_again(page: Page, complaints: Complaints) -> None:
    complaints.expect("401")
    sheet = Sheet(page, SERVICES).open()
    number = sheet.new_row("22110")
    cookies = [cookie for cookie in page.context.cookies() if "sesion" in cookie.get("name", "")]
    page.context.clear_cookies(name=cookies[0].get("name", ""))
    sheet.go(number, TITLE)
    sheet.write("Ejemplo: sin sesión")
    expect(sheet.state).to_contain_text("1 cambio sin enviar: Su sesión terminó")
    expect(sheet.state.get_by_role("link", name="Ingresar otra vez")).to_be_visible()
    page.context.add_cookies([{**cookies[0]}])  # type: ignore[typeddict-item]
    sheet.state.get_by_role("button", name="Enviar ahora").click()
    sheet.saved()
    sheet.open_at_end()
    expect(sheet.cell(number, TITLE)).to_have_text("Ejemplo: sin sesión")


def test_two_people_in_one_cell_see_both_values_and_choose(enter: Enter) -> None:
    one = Sheet(enter("demo-tarija"), SERVICES).open()
    number = one.new_row("22110")
    other = Sheet(enter("demo-tarija"), SERVICES).open()
    for sheet, text in ((one, "Ejemplo: uno"), (other, "Ejemplo: dos")):
        sheet.go(number, TITLE)
        sheet.write(text)
        sheet.saved()
    cell = other.cell(number, TITLE)
    expect(cell).to_have_attribute("data-estado", "conflicto")
    note = other.page.locator(f"#{cell.get_attribute('aria-describedby')}")
    expect(note).to_contain_text("«Ejemplo: uno»")
    expect(note).to_contain_text("usted, «Ejemplo: dos»")
    other.press("F8", "F6", "Enter")
    other.saved()
    one.open_at_end()
    expect(one.cell(number, TITLE)).to_have_text("Ejemplo: dos")


def test_the_other_value_can_be_taken_instead(enter: Enter) -> None:
    one = Sheet(enter("demo-tarija"), SERVICES).open()
    number = one.new_row("22110")
    other = Sheet(enter("demo-tarija"), SERVICES).open()
    for sheet, text in ((one, "Ejemplo: primero"), (other, "Ejemplo: segundo")):
        sheet.go(number, TITLE)
        sheet.write(text)
        sheet.saved()
    other.root.get_by_role("button", name="Usar la suya").click()
    expect(other.cell(number, TITLE)).to_have_text("Ejemplo: primero")
    other.open_at_end()
    expect(other.cell(number, TITLE)).to_have_text("Ejemplo: primero")


def test_what_another_person_changes_arrives_with_the_next_answer(enter: Enter) -> None:
    one = Sheet(enter("demo-tarija"), SERVICES).open()
    number = one.new_row("22110")
    other = Sheet(enter("demo-tarija"), SERVICES).open()
    one.go(number, TITLE)
    one.write("Ejemplo: lo escribió la otra")
    one.saved()
    other.go(number, "Unidad")
    other.write("Persona")
    other.saved()
    expect(other.cell(number, TITLE)).to_have_text("Ejemplo: lo escribió la otra")
    expect(other.message).to_contain_text("Otra persona cambió")
