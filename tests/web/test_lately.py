"""Who saves while others save may be told what the rules said a moment ago, and the page asks again by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.operations.busy import Busy
from apthapi.web.plans import lately
from web.conftest import new_person, sign_in
from web.databases import both_engines
from web.grid import cell, rows, save

pytestmark = [pytest.mark.usefixtures("demo"), both_engines]
FINDINGS = f"/planes/{PLAN}/unidades/{COMPLETED}/verificaciones"


@pytest.fixture
def mine() -> Client:
    return sign_in(Rol.PREPARA, COMPLETED)


@pytest.fixture
def colleague() -> Client:
    client = Client()
    client.force_login(new_person(Rol.PREPARA, COMPLETED))
    return client


@pytest.fixture
def shared(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is busy, and for longer than a test takes: nothing depends on how quick the machine is."""
    settings.MUY_OCUPADO = -1.0
    monkeypatch.setattr(lately, "SERVES", 3600.0)


def _wrong(client: Client, at: int) -> dict[str, Any]:
    """The findings that a save is answered with which takes its partida from a line."""
    renglon = rows(client)[at]["renglon"]
    answer = save(client, {"renglon": renglon, "celdas": {"partida": cell("")}})
    assert answer["borradas"] == answer["rechazos"] == answer["conflictos"] == []
    found: dict[str, Any] = answer["verificaciones"]
    return found


def test_whoever_saves_alone_is_told_what_is_now(mine: Client, shared: None) -> None:  # noqa: ARG001
    before = mine.get(FINDINGS).json()["verificaciones"]
    first, second = _wrong(mine, 0), _wrong(mine, 1)
    assert "pendiente" not in first
    assert "pendiente" not in second
    assert before["errores"] < first["errores"] < second["errores"]


def test_another_is_told_what_was_said_and_then_what_is_now(mine: Client, colleague: Client, shared: None) -> None:  # noqa: ARG001
    first = _wrong(mine, 0)
    theirs = _wrong(colleague, 1)
    assert theirs["pendiente"] is True
    assert theirs == {**first, "pendiente": True}
    now = colleague.get(FINDINGS).json()["verificaciones"]
    assert "pendiente" not in now
    assert now["errores"] > first["errores"]
    # And it is not the page of whoever asked last that is answered with something old.
    assert "pendiente" not in _wrong(colleague, 2)


def test_sums_are_always_those_of_now(mine: Client, colleague: Client, shared: None) -> None:  # noqa: ARG001
    _wrong(mine, 0)
    line = rows(colleague)[1]
    answer = save(colleague, {"renglon": line["renglon"], "celdas": {"precio_unitario": cell("123.456,00")}})
    assert answer["verificaciones"]["pendiente"] is True
    assert answer["cuadre"] == colleague.get(FINDINGS).json()["cuadre"]


@pytest.mark.usefixtures("shared")
def test_what_was_said_long_ago_serves_nobody(mine: Client, colleague: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "SERVES", 0.0)
    _wrong(mine, 0)
    assert "pendiente" not in _wrong(colleague, 1)


def test_a_page_shows_what_is_now(mine: Client, colleague: Client, shared: None) -> None:  # noqa: ARG001
    _wrong(mine, 0)
    assert _wrong(colleague, 1)["pendiente"] is True
    page = colleague.get(f"/planes/{PLAN}/unidades/{COMPLETED}/paso/resumen").content.decode()
    now = colleague.get(FINDINGS).json()["verificaciones"]
    assert f'<span class="cuenta es-error">{now["errores"]}</span>' in page


def test_a_process_with_time_tells_everybody_what_is_now(
    mine: Client, colleague: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "SERVES", 3600.0)
    _wrong(mine, 0)
    assert "pendiente" not in _wrong(colleague, 1)


def test_how_busy_a_process_is() -> None:
    busy = Busy(0.0)

    def answer(began: float, ended: float) -> float:
        busy.began(began)
        part = busy.part(ended)
        busy.ended(ended)
        return part

    assert answer(0.0, 0.0) == 0.0
    halves = [answer(second, second + 0.5) for second in range(60)]
    assert 0.4 < halves[-1] < 0.6
    wholes = [answer(second, second + 1) for second in range(60, 120)]
    assert wholes[-1] > 0.99
    # After a rest it is not, and a request that takes long makes it busy before it is over.
    assert answer(200.0, 200.001) < 0.01
    assert answer(300.0, 330.0) > 0.99
    # A moment that was noted already is no error.
    assert 0.0 <= answer(310.0, 330.0) <= 1.0
