"""Auditoría in a browser: who did something is found, with what it was before, and so is who touched the trace."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from apthapi.web.entities.demo import PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from web.attacks import attack
from web.browsing import can_be_used, enter

pytestmark = pytest.mark.browser


def test_the_trace_is_read_searched_and_verified(chromium: Browser, server: str) -> None:
    with act("guardar", None, None, plan=PLAN, unidad="DDTJ", detalle="requerimientos_3_01"):
        live().execute("update requerimientos set descripcion = 'Señalética' where plan = ? and linea < 3", [PLAN])
    with chromium.new_context(base_url=server, locale="es-BO") as context:
        page = context.new_page()
        enter(page, server, "demo-auditoria")
        page.goto("/auditoria/")
        page.get_by_role("searchbox", name="Buscar").fill("senaletica")
        page.get_by_role("button", name="Buscar").click()
        page.locator(".traza summary").first.click()
        expect(page.get_by_text("Señalética").first).to_be_visible()
        can_be_used(page)
        page.locator(".traza a").first.click()
        expect(page.get_by_role("heading", name="antes y después")).to_be_visible()
        can_be_used(page)
        attack(f"update process_acto set detalle = 'otra cosa' where id = {Acto.objects.latest('pk').pk}")
        page.goto("/auditoria/")
        page.get_by_role("button", name="Verificar ahora").click()
        expect(page.get_by_text("No está intacta: 1 problema.")).to_be_visible()
        page.get_by_text("Más filtros").click()
        can_be_used(page)
