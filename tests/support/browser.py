"""What the tests in a browser share: the table of a page, driven as a person does, and what a page complains of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

Enter = Callable[..., Page]
"""`enter("demo-tarija", color_scheme="dark")`: a page of that person in a browser of its own."""

UNIT = "/planes/SEGIP-2024-1/unidades/DDTJ/"
OFFLINE = "ERR_INTERNET_DISCONNECTED"

_PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""
_COPY = """() => {
  const data = new DataTransfer();
  const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
  return {text: data.getData("text/plain"), html: data.getData("text/html")};
}"""


def barriers(page: Page, *rules: str) -> list[tuple[str, str]]:
    """What axe finds that bars somebody from the page as it stands: the name of the rule, and the first element.

    It looks for those rules alone; for everything, if none is named.
    """
    if not page.evaluate("'axe' in window"):  # it is half a megabyte to read
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": [*rules]} if rules else {})
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@dataclass
class Complaints:
    """Errors that pages wrote; a test names those that it causes on purpose."""

    written: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Take one down."""
        self.written.append(text)

    def expect(self, part: str) -> None:
        """Those that hold this text are caused by the test."""
        self.expected.append(part)

    def unexpected(self) -> list[str]:
        """Those that no test caused."""
        return [text for text in self.written if not any(part in text for part in self.expected)]


class Sheet:
    """The table of a view on a page. Rows count from 1 as they are shown, columns go by their title."""

    def __init__(self, page: Page, vista: str, step: str = "requerimientos", unit: str = UNIT) -> None:
        self.page = page
        self.vista = vista
        self.address = f"{unit}paso/{step}?hoja={vista}"
        self.root = page.locator(f'[data-vista="{vista}"]')
        self.grid = self.root.get_by_role("grid")
        self.message = self.root.locator(".rejilla-dicho")
        self.state = self.root.locator(".rejilla-guardado")
        self.dialog = self.root.get_by_role("dialog")

    def open(self) -> Sheet:
        """Go to the page and wait for the rows."""
        self.page.goto(self.address)
        expect(self.root.get_by_role("gridcell").first).to_be_visible()
        return self

    def open_at_end(self) -> Sheet:
        """The same, and go to the last cell."""
        self.open().focus()
        self.press("Control+End")
        return self

    def focus(self) -> None:
        """As with Tab from outside: the focus goes to the active cell."""
        self.root.locator('[role="gridcell"][tabindex="0"]').focus()

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str, end: str = "Enter") -> None:
        """Type over the active cell and leave it with a key."""
        self.page.keyboard.type(text)
        self.page.keyboard.press(end)

    def row(self, number: int) -> Locator:
        """The row, which must be in sight."""
        return self.grid.locator(f'[role="row"][aria-rowindex="{number + 1}"]')

    def cell(self, number: int, title: str) -> Locator:
        """A cell, by the row and the title of its column."""
        header = self.grid.get_by_role("columnheader", name=title, exact=True)
        return self.row(number).locator(f'[aria-colindex="{header.get_attribute("aria-colindex")}"]')

    def go(self, number: int, title: str) -> None:
        """Make a cell active with the mouse, scrolling to the last rows if it is among them."""
        if not self.row(number).count():
            self.focus()
            self.press("Control+End")
        self.cell(number, title).click()

    def rows(self) -> int:
        """How many rows are shown, header and sums apart."""
        return int(self.grid.get_attribute("aria-rowcount") or 0) - 2

    def saved(self) -> None:
        """Wait until nothing waits to be sent."""
        expect(self.state).to_have_attribute("data-estado", re.compile("guardado|marcado"))

    def paste(self, text: str, html: str = "") -> None:
        """Paste what a spreadsheet leaves on the clipboard."""
        self.page.evaluate(_PASTE, [html, text])

    def copied(self) -> dict[str, Any]:
        """What copying leaves on the clipboard."""
        return dict(self.page.evaluate(_COPY))

    def new_row(self, *texts: str) -> int:
        """Write a new row at the end, from its first column on, and answer its number."""
        self.focus()
        self.press("Control+End", "Home", "Enter")
        number = self.rows()
        for text in texts:
            if text:
                self.page.keyboard.type(text)
            self.press("Tab")
        self.saved()
        return number
