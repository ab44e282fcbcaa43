"""The organ that receives, in a real browser: for everybody, on any screen, from what arrives to the country."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, expect

from apthapi.web.entities.demo import PLAN
from apthapi.web.ministerio.demo import prepare_organ
from apthapi.web.process.models import EstadoDePlan
from web.browsing import can_be_used, enter, quiet_page
from web.states import set_plan

pytestmark = pytest.mark.browser


def test_a_plan_is_looked_at_tied_out_accepted_and_summed(
    chromium: Browser, server: str, settings: LazySettings, variables: dict[str, str]
) -> None:
    settings.MEDIA_ROOT = Path(variables["APTHAPI_DATOS"]) / "archivos"  # that of the server
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE)
    prepare_organ()
    with quiet_page(chromium, server) as page:
        enter(page, server, "demo-ministerio")
        page.goto("/ministerio/")
        can_be_used(page)
        page.get_by_role("link", name="SEGIP").first.click()
        can_be_used(page)
        page.get_by_role("link", name="Ver la conciliación").click()
        can_be_used(page)
        page.go_back()
        page.get_by_role("button", name="Tomar en revisión").click()
        page.get_by_label("Fundamento").fill("Ejemplo: las diferencias son de los formularios publicados.")
        page.get_by_role("button", name="Aceptar el plan").click()
        expect(page.get_by_text("Aceptado", exact=True).first).to_be_visible()
        for address in ("/ministerio/pais/", "/ministerio/pais/comparado/", "/ministerio/presupuesto/"):
            page.goto(address)
            can_be_used(page)
