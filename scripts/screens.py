"""What the scripts that picture the application share: the demonstration served, its people, and pictures of pages.

A picture only differs from the last one when the screen does: dates and hours are written as those of one fixed day.
"""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --no-first-run "
    "--disable-component-update --disable-sync"
).split()
SECONDS_TO_START = 120
HERE = ZoneInfo("America/La_Paz")
WIDTH, HEIGHT = 1280, 720
COLOURS = 160
"""A screen of the application has few: with a palette it weighs a third."""
SHADE = 24
"""How much of 255 a point may differ between two pictures of the same screen."""
TODAY = date(2024, 2, 5)
"""The day that every picture shows as that on which it was taken."""

_SETTLE = """([days, hour]) => {
  const shifted = (text) => text
    .replace(/(\\d\\d)\\/(\\d\\d)\\/(20\\d\\d)/g, (whole, d, m, y) => {
      if (y < 2026) return whole;
      const day = new Date(Date.UTC(y, m - 1, d) - days * 86400000);
      const two = (number) => String(number).padStart(2, "0");
      return `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`;
    })
    .replace(/\\b\\d\\d:\\d\\d\\b/g, hour);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = shifted(walker.currentNode.data);
    if (text !== walker.currentNode.data) walker.currentNode.data = text;
  }
  // As a browser in Bolivia writes a date; the one that takes the pictures may only know English.
  for (const field of document.querySelectorAll("input[type=date]")) {
    const [y, m, d] = field.value.split("-");
    field.type = "text";
    field.value = y ? shifted(`${d}/${m}/${y}`) : "dd/mm/aaaa";
  }
}"""


@contextmanager
def demonstration(folder: Path, apthapi: Path, *options: str) -> Iterator[str]:
    """The address of the application as anybody starts it, with its data in the folder; `--anio` plays a year."""
    port = _free_port()
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("APTHAPI_", "DJANGO_"))}
    variables["APTHAPI_DATOS"] = str(folder / "datos")
    command = [str(apthapi), "serve", "--demo", *options, "--puerto", str(port)]
    log = folder / "servidor.txt"
    with log.open("w") as written:
        process = subprocess.Popen(command, env=variables, cwd=folder, stdout=written, stderr=written)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit(f"the server did not start:\n{log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        raise SystemExit("needs Chromium: scripts/install-system-tools")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Camera:
    """Opens pages as somebody and pictures them into a folder."""

    def __init__(self, browser: Browser, server: str, target: Path, largest: int, only: set[str] | None = None) -> None:
        self.browser, self.server, self.target, self.largest = browser, server, target, largest
        self.only = only
        self.taken: list[Path] = []

    def enter(self, person: str = "", *, width: int = WIDTH, height: int = HEIGHT) -> Page:
        """A page in a browser of its own, signed in as a person of the demonstration."""
        context: BrowserContext = self.browser.new_context(
            base_url=self.server,
            viewport={"width": width, "height": height},
            locale="es-BO",
            timezone_id=HERE.key,
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/")
        if person:
            page.locator(f'button[value="{person}"]').click()
            page.wait_for_url("**/inicio/")
        return page

    def open(self, page: Page, address: str) -> Page:
        """Go there, and wait until the tables of the page have their rows."""
        page.goto(address)
        settle(page)
        return page

    def shoot(self, page: Page, name: str, *, part: Locator | None = None, height: int = 0) -> None:
        """Picture the window, or a part of the page; `height` makes the window that tall for this picture."""
        window = page.viewport_size or {"width": WIDTH, "height": HEIGHT}
        if height:
            page.set_viewport_size({"width": window["width"], "height": height})
            page.wait_for_timeout(300)
        days = (datetime.now(HERE).date() - TODAY).days
        page.evaluate(_SETTLE, [days, "10:42"])
        picture = (part or page).screenshot(animations="disabled")
        if height:
            page.set_viewport_size(window)
        self.keep(picture, name)

    def keep(self, picture: bytes, name: str) -> None:
        """Write a picture with as few bytes as it needs, unless nobody would tell it from the one that is there."""
        if self.only and name not in self.only:
            return
        path = self.target / f"{name}.png"
        taken = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        if not looks_the_same(taken, path):
            taken.save(path, optimize=True)
        self.taken.append(path)

    def too_large(self) -> list[str]:
        """The names of the pictures that weigh more than they may."""
        return [path.name for path in self.taken if path.stat().st_size > self.largest]


def looks_the_same(picture: Image.Image, path: Path) -> bool:
    """Whether a picture differs from a stored one by no more than the edges of letters, which move from run to run."""
    if not path.exists():
        return False
    with Image.open(path) as before:
        if before.size != picture.size:
            return False
        difference = ImageChops.difference(before.convert("RGB"), picture.convert("RGB"))
    return max(high for _, high in difference.getextrema()) <= SHADE


def settle(page: Page) -> None:
    """Wait until nothing is loading."""
    page.wait_for_load_state("networkidle")
    for grid in page.locator("[data-rejilla]").all():
        grid.locator("[role=gridcell], .rejilla-motivo").first.wait_for()


def paper(pdf: bytes, number: int = 1, dots: int = 80) -> bytes:
    """A page of a PDF as PNG. Needs pdftoppm (scripts/install-system-tools)."""
    command = ["pdftoppm", "-q", "-png", "-r", str(dots), "-f", str(number), "-l", str(number), "-singlefile", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def file_of(page: Page, address: str) -> bytes:
    """What an address answers to the person of the page."""
    answer = page.request.get(address)
    if not answer.ok:
        raise SystemExit(f"{address}: {answer.status}")
    return answer.body()
