"""A database that does not answer: people are told what is not known, and nobody that something was stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

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
