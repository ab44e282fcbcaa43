"""A database that does not answer: people are told what is not known, and nobody that something was stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apthapi.web.operations.away import QUICK, Away
from apthapi.web.process.errors import RETRY_AFTER
from web.databases import _connect, point_at

SAVE = "/planes/EJEMPLO/unidades/UNO/guardar/requerimientos_3_01"


@pytest.fixture
def away(empty: object, tmp_path: Path) -> Iterator[Client]:  # noqa: ARG001 - the tests may reach a database
    """A browser of somebody who is signed in, while nobody listens where the database should be."""
    before = connections.settings["default"]
    point_at(tmp_path, "postgresql://postgres@127.0.0.1:1/nadie")
    client = Client(raise_request_exception=False)
    client.cookies["apthapi_sesion"] = "sesiondeejemplo0123456789abcdefgh"
    yield client
    _connect(before)


def test_a_save_is_told_to_be_sent_again(away: Client) -> None:
    answer = away.post(SAVE, "{}", content_type="application/json")
    assert answer.status_code == 503
    assert answer["Retry-After"] == str(RETRY_AFTER)
    assert answer.json()["mensaje"] == (
        "La base de datos no atiende ahora. Vuelva a intentarlo en un momento. Lo que ya estaba guardado "
        "sigue a salvo. No se sabe si lo último alcanzó a guardarse. "
        "Se envía otra vez sin peligro: lo que ya se guardó no se repite."
    )


def test_a_form_is_told_to_look_before_it_is_repeated(away: Client) -> None:
    answer = away.post("/planes/EJEMPLO/unidades/UNO/acto/enviar_unidad", {"asi": "1"})
    assert answer.status_code == 503
    assert "antes de repetirlo, mire cómo quedó" in answer.content.decode()
    assert "El sistema no puede atender ahora" in answer.content.decode()


def test_a_page_says_only_that_it_cannot_be_seen_now(away: Client) -> None:
    answer = away.get("/inicio/")
    assert answer.status_code == 503
    assert "Lo que ya estaba guardado sigue a salvo" in answer.content.decode()
    assert "No se sabe" not in answer.content.decode()


class Behind:
    """What stands behind `Away`: it says how often it was asked, and each answer takes so many seconds of a clock."""

    def __init__(self, takes: float, status: int) -> None:
        self.takes, self.status = takes, status
        self.asked, self.now = 0, 1000.0

    def __call__(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django gives it
        self.asked += 1
        self.now += self.takes
        return HttpResponse(status=self.status)


@pytest.mark.parametrize(
    ("takes", "status", "asked"),
    [
        pytest.param(QUICK * 5, 503, 1, id="cut"),
        pytest.param(QUICK / 5, 503, 2, id="refused at once"),
        pytest.param(QUICK * 5, 200, 2, id="slow"),
    ],
)
def test_nobody_waits_behind_who_could_not_connect(away: Client, takes: float, status: int, asked: int) -> None:  # noqa: ARG001 - no connection is open
    behind = Behind(takes, status)
    room = Away(behind, lambda: behind.now)
    asks = RequestFactory().post(SAVE, "{}", content_type="application/json")
    room(asks)
    second = room(asks)
    assert behind.asked == asked
    if asked == 1:
        assert (second.status_code, second["Retry-After"]) == (503, str(RETRY_AFTER))
        assert "Se envía otra vez sin peligro" in json.loads(second.content)["mensaje"]
        behind.now += RETRY_AFTER
        room(asks)
        assert behind.asked == 2, "later it is tried again"


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="session")
def test_a_session_that_was_cut_is_let_go(empty: object) -> None:  # noqa: ARG001 - a database
    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name like 'tcp_%'")
        told = dict(cursor.fetchall())
    assert (told["tcp_keepalives_idle"], told["tcp_user_timeout"]) == ("20", "30000")
