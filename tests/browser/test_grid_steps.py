"""What the page says of the whole part while one writes in one of its tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from support.browser import Enter, Sheet

pytestmark = pytest.mark.browser

UNIT = "/planes/SEGIP-2024-1/unidades/DDBN/"


def test_a_step_tells_how_far_it_is_as_soon_as_something_is_saved(enter: Enter) -> None:
    page = enter("demo-beni")
    sheet = Sheet(page, "operaciones", "operaciones", UNIT).open()
    state = page.locator('[data-paso="operaciones"] .texto-estado')
    expect(state).to_have_count(0)
    sheet.focus()
    sheet.press("Tab", "Tab")
    sheet.write("Ejemplo: una operación", "Tab")
    sheet.saved()
    expect(state).to_have_text("Falta")
    expect(state.locator("svg")).to_be_visible()


def test_what_the_rules_find_stays_above_what_is_only_suggested(enter: Enter) -> None:
    page = enter("demo-beni")
    sheet = Sheet(page, "situacion_amenaza", "situacion", UNIT).open()
    voice = page.locator("[data-voz]")
    sheet.focus()
    sheet.press("Tab")
    sheet.write("Ejemplo: otra amenaza", "Tab")
    expect(voice).to_contain_text("Verificaciones:")
    assert page.locator(".hallazgos ~ .sugerencias").count() == 1
