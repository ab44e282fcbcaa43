"""Progress in a real browser: two clicks are enough, on any screen, without JavaScript; one copies a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.process.models import EstadoDePlan
from support.evidences import pdf
from web.browsing import TELEPHONE, can_be_used, enter, nothing_bars, quiet_page
from web.progressing import reported, url
from web.states import set_plan

pytestmark = pytest.mark.browser

OF_PLAN = f"/planes/{PLAN}/avance"
OF_UNIT = f"/planes/{PLAN}/unidades/{COMPLETED}/avance"


@dataclass
class Hand:
    """What a person does on a page, counted."""

    page: Page
    clicks: int = 0

    def open(self, link: str) -> None:
        """Click on a link in a mail."""
        self.clicks += 1
        self.page.goto(link)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Click on a button."""
        self.clicks += 1
        self.page.get_by_role("button", name=name).click()


@pytest.fixture
def plain(chromium: Browser, server: str) -> Iterator[Page]:
    """A telephone without JavaScript, of who prepares the unit, once the plan is in force."""
    set_plan(estado=EstadoDePlan.VIGENTE)
    with chromium.new_context(base_url=server, java_script_enabled=False, viewport=TELEPHONE) as context:
        page = context.new_page()
        enter(page, server, "demo-tarija")
        yield page


def test_a_month_is_reported_with_two_clicks_and_nothing_typed(plain: Page, tmp_path: Path) -> None:
    hand = Hand(plain)
    hand.open(url(3))
    hand.press("Confirmar el avance de enero a marzo")
    expect(plain.get_by_text("Se informó el avance hasta marzo.")).to_be_visible()
    assert hand.clicks == 2
    assert reported() == {3: 3}
    # What was different is corrected in its cell; a refusal keeps all of it, the file too.
    proof = tmp_path / "acta.pdf"
    proof.write_bytes(pdf())
    plain.goto(url(4))
    cell = plain.get_by_label("Hecho en la operación 1.1.1")
    expect(cell).to_have_value("1")
    cell.fill("dos")
    plain.get_by_label("Archivos de todo el informe").set_input_files(proof)
    plain.get_by_role("button", name="Confirmar").click()
    expect(plain.get_by_role("alert")).to_contain_text("1.1.1: «dos» no es un número")
    expect(plain.get_by_text("Ya se recibió «acta.pdf»")).to_be_visible()
    cell.fill("2")
    cell.press("Enter")
    expect(plain.get_by_role("link", name="acta.pdf").first).to_be_visible()
    with plain.expect_download() as download:
        plain.get_by_role("link", name="acta.pdf").first.click()
    assert Path(download.value.path()).read_bytes() == proof.read_bytes()
    assert download.value.suggested_filename == "acta.pdf"


def test_everybody_can_use_its_pages(plain: Page, chromium: Browser, server: str) -> None:
    plain.goto(url(2))
    plain.get_by_role("button", name="Confirmar").click()
    with quiet_page(chromium, server) as page:
        enter(page, server, "demo-planificacion")
        for address in (url(4), OF_UNIT, OF_PLAN):
            page.goto(address)
            can_be_used(page)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copiar el enlace").click()
        expect(page.get_by_role("button", name="Copiado")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{server}{url(12)}"
        page.goto(url(2))
        page.get_by_label("Hecho en la operación 1.1.1").fill("9")
        page.get_by_text("Nota y respaldo propios").first.click()
        page.set_viewport_size(TELEPHONE)
        nothing_bars(page)
