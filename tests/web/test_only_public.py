"""The public side alone, over a database that may only be read: all that is published, and nothing of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from web.databases import both_engines

PUBLIC = (
    "/publico/index.html",
    "/publico/340/2024/index.html",
    "/publico/340/2024/v1/index.html",
    "/publico/340/2024/v1/unidades/DDTJ.html",
    "/publico/340/2024/v1/buscar.html?q=cedulas",
    "/publico/340/2024/datos/plan.zip",
    "/publico/340/cambios.atom",
    "/verificar/",
    "/ayuda/",
    "/api/",
    "/api/v1/openapi.json",
    "/api/v1/planes",
    "/api/v1/planes/SEGIP-2024-1/requerimientos?limite=5",
    "/api/v1/planes/SEGIP-2024-1/requerimientos.csv",
    "/api/v1/planes/SEGIP-2024-1/presupuesto?por=unidad",
    "/salud/listo",
)
_READ_ONLY = {"postgresql": "set default_transaction_read_only", "sqlite": "pragma query_only"}
OF_PEOPLE = (
    "/inicio/",
    "/cuenta/ingresar/",
    "/planes/SEGIP-2024-1/",
    "/api/v1/propia/planes",
    "/administracion/tablas/",
)


@pytest.fixture
def replica(anio: None, settings: LazySettings) -> Iterator[Client]:  # noqa: ARG001 - what is published
    """Somebody who asks an installation that only reads, of a database that refuses everything else."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, only_public=True)
    settings.MIDDLEWARE = ["apthapi.web.portal.only_public.OnlyPublic", *settings.MIDDLEWARE]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ_ONLY[connection.vendor]} = on")
        yield Client()
        cursor.execute(f"{_READ_ONLY[connection.vendor]} = off")


@both_engines
def test_everything_that_is_published_is_read_without_writing(replica: Client) -> None:
    answers = {address: replica.get(address) for address in PUBLIC}
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(PUBLIC, 200)
    assert answers["/api/v1/planes/SEGIP-2024-1/requerimientos.csv"].getvalue().startswith(b"plan,")
    assert replica.get("/").headers["Location"] == "/publico/"


@both_engines
def test_what_is_of_people_is_not_there(replica: Client) -> None:
    assert {address: replica.get(address).status_code for address in OF_PEOPLE} == dict.fromkeys(OF_PEOPLE, 404)
    assert replica.post("/verificar/", {"codigo": "AAAA-BBBB-CCCC"}).status_code == 404
    assert replica.post("/cuenta/ingresar/", {"login": "demo-tarija"}).status_code == 404


def test_who_asks_too_often_waits_without_writing(replica: Client, settings: LazySettings) -> None:
    settings.API_PUBLICA = 3
    asked = [replica.get("/api/v1/planes", REMOTE_ADDR="198.51.100.7") for _ in range(5)]
    assert 429 in {answer.status_code for answer in asked[3:]}
    assert all(answer.status_code in (200, 429) for answer in asked)
