"""Certificates in a real browser: for everybody, on any screen, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.process.models import EstadoDePlan
from web.browsing import can_be_used, enter
from web.certifying import certified
from web.states import set_plan

pytestmark = pytest.mark.browser

OF_PLAN = f"/planes/{PLAN}/certificaciones"
OF_UNIT = f"/planes/{PLAN}/unidades/{COMPLETED}/certificaciones"
NEW = f"/planes/{PLAN}/unidades/{COMPLETED}/certificar/presupuestaria"


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page without JavaScript, once the plan is in force."""
    set_plan(estado=EstadoDePlan.VIGENTE)
    context = chromium.new_context(base_url=server)
    yield context.new_page()
    context.close()


def test_everybody_can_use_them(page: Page, server: str) -> None:
    certified("poa")
    enter(page, server, "demo-finanzas")
    for address in (OF_PLAN, f"{OF_PLAN}?vista=lista", OF_UNIT, NEW, f"{OF_UNIT}/poa/POA-0099"):
        page.goto(address)
        can_be_used(page)


def test_from_the_balance_to_the_certificate_and_back(page: Page, server: str) -> None:
    enter(page, server, "demo-finanzas")
    page.goto(OF_UNIT)
    page.get_by_role("link", name="Nueva certificación presupuestaria").click()
    page.get_by_label("Para qué se gasta").fill("Servicio de energía eléctrica")
    amount = page.get_by_role("textbox", name="Importe de la partida").first
    amount.fill("999999999,00")
    page.get_by_role("button", name="Emitir la certificación").click()
    expect(page.get_by_role("alert")).to_contain_text("por certificar (Ley 2042 art. 4")
    can_be_used(page)
    expect(page.get_by_label("Para qué se gasta")).to_have_value("Servicio de energía eléctrica")
    expect(amount).to_have_value("999999999,00")
    amount.fill("1.250,50")
    page.get_by_role("button", name="Emitir la certificación").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificación presupuestaria PRE-0001/2024")
    page.get_by_text("Liberar", exact=True).click()
    page.get_by_label("Por qué se libera").fill("La compra no se hará")
    page.get_by_role("button", name="Liberar el saldo").click()
    expect(page.get_by_text("La compra no se hará")).to_be_visible()
    can_be_used(page)
