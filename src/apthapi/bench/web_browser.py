"""How soon a grid can be written in, in Chromium: from asking for the page to a first row that takes what is typed."""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any

TIMES = 5
_READY = """vista => {
  const cells = `[data-vista="${vista}"] [role="rowgroup"] [role="gridcell"]:not([aria-readonly])`;
  const cell = document.querySelector(cells);
  return cell && cell.offsetParent ? performance.now() : false;
}"""
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync")


class NoBrowserError(Exception):
    """There is no Playwright or no Chromium here."""


def seconds_to_edit(port: int, writer: dict[str, Any]) -> float:
    """The median of some first visits, each in a browser that has nothing of before. Raises NoBrowserError."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - only this part of bench needs it
    except ImportError:
        raise NoBrowserError("falta playwright") from None
    where = shutil.which("chromium")
    if where is None:
        raise NoBrowserError("falta chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=where, args=list(_ARGUMENTS))
        except Error as problem:
            raise NoBrowserError(str(problem).splitlines()[0]) from None
        taken = [_visit(browser, port, writer) for _ in range(TIMES)]
        browser.close()
    return median(taken)


def _visit(browser: Any, port: int, writer: dict[str, Any]) -> float:
    origin = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_cookies([{"name": "apthapi_sesion", "value": writer["sesion"], "url": origin}])
    page = context.new_page()
    vista = writer["vista"]
    page.goto(f"{origin}{writer['base']}paso/requerimientos?hoja={vista}", wait_until="commit")
    seconds = page.wait_for_function(_READY, arg=vista).json_value() / 1000
    cell = page.locator(f'[data-vista="{vista}"] [role="gridcell"]:not([aria-readonly])').first
    cell.dblclick()
    page.locator(f'[data-vista="{vista}"] input, [data-vista="{vista}"] textarea').first.wait_for()
    context.close()
    return float(seconds)
