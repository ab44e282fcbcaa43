"""Debian's Chromium for the tests of this folder: each on a database of its own, which `server` serves."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WAYS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "telephone": {"viewport": {"width": 390, "height": 844}},
}


def enter(page: Page, server: str, person: str) -> None:
    """Sign in as a person of the demonstration."""
    page.goto(server)
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    form: dict[str, str | float | bool] = {"persona": person, "csrfmiddlewaretoken": token}
    assert page.request.post(f"{server}/demostracion/entrar", form=form, headers={"Referer": server}).ok


def can_be_used(page: Page) -> None:
    """No barrier by axe, and nothing wider than the window."""
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
