"""Debian's Chromium for the tests of this folder: each on a database of its own, which `server` serves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from browser.conftest import ARGUMENTS, CHROMIUM

WAYS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "telephone": {"viewport": {"width": 390, "height": 844}},
}


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser; skips where there is none. Django is used meanwhile from the thread in which its loop runs."""
    if not CHROMIUM.is_file():
        pytest.skip("falta Chromium; instálelo con scripts/install-system-tools")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        yield found
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        found.close()


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
