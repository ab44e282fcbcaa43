"""Every screen in light and dark, wide, on a telephone and at 200 %: no barrier, nothing cut, little to load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize

from support.browser import UNIT, Enter, barriers

pytestmark = pytest.mark.browser

PLAN = "/planes/SEGIP-2024-1/"
PUBLIC = ("/", "/cuenta/ingresar/", "/cuenta/clave/restablecer/", "/estilo/", "/estilo/?errores=si")
OF_UNIT = (
    "/inicio/",
    UNIT,
    *(f"{UNIT}paso/{step}" for step in ("articulacion", "operaciones", "requerimientos", "resumen")),
)
OF_PLAN = ("/inicio/", PLAN, f"{PLAN}techos", f"{PLAN}consolidacion", f"{PLAN}estructura", f"{PLAN}papeles/", UNIT)
OF_THE_CASE = (
    "/tramites/",
    "/agenda/",
    "/firmas/",
    "/verificar/",
    *(f"{PLAN}{page}" for page in ("expediente/", "comparacion", "observaciones", "justificaciones")),
)
ACCOUNT = ("/cuenta/clave/cambiar/", "/cuenta/dos-pasos/", "/cuenta/sesiones/", "/cuenta/datos/", "/cuenta/salir/")

ADMINISTRATION = tuple(
    f"/administracion/{page}/"
    for page in ("personas", "cargos", "entidades", "tablas", "tablas/objeto_gasto/2024", "calendario")
)

WAYS: dict[str, dict[str, Any]] = {
    "desktop": {"device_scale_factor": 2},
    "telephone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
AT_200 = ViewportSize(width=640, height=400)
"""What is left of a window of 1280 by 800 at 200 %."""
RULES = {"dark": ("color-contrast",), "at 200 %": ("target-size", "scrollable-region-focusable")}
"""What axe looks for where only colours, or only sizes, are others; everything elsewhere."""
FIRST_LOAD = 200 * 1024

every_way = pytest.mark.parametrize("way", WAYS)


def problems(page: Page, addresses: tuple[str, ...]) -> dict[str, object]:
    """What is wrong with each page: barriers by axe, and a page wider than its window."""
    found: dict[str, object] = {}
    for address in addresses:
        page.goto(address)
        for sheet in page.locator("[data-rejilla]").all():
            sheet.get_by_role("grid").wait_for()
        for look in looks_of(page):
            named = barriers(page, *RULES.get(look, ()))
            too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if named or too_wide:
                found[f"{address} {look}"] = (named, "wider than the window" if too_wide else "")
    return found


def looks_of(page: Page) -> Iterator[str]:
    """Put the page in each of its looks: a desktop is light, dark, and at 200 %; a telephone is as it is."""
    window = page.viewport_size
    assert window is not None
    if window["width"] < AT_200["width"]:
        yield "telephone"
        return
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # colours change at once
    yield "light"
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    yield "dark"
    page.set_viewport_size(AT_200)
    yield "at 200 %"
    page.set_viewport_size(window)


@every_way
def test_anybody_can_use_the_public_pages(chromium: Browser, server: str, way: str) -> None:
    with chromium.new_context(base_url=server, locale="es-BO", **WAYS[way]) as context:
        assert problems(context.new_page(), PUBLIC) == {}


@every_way
def test_anybody_can_use_the_pages_of_a_unit(enter: Enter, way: str) -> None:
    assert problems(enter("demo-tarija", **WAYS[way]), OF_UNIT + ACCOUNT) == {}


@every_way
def test_anybody_can_use_the_pages_of_a_plan(enter: Enter, way: str) -> None:
    assert problems(enter("demo-planificacion", **WAYS[way]), OF_PLAN) == {}


@every_way
def test_anybody_can_use_the_pages_of_the_case(enter: Enter, way: str) -> None:
    assert problems(enter("demo-planificacion", **WAYS[way]), OF_THE_CASE) == {}


LENGTHEN = """() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    const ours = getComputedStyle(parent).whiteSpace === 'nowrap'; // states and amounts
    if (!ours && parent.closest('p, li, h1, h2, h3, h4, dd, dt, blockquote') && node.data.trim())
      node.data = 'https://ejemplo.gob.bo/' + 'a'.repeat(90);
  }
}"""
"""Every text that people may have written becomes one long word, as addresses are."""


def test_a_long_word_does_not_make_a_page_wider_than_a_telephone(enter: Enter) -> None:
    page = enter("demo-planificacion", **WAYS["telephone"])
    too_wide = []
    for address in (*OF_PLAN, *OF_THE_CASE):
        page.goto(address)
        page.evaluate(LENGTHEN)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(address)
    assert too_wide == []


@every_way
def test_anybody_can_use_the_pages_of_the_administration(enter: Enter, way: str) -> None:
    assert problems(enter("demo-administrador", **WAYS[way]), ADMINISTRATION) == {}


@pytest.mark.parametrize("address", ["/", "/cuenta/ingresar/"])
def test_the_first_load_is_light(chromium: Browser, server: str, address: str) -> None:
    sizes: list[int] = []

    def weigh(request: Request) -> None:
        told = request.sizes()
        sizes.append(told["responseBodySize"] + told["responseHeadersSize"])

    with chromium.new_context(base_url=server) as context:
        page = context.new_page()
        page.on("requestfinished", weigh)
        page.goto(address)
        page.wait_for_load_state("networkidle")
    assert sizes
    assert sum(sizes) < FIRST_LOAD


def test_the_colours_that_a_person_chooses_stay(chromium: Browser, server: str) -> None:
    with chromium.new_context(base_url=server, color_scheme="light") as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name="Usar colores oscuros").click()
        page.goto("/cuenta/ingresar/")
        assert page.locator("html").get_attribute("data-tema") == "oscuro"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(29, 27, 25)"
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_menu_of_the_person_obeys_the_keyboard(enter: Enter) -> None:
    page = enter("demo-tarija")
    page.goto("/inicio/")
    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("element => element === document.activeElement")
