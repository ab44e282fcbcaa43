"""A long paper followed in a real browser, with and without JavaScript, until it is there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from apthapi.core.sheets import SHEETS
from apthapi.web.operations.heartbeat import heartbeat_file
from apthapi.web.plans.live import live
from apthapi.web.plans.papers.catalogue import LINES_UNNOTICED
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.writer import Writer
from apthapi.web.process.acts import act
from web.browsing import enter, nothing_bars
from web.grid import SERVICES

PLAN, UNIT = "SEGIP-2024-1", "DDTJ"
PAPERS = f"/planes/{PLAN}/papeles/"

pytestmark = pytest.mark.browser


@pytest.fixture
def worker(variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Makes what is in the queue; stopped until a test lets it go on."""
    command = [sys.executable, "-m", "apthapi.web", "db_worker", "--queue-name", "*", "--interval", "0.2"]
    environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    with subprocess.Popen(command, env=environment) as process:
        yield process
        process.terminate()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_book_is_followed_until_it_can_be_opened(
    chromium: Browser, server: str, request: pytest.FixtureRequest, javascript: bool
) -> None:
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    enter(page, server, "demo-planificacion")
    page.goto(server + PAPERS)
    page.get_by_role("button", name="Preparar Libro").click()
    expect(page.get_by_role("heading", name="Libro")).to_be_visible()
    expect(page.get_by_text("En espera de su turno.").first).to_be_visible()
    request.getfixturevalue("worker")
    link = page.get_by_role("link", name="Abrir el PDF")
    expect(link).to_be_visible(timeout=60_000)
    pedido = Pedido.objects.get()
    assert pedido.estado == EstadoDePedido.HECHO
    expect(page.get_by_text(pedido.sha256)).to_be_visible()
    answer = page.request.get(f"{server}{link.get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    assert len(answer.body()) == pedido.tamano
    assert told == []
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_paper_that_the_worker_makes_meanwhile_opens_by_itself(
    chromium: Browser, server: str, variables: dict[str, str], request: pytest.FixtureRequest, javascript: bool
) -> None:
    (Path(variables["APTHAPI_DATOS"]) / heartbeat_file().name).touch()
    with act("prueba", None, None, plan=PLAN, unidad=UNIT):
        lines = (Change(new=f"n{at}", cells={"descripcion": Cell("Ejemplo")}) for at in range(LINES_UNNOTICED + 1))
        Writer(live(), SHEETS[SERVICES], PLAN, UNIT).write(lines)
    context = chromium.new_context(java_script_enabled=javascript)
    page = context.new_page()
    enter(page, server, "demo-planificacion")
    page.goto(f"{server}/planes/{PLAN}/unidades/{UNIT}/papeles/")
    page.get_by_role("link", name="Abrir PDF Formulario 3_01").click()
    expect(page.get_by_text("En espera de su turno.").first).to_be_visible()
    with page.expect_download(timeout=60_000) as opened:  # without a window a browser shows no PDF, and keeps it
        request.getfixturevalue("worker")
    assert opened.value.suggested_filename == f"{PLAN}-{UNIT}-formulario-3_01-borrador.pdf"
    # Who has it and comes back finds where it stays.
    expect(page.get_by_text(Pedido.objects.get().sha256)).to_be_visible()
    expect(page.get_by_role("link", name="Abrir el PDF")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_can_be_used_by_everybody(chromium: Browser, server: str, scheme: str, width: int) -> None:
    context = chromium.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    enter(page, server, "demo-planificacion")
    for where in (PAPERS, "/planes/SEGIP-2024-1/unidades/DDTJ/papeles/"):
        page.goto(server + where)
        nothing_bars(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(server + PAPERS)
    page.get_by_role("button", name="Preparar Libro").press("Enter")
    page.wait_for_url("**/pedido/**")
    nothing_bars(page)
    page.get_by_role("button", name="Cancelar").press("Enter")
    expect(page.get_by_text("Cancelado")).to_be_visible()
    nothing_bars(page)
    context.close()
