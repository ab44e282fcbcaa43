"""The evaluation in a real browser: for everybody, on any screen, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from web.browsing import can_be_used, enter
from web.evaluating import year

pytestmark = pytest.mark.browser


def test_from_a_finding_to_its_explanation_and_its_request(chromium: Browser, server: str) -> None:
    year()
    with chromium.new_context(base_url=server) as context:
        page = context.new_page()
        enter(page, server, "demo-reacp")
        page.goto(f"/planes/{PLAN}/unidades/{COMPLETED}/evaluacion")
        can_be_used(page)
        page.get_by_label("Causa").first.fill("Lluvias en febrero")
        page.get_by_role("button", name="Guardar las explicaciones").click()
        expect(page.get_by_role("alert")).to_contain_text("una sin la otra no explica")
        can_be_used(page)
        page.get_by_label("Qué se hará").first.fill("Dos brigadas en abril")
        page.get_by_role("button", name="Guardar las explicaciones").click()
        expect(page.get_by_text("Se guardó lo que explica")).to_be_visible()
        page.get_by_role("link", name="Solicitar reformulación").first.click()
        expect(page.get_by_label("Motivo y datos")).to_have_value(re.compile("Causa: Lluvias en febrero"))
        can_be_used(page)
        page.get_by_role("button", name="Enviar la solicitud").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Reformular la operación")
        enter(page, server, "demo-planificacion")
        page.goto(f"/planes/{PLAN}/evaluacion")
        expect(page.get_by_text("Dos brigadas en abril")).to_be_visible()
        can_be_used(page)
