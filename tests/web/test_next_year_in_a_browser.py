"""The next gestión in a real browser: what is proposed, and its plan opened from the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from apthapi.web.entities.demo import PLAN
from apthapi.web.process.models import EstadoDePlan
from web.browsing import can_be_used, enter, quiet_page
from web.certifying import certified, largest
from web.states import set_plan

pytestmark = pytest.mark.browser


def test_the_plan_of_the_next_gestion_is_looked_at_and_opened(chromium: Browser, server: str) -> None:
    set_plan(estado=EstadoDePlan.VIGENTE)
    place = largest()
    certified("poa", categoria=place.categoria, partida=place.partida, fuente=place.fuente, organismo=place.organismo)
    with quiet_page(chromium, server) as page:
        enter(page, server, "demo-planificacion")
        page.goto(f"/planes/{PLAN}/certificaciones")
        page.get_by_role("link", name="Próxima gestión").click()
        can_be_used(page)
        page.get_by_role("button", name="Abrir el plan SEGIP-2025-0").click()
        expect(page.get_by_text("Se abrió SEGIP-2025-0")).to_be_visible()
        page.goto(f"/planes/{PLAN}/proxima")
        expect(page.get_by_text("Ya está abierta")).to_be_visible()
