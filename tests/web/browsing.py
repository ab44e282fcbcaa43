"""Debian's Chromium for the tests of this folder: each on a database of its own, which `server` serves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize

from support.browser import barriers

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def quiet_page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page of its own browser that, in the end, has complained of nothing."""
    told: list[str] = []
    with chromium.new_context(base_url=server) as context:
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda problem: told.append(str(problem)))
        yield page
    assert told == []


def enter(page: Page, server: str, person: str) -> None:
    """Sign in as a person of the demonstration."""
    page.goto(server)
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    form: dict[str, str | float | bool] = {"persona": person, "csrfmiddlewaretoken": token}
    assert page.request.post(f"{server}/demostracion/entrar", form=form, headers={"Referer": server}).ok


def can_be_used(page: Page) -> None:
    """On a desktop in light and in dark, and on a telephone, the page as it stands can be used by everybody."""
    window = page.viewport_size or DESKTOP
    _look(page, DESKTOP, "dark", "color-contrast")  # nothing but colours is another
    _look(page, TELEPHONE, "light")
    _look(page, DESKTOP, "light")
    page.set_viewport_size(window)


def _look(page: Page, window: ViewportSize, colours: Literal["light", "dark"], *rules: str) -> None:
    page.set_viewport_size(window)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # colours change at once
    nothing_bars(page, *rules)


def nothing_bars(page: Page, *rules: str) -> None:
    """No barrier by those rules of axe (by any, if none is named), and nothing wider than the window."""
    assert barriers(page, *rules) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
