"""Registering a modification in a real browser: for everybody and on any screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import PLAN
from apthapi.web.process.models import EstadoDePlan
from web.browsing import can_be_used, enter
from web.modifying import cells, two
from web.states import set_plan

pytestmark = pytest.mark.browser

OF_PLAN = f"/planes/{PLAN}/presupuesto"


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page once the plan is in force."""
    set_plan(estado=EstadoDePlan.VIGENTE)
    context = chromium.new_context(base_url=server)
    yield context.new_page()
    context.close()


def test_from_the_budget_to_a_modification_and_the_one_that_undoes_it(page: Page, server: str) -> None:
    giver, taker = two()
    enter(page, server, "demo-finanzas")
    page.goto(OF_PLAN)
    can_be_used(page)
    page.get_by_role("link", name="Registrar una modificación").click()
    page.get_by_text("Pegar de Excel").click()
    page.get_by_label("Filas copiadas").fill(
        "\n".join("\t".join(line) for line in (cells(giver, "-100,00"), cells(taker, "90,00")))
    )
    page.get_by_role("button", name="Pasar a los renglones").click()
    page.get_by_role("button", name="Revisar").click()
    expect(page.get_by_role("alert")).to_contain_text("Elija la clase de modificación")
    page.get_by_label("Clase").select_option("intrainstitucional")
    page.get_by_label("Fecha de la norma").fill("2024-05-02")
    page.get_by_label("Norma o documento que la aprueba").fill("Resolución Administrativa de ejemplo 8/2024")
    page.get_by_label("Quién la aprueba").fill("Máxima Autoridad Ejecutiva")
    page.get_by_role("button", name="Revisar").click()
    expect(page.get_by_role("alert")).to_contain_text("un traspaso no cambia el total de la entidad")
    can_be_used(page)
    page.get_by_label("Importe del renglón 2").fill("100,00")
    page.get_by_role("button", name="Revisar").click()
    expect(page.get_by_text("Se puede registrar", exact=True)).to_be_visible()
    can_be_used(page)
    page.get_by_role("button", name="Registrar la modificación").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Modificación MP-0001")
    can_be_used(page)
    page.get_by_role("link", name="Revertir").click()
    expect(page.get_by_label("Importe del renglón 1")).to_have_value("100,00")
    page.goto(OF_PLAN)
    expect(page.get_by_role("link", name="MP-0001")).to_be_visible()
