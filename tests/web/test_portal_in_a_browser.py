"""The public pages in a real browser: by everybody, with and without programs, served and opened from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.core.package import read_package
from apthapi.formats.site import approved_plans, site_files, write_site
from apthapi.web.entities.demo import BASE, PLAN
from apthapi.web.process.models import EstadoDePlan
from web.browsing import can_be_used
from web.states import set_plan

pytestmark = pytest.mark.browser

PAGES = ("index.html", "dinero.html", "cambios.html", "unidades/DDTJ.html", "acciones/3.1.html", "buscar.html")


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page that complains of nothing."""
    set_plan(BASE, estado=EstadoDePlan.HISTORICO, publicada=True)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE, publicada=True)
    context = chromium.new_context(base_url=server)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    yield page
    context.close()
    assert told == []


def test_every_page_can_be_used_by_everybody(page: Page) -> None:
    for address in ("index.html", "340/2024/datos.html", *(f"340/2024/v1/{each}" for each in PAGES)):
        page.goto(f"/publico/{address}")
        can_be_used(page)


def test_a_citizen_finds_a_unit_and_what_changed_in_it(page: Page) -> None:
    page.goto("/publico/")
    page.get_by_role("link", name="Plan y presupuesto 2024").click()
    page.get_by_label("Busque una acción, una unidad o una palabra").fill("direccion TARIJA")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name="Dirección Departamental de Tarija").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dirección Departamental de Tarija")
    page.get_by_role("link", name="Todo lo que cambió en la primera reformulación").click()
    expect(page.get_by_text("Suben 3 unidades, baja 1; el total de la entidad no cambia.")).to_be_visible()


def test_the_list_follows_what_is_typed(page: Page) -> None:
    page.goto("/publico/340/2024/v1/buscar.html")
    box = page.get_by_label("Busque una acción, una unidad o una palabra")
    box.fill("pótosi")
    expect(page.get_by_role("link", name="Dirección Departamental de Potosí")).to_be_visible()
    expect(page.get_by_role("link", name="Dirección Departamental de Beni")).to_be_hidden()
    box.fill("")
    expect(page.get_by_role("link", name="Dirección Departamental de Beni")).to_be_visible()


def test_without_programs_nothing_is_missing(chromium: Browser, page: Page, server: str) -> None:
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/publico/340/2024/index.html")
    plain.get_by_label("Busque una acción, una unidad o una palabra").fill("potosi")
    plain.get_by_role("button", name="Buscar").click()
    expect(plain.get_by_role("link", name="Dirección Departamental de Potosí")).to_be_visible()
    expect(plain.get_by_role("link", name="Dirección Departamental de Beni")).to_have_count(0)
    plain.goto("/publico/340/2024/v1/dinero.html")
    expect(plain.locator("svg.grafico").first).to_be_visible()
    context.close()
    assert page.url == "about:blank"


def test_the_site_works_from_a_folder(chromium: Browser, reference_folder: Path, tmp_path: Path) -> None:
    package = read_package(reference_folder)
    write_site(site_files([(package, approved_plans(package))]), tmp_path)
    page = chromium.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("link", name="Plan y presupuesto 2024").click()
    page.get_by_label("Busque una acción, una unidad o una palabra").fill("potosi")
    page.get_by_role("button", name="Buscar").click()
    expect(page.get_by_role("link", name="Dirección Departamental de Beni")).to_be_hidden()
    page.get_by_role("link", name="Dirección Departamental de Potosí").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dirección Departamental de Potosí")
    page.close()
