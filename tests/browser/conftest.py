"""The product in a real browser: the server as anybody starts it, and pages that complain of nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from support.browser import Complaints, Enter

SECONDS_TO_START = 120
_LOCAL = re.compile(r"^(https?://127\.0\.0\.1:\d+/|data:|blob:|about:)")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with the demonstration in a database of its own."""
    folder = tmp_path_factory.mktemp("servidor")
    port = _free_port()
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("APTHAPI_", "DJANGO_"))}
    variables |= {"APTHAPI_MODO": "demostracion", "APTHAPI_DATOS": str(folder / "datos")}
    command = [sys.executable, "-m", "apthapi.cli", "serve", "--demo", "--puerto", str(port)]
    with (folder / "salida.txt").open("w") as log:
        process = subprocess.Popen(command, env=variables, cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/", process, folder / "salida.txt")
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
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the pages of a test complained of: errors of scripts, of the console and of the Content-Security-Policy."""
    found = Complaints()
    yield found
    assert found.unexpected() == []


@pytest.fixture
def enter(server: str, chromium: Browser, complaints: Complaints) -> Iterator[Enter]:
    """A function that opens a browser of its own, signed in as a demonstration person."""
    contexts = []

    def opened(persona: str, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=server, locale="es-BO", **({"viewport": {"width": 1360, "height": 860}} | options)
        )
        contexts.append(context)
        context.route(lambda address: not _LOCAL.match(address), _refuse)
        page = context.new_page()
        page.on("console", lambda message: _listen(complaints, message))
        page.on("pageerror", lambda error: complaints.add(str(error)))
        _sign_in(page, persona)
        return page

    yield opened
    for context in contexts:
        context.close()


def _listen(complaints: Complaints, message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        complaints.add(f"{message.text} ({message.location.get('url', '')})")


def _refuse(route: Route) -> None:
    """Pages need nothing from elsewhere."""
    route.abort()


def _sign_in(page: Page, persona: str) -> None:
    page.goto("/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    form: dict[str, str | float | bool] = {"persona": persona, "csrfmiddlewaretoken": token}
    answer = page.request.post("/demostracion/entrar", form=form, headers={"Referer": page.url})
    assert answer.ok, answer.status


@pytest.fixture
def page(enter: Enter) -> Page:
    """A page of who prepares the unit that has example lines."""
    return enter("demo-tarija")
