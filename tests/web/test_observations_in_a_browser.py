"""Observations in a real browser: pinned from the cell by keyboard, answered beside the work, seen by others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.observations.models import Observacion
from apthapi.web.process.models import Acto, Visita
from support.browser import Sheet
from web.browsing import can_be_used, enter

OF_PLAN = f"/planes/{PLAN}/"
OF_UNIT = f"{OF_PLAN}unidades/{COMPLETED}/"
LINES = "requerimientos_3_01"

pytestmark = pytest.mark.browser
As = Callable[..., Page]


@pytest.fixture
def who(chromium: Browser, server: str) -> Iterator[As]:
    """`who("demo-finanzas")`: a page of that person, that complains of nothing."""
    told: list[str] = []
    contexts = []

    def open_page(person: str) -> Page:
        context = chromium.new_context(base_url=server)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda problem: told.append(str(problem)))
        enter(page, server, person)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert told == []


def observe(page: Page, number: int, title: str, text: str, *, weight: str = "") -> Sheet:
    """Pin an observation to a cell with the keyboard alone."""
    sheet = Sheet(page, LINES).open()
    sheet.go(number, title)
    sheet.press("Shift+F2")
    form = page.locator("[data-fijar]")
    expect(form.get_by_role("textbox", name="Observación")).to_be_focused()
    page.keyboard.type(text)
    if weight:
        form.get_by_role("radio", name=weight).check()
    form.get_by_role("button", name="Poner la observación").press("Enter")
    expect(page.get_by_role("status").filter(has_text="puesta en")).to_be_visible()
    return sheet


def test_from_the_cell_to_the_answer_without_leaving_the_work(who: As) -> None:
    finance = who("demo-finanzas")
    sheet = observe(finance, 3, "Cantidad", "Son once meses, no doce.", weight="Impide el envío")
    expect(sheet.cell(3, "Cantidad")).to_be_focused()
    expect(sheet.cell(3, "Cantidad")).to_have_attribute("data-observada", "detiene")
    expect(sheet.cell(3, "Cantidad")).to_have_accessible_description("Observación Nº 1: impide el envío")
    unit = who("demo-tarija")
    work = Sheet(unit, LINES).open()
    card = unit.locator("#obs-1")
    card.get_by_role("link").click()
    expect(work.cell(3, "Cantidad")).to_be_focused()
    work.press("Shift+F2")
    expect(card).to_be_focused()
    card.get_by_text("Responder o anotar").press("Enter")
    card.get_by_role("textbox").fill("Corregido a once.")
    card.get_by_role("button", name="Responder").press("Enter")
    expect(unit.get_by_text("Nº 1: Respuesta enviada.")).to_be_visible()
    expect(card).to_be_focused()
    expect(card.get_by_text("Respondida", exact=True)).to_be_visible()
    [made] = Observacion.objects.all()
    assert (made.columna, made.estado, made.texto) == ("cantidad", "respondida", "Son once meses, no doce.")


def test_others_see_a_new_observation_without_loading_the_page(who: As) -> None:
    unit, planning = who("demo-tarija"), who("demo-planificacion")
    work = Sheet(unit, LINES).open()
    expect(unit.get_by_text("Ninguna por cerrar.")).to_be_visible()
    observe(planning, 2, "Servicio", "¿De qué oficina?")
    unit.evaluate(f"document.querySelector('[data-vista={LINES}]').rejilla.presence.now()")
    expect(unit.locator("#obs-1")).to_contain_text("¿De qué oficina?")
    expect(work.cell(2, "Servicio")).to_have_attribute("data-observada", "corregir")


def test_what_one_is_writing_is_not_taken_away_by_the_news(who: As) -> None:
    unit, planning = who("demo-tarija"), who("demo-planificacion")
    observe(planning, 2, "Servicio", "¿De qué oficina?")
    Sheet(unit, LINES).open()
    card = unit.locator("#obs-1")
    card.get_by_text("Responder o anotar").click()
    card.get_by_role("textbox").fill("De la de Bermejo, porque")
    observe(planning, 4, "Servicio", "¿Y esta?")
    unit.evaluate(f"document.querySelector('[data-vista={LINES}]').rejilla.presence.now()")
    expect(unit.get_by_text("Otra persona puso o respondió una observación.")).to_be_visible()
    expect(card.get_by_role("textbox")).to_have_value("De la de Bermejo, porque")
    card.get_by_role("button", name="Responder").click()
    expect(unit.locator("#obs-2")).to_be_visible()


def test_escape_goes_back_to_the_cell(who: As) -> None:
    page = who("demo-juridica")
    sheet = Sheet(page, LINES).open()
    sheet.go(1, "Servicio")
    sheet.press("Control+Alt+M", "Escape")
    expect(sheet.cell(1, "Servicio")).to_be_focused()


def test_only_what_changed_with_what_it_said_before_until_it_is_seen(who: As) -> None:
    planning, unit = who("demo-planificacion"), who("demo-tarija")
    Sheet(planning, LINES).open()
    work = Sheet(unit, LINES).open()
    work.go(2, "Servicio")
    work.write("Otro servicio")
    work.saved()
    before = Acto.objects.filter(clase="guardar").latest("pk").pk - 1
    Visita.objects.filter(persona__username="demo-planificacion").update(antes_acto=before)
    sheet = Sheet(planning, LINES).open()
    sheet.root.get_by_role("button", name="Ver solo las 1 líneas").click()
    assert sheet.rows() == 1
    cell = sheet.grid.get_by_role("gridcell", name="Otro servicio")
    expect(cell).to_have_accessible_description(
        "En su última visita decía Ejemplo: aporte patronal al régimen de salud"
    )
    sheet.root.get_by_role("button", name="Marcar como visto").click()
    expect(sheet.message).to_have_text("Marcado como visto.")
    assert sheet.rows() > 1
    sheet.open()
    expect(sheet.root.get_by_role("button", name="Marcar como visto")).to_have_count(0)


def test_everybody_can_use_it(who: As) -> None:
    page = who("demo-planificacion")
    observe(who("demo-director"), 1, "Servicio", "De la dirección.", weight="Sugerencia")
    Sheet(page, LINES).open()
    page.locator("#obs-1 > .intervenir > summary").click()
    page.locator("[data-nueva] > summary").click()
    can_be_used(page)
    for address in (f"{OF_UNIT}observaciones", f"{OF_PLAN}observaciones", OF_PLAN, f"{OF_PLAN}cambios?desde=visita"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        can_be_used(page)
    page.goto(f"{OF_PLAN}estructura/planillas")
    expect(page.get_by_role("gridcell").first).to_be_visible()
    can_be_used(page)


def test_without_scripts_everything_works_with_forms(chromium: Browser, server: str) -> None:
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    enter(page, server, "demo-mae")
    page.goto(f"{OF_UNIT}observaciones")
    page.get_by_text("Observar", exact=True).click()
    page.get_by_label("Qué observa").select_option(label="Requerimientos, 3_03 Materiales")
    page.get_by_role("textbox", name="Observación").fill("Falta el papel.")
    page.get_by_role("button", name="Poner la observación").click()
    expect(page.get_by_text("Observación Nº 1 puesta en Requerimientos, 3_03 Materiales.")).to_be_visible()
    page.get_by_text("Dar por resuelta, retirar o anotar").click()
    page.locator("#obs-1 textarea").fill("Ya está.")
    page.get_by_role("button", name="Dar por resuelta").click()
    expect(page.get_by_text("Nº 1: Observación resuelta.")).to_be_visible()
    context.close()
