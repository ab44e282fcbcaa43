"""What a busy server leaves for later is asked for when the page rests: once, not over newer findings, not in vain.

The clock of the page stands still and goes on by hand, and the server's answers are given when the test says so.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from support.browser import Complaints, Enter, Sheet

pytestmark = pytest.mark.browser
SERVICES = "requerimientos_3_04"
TITLE = "Viaje"
SECOND, TOGETHER, REVIEW, LONGEST = 1000, 400, 15_000, 240_000
"""Milliseconds: what is written is sent together; then the page rests; at most so long between two attempts."""
LATER = "Muchas personas guardan a la vez"


def findings(message: str) -> dict[str, Any]:
    """What the server says of the unit: one thing to repair."""
    one = {"severidad": "error", "mensaje": message, "corrija": "Corríjalo.", "regla": "V0", "norma": "de ejemplo"}
    return {"errores": 1, "advertencias": 0, "hallazgos": [{**one, "enlace": ""}]}


class Busy:
    """A sheet in front of a server that only judges when it is asked for it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Route] = []
        """Requests for the findings, which nobody answered yet unless the test did."""
        self.judges: dict[str, Any] | None = None
        """What an answer to a save says besides; without it, that it is for later."""
        self.holds = False
        """Whether an answer to a save waits until it is let go."""
        self.saves: list[tuple[Route, Any]] = []
        self.panel = page.locator("[data-verificaciones]")
        page.clock.install()
        page.route("**/guardar/**", self._save)
        page.route("**/novedades/**", self._news)
        page.route("**/verificaciones", self._ask)
        page.route("**/hasta-aqui", lambda route: route.fulfill(body=""))
        self.sheet = Sheet(page, SERVICES).open()
        self.number = self.sheet.new_row("22110")
        page.clock.pause_at(page.evaluate("Date.now()") + SECOND)
        self.rest(60 * SECOND)
        for route in self.asked:
            self.answer(route, {"hallazgos": [], "errores": 0, "advertencias": 0})
        self.barrier()
        self.asked.clear()

    def write(self, text: str) -> None:
        """Write in a cell, and let it be sent."""
        self.sheet.go(self.number, TITLE)
        self.sheet.write(text)
        self.rest(TOGETHER)

    def save(self, text: str) -> None:
        """The same, and wait for the answer."""
        self.write(text)
        self.sheet.saved()
        self.barrier()

    def rest(self, milliseconds: int) -> None:
        """Time goes by."""
        self.page.clock.run_for(milliseconds)
        self.barrier()

    def barrier(self) -> None:
        """What the page asked, and what it was answered, until now has arrived."""
        self.page.evaluate("fetch('/hasta-aqui').then((answer) => answer.text())")

    def answer(self, route: Route, said: dict[str, Any]) -> None:
        """The findings, at last."""
        route.fulfill(json={"verificaciones": said})
        self.barrier()

    def hide(self, hidden: bool) -> None:
        """Whether another tab is in front."""
        script = "(hidden) => Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true })"
        self.page.evaluate(script, hidden)

    def let_go(self) -> None:
        """The answers to the saves that wait."""
        self.holds = False
        for route, told in self.saves:
            route.fulfill(json=told)
        self.saves.clear()

    def _ask(self, route: Route) -> None:
        self.asked.append(route)

    def _save(self, route: Route) -> None:
        told = route.fetch().json()
        told["verificaciones"] = self.judges or {"errores": 0, "advertencias": 0, "hallazgos": [], "pendiente": True}
        if self.holds:
            self.saves.append((route, told))
        else:
            route.fulfill(json=told)

    def _news(self, route: Route) -> None:
        """Nobody else does anything, and what the server says of the unit comes by the other ways alone."""
        route.fulfill(json={"acto": int(route.request.url.rpartition("=")[2]), "presentes": []})


@pytest.fixture
def busy(enter: Enter) -> Busy:
    """In front of the demonstration."""
    return Busy(enter("demo-tarija"))


