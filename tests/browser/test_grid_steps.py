"""What the page says of the whole part while one writes in one of its tables."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from support.browser import Enter, Sheet

pytestmark = pytest.mark.browser

UNIT = "/planes/SEGIP-2024-1/unidades/DDBN/"


def test_a_step_shows_how_far_it_is_as_soon_as_something_is_saved(enter: Enter) -> None:
    page = enter("demo-beni")
    sheet = Sheet(page, "requerimientos_3_01", unit=UNIT).open()
    step = page.locator('[data-paso="requerimientos"]')
    expect(step.locator(".texto-estado")).to_have_count(0)
    sheet.focus()
    sheet.press("Tab")
    sheet.write("Ejemplo: una línea")
    sheet.saved()
    expect(step).to_have_text(re.compile("Falta|Sin techo"))
    expect(step.locator(".texto-estado svg")).to_be_visible()
    with page.expect_navigation():
        page.reload()
    expect(step).to_have_text(re.compile("Falta|Sin techo"))