def test_what_was_left_is_asked_for_once_when_the_page_rests(busy: Busy) -> None:
    busy.save("Ejemplo: uno")
    expect(busy.panel).to_contain_text(LATER)
    busy.rest(REVIEW - TOGETHER)
    assert len(busy.asked) == 0
    busy.rest(TOGETHER)
    assert len(busy.asked) == 1
    busy.answer(busy.asked[0], findings("Lo que se revisó después"))
    expect(busy.panel).to_contain_text("Lo que se revisó después")
    expect(busy.panel).not_to_contain_text(LATER)
    busy.rest(2 * LONGEST)
    assert len(busy.asked) == 1


def test_each_save_begins_the_rest_again(busy: Busy) -> None:
    for number in range(3):
        busy.save(f"Ejemplo: {number}")
        busy.rest(REVIEW - SECOND)
    assert len(busy.asked) == 0
    busy.rest(SECOND)
    assert len(busy.asked) == 1


def test_a_save_that_was_judged_leaves_nothing_to_ask_for(busy: Busy) -> None:
    busy.save("Ejemplo: uno")
    busy.judges = findings("Lo que se revisó al guardar")
    busy.save("Ejemplo: dos")
    expect(busy.panel).to_contain_text("Lo que se revisó al guardar")
    busy.rest(LONGEST)
    assert len(busy.asked) == 0


def test_an_answer_that_comes_late_does_not_cover_a_newer_one(busy: Busy) -> None:
    busy.save("Ejemplo: uno")
    busy.rest(REVIEW)
    busy.judges = findings("Lo nuevo")
    busy.save("Ejemplo: dos")
    busy.answer(busy.asked[0], findings("Lo viejo"))
    expect(busy.panel).to_contain_text("Lo nuevo")
    expect(busy.panel).not_to_contain_text("Lo viejo")


def test_nor_one_that_is_under_way(busy: Busy) -> None:
    busy.save("Ejemplo: uno")
    busy.rest(REVIEW)
    busy.judges, busy.holds = findings("Lo nuevo"), True
    busy.write("Ejemplo: dos")
    busy.answer(busy.asked[0], findings("Lo viejo"))
    expect(busy.panel).not_to_contain_text("Lo viejo")
    busy.let_go()
    expect(busy.panel).to_contain_text("Lo nuevo")


def test_a_page_that_nobody_sees_asks_when_it_is_seen(busy: Busy) -> None:
    busy.save("Ejemplo: uno")
    busy.hide(True)
    busy.rest(3 * REVIEW)
    assert len(busy.asked) == 0
    busy.hide(False)
    busy.rest(REVIEW)
    assert len(busy.asked) == 1


def test_without_connection_it_tries_again_each_time_later_and_never_gives_up(
    busy: Busy, complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    busy.save("Ejemplo: uno")
    waits = [REVIEW, 2 * REVIEW, 4 * REVIEW, 8 * REVIEW, LONGEST, LONGEST]
    for attempt, wait in enumerate(waits):
        busy.rest(wait - SECOND)
        assert len(busy.asked) == attempt, wait
        busy.rest(SECOND)
        assert len(busy.asked) == attempt + 1, wait
        with busy.page.expect_event("requestfailed", _of_findings):
            busy.asked[-1].abort()
        busy.barrier()
    busy.rest(LONGEST)
    busy.answer(busy.asked[-1], findings("Lo que se revisó al volver"))
    expect(busy.panel).to_contain_text("Lo que se revisó al volver")


def test_what_will_not_be_answered_is_not_asked_again(busy: Busy, complaints: Complaints) -> None:
    complaints.expect("404")
    busy.save("Ejemplo: uno")
    busy.rest(REVIEW)
    busy.asked[0].fulfill(status=404, json={"mensaje": "No existe, o no le corresponde verlo."})
    busy.barrier()
    busy.rest(2 * LONGEST)
    assert len(busy.asked) == 1


def _of_findings(request: Request) -> bool:
    return request.url.endswith("/verificaciones")
