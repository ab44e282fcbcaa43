"""What programs that watch an installation learn from it, and that they learn of nobody."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.urls import reverse

from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.operations import health
from apthapi.web.operations.heartbeat import heartbeat_file
from apthapi.web.operations.logs import AsJson
from web.grid import cell, rows, send
from web.grid import save as save_cells

SECRETS = ("texto-que-nadie-debe-ver", "203.0.113.9", "nombre-de-usuario-x", "busqueda-secreta")
PROXIED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _alive(tmp_path: Path, settings: LazySettings) -> None:
    settings.TRAZA = tmp_path / "traza"
    heartbeat_file().touch()


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged, as it would go to standard error."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AsJson())
    root, requests = logging.getLogger(), logging.getLogger("apthapi.pedidos")
    before = requests.level
    requests.setLevel(logging.INFO)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    requests.setLevel(before)


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.usefixtures("demo")
def test_a_line_for_each_request_and_nobody_in_it(
    log: StringIO, as_role: Callable[..., Client], settings: LazySettings
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = as_role(Rol.PREPARA, COMPLETED)
    line = rows(client)[0]["renglon"]
    save_cells(client, {"renglon": line, "celdas": {"descripcion": cell(SECRETS[0])}})
    send(client, [{"renglon": line, "celdas": {"partida": cell(SECRETS[0])}}])
    client.get(f"/planes/{PLAN}/?q=busqueda-secreta", **PROXIED)  # type: ignore[arg-type]
    client.get("/texto-que-nadie-debe-ver/")
    client.get("/", HTTP_HOST="nombre-de-usuario-x.example")
    stranger = Client(raise_request_exception=False)
    for _ in range(7):
        stranger.post(reverse("account_login"), {"login": SECRETS[2], "password": SECRETS[0]}, **PROXIED)  # type: ignore[arg-type]
    told = log.getvalue()
    hidden = [*SECRETS, *Persona.objects.values_list("username", flat=True)]
    hidden += [name for name in Persona.objects.values_list("first_name", flat=True) if name]
    assert [each for each in hidden if each in told] == []
    requests = [each for each in lines(log) if each["registro"] == "apthapi.pedidos"]
    found = next(each for each in requests if each["vista"] == "guardar")
    assert (found["metodo"], found["estado"], found["entidad"], found["rol"]) == ("POST", 200, "340", "prepara")
    assert found["ms"] > 0
    assert len({each["folio"] for each in requests}) == len(requests) >= 12
    assert {each["vista"] for each in requests if each["estado"] == 404} == {"ninguna"}


@pytest.mark.usefixtures("demo")
def test_what_fails_is_logged_with_its_place_and_the_number_that_the_person_sees(
    log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(SECRETS[0])

    monkeypatch.setattr("apthapi.web.process.views.render", fail)
    answer = Client(raise_request_exception=False).get("/")
    failed = next(each for each in lines(log) if "excepcion" in each)
    assert answer.status_code == 500
    assert failed["excepcion"] == "ValueError"
    assert any("in fail" in each or each.endswith(" fail") for each in failed["donde"])
    assert failed["folio"] == answer["X-Request-ID"]
    assert failed["folio"] in answer.content.decode()
    assert SECRETS[0] not in log.getvalue() + answer.content.decode()


def test_an_error_page_tells_the_number_of_its_request(client: Client, demo: None) -> None:  # noqa: ARG001
    answer = client.get("/no-existe/")
    assert answer.status_code == 404
    assert f"<code>{answer['X-Request-ID']}</code>" in answer.content.decode()


@pytest.mark.usefixtures("demo")
def test_strangers_learn_whether_it_serves_and_nothing_more(client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["poa.example.bo"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/salud").json() == {"estado": "vivo"}
    assert client.get("/salud/listo", **PROXIED).json() == {"estado": "listo"}  # type: ignore[arg-type]
    assert client.get("/salud/listo").json() == {"estado": "listo", "base": True, "migraciones": True, "trabajos": True}
    for more in (PROXIED, {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": ""}):
        assert client.get("/metricas", **more).status_code == 404  # type: ignore[arg-type]
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, metrics="una-ficha")
    for token, status in (("una-ficha", 200), ("otra", 404), ("", 404)):
        answer = client.get("/metricas", HTTP_AUTHORIZATION=f"Bearer {token}", **PROXIED)  # type: ignore[arg-type]
        assert answer.status_code == status


@pytest.mark.usefixtures("demo")
def test_it_is_not_ready_without_a_worker_tables_or_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def part(name: str) -> bool:
        answer = client.get("/salud/listo")
        assert (answer.status_code == 503) == (answer.json()["estado"] == "no listo")
        return bool(answer.json()[name])

    assert part("trabajos")
    heartbeat_file().unlink()
    assert not part("trabajos")
    monkeypatch.setattr(health, "_known_to_be_migrated", [])
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'libros'")
    assert not part("migraciones")
    with renamed("django_migrations"):
        assert not part("base")


@contextmanager
def renamed(table: str) -> Iterator[None]:
    """Without that table meanwhile: on PostgreSQL the other tests have the same ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {table} rename to otra_{table}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"alter table otra_{table} rename to {table}")


_COUNTING = """
import os, resource, sys
largest = int(sys.argv[1])
if largest:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
from apthapi.web.operations.reserved import ROOM, reserve
print("reserva", reserve())
for each in os.scandir(sys.argv[2]):
    print("ocupa", each.stat().st_blocks * 512 >= ROOM)
import django
django.setup()
from apthapi.web.operations.metrics import count_request, count_save, exposed
count_request("ayuda", "GET", 200, 0.02)
count_save({"rechazos": [1, 2], "conflictos": []})
print(exposed().decode())
"""


def _counting(variables: dict[str, str], folder: Path, largest: int = 0) -> subprocess.CompletedProcess[str]:
    mine = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    mine["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    command = [sys.executable, "-c", _COUNTING, str(largest), str(folder)]
    return subprocess.run(command, env=mine, capture_output=True, text=True, check=True)


def test_every_process_counts_and_any_answers_for_all(
    demo: None,  # noqa: ARG001 - where the figures are
    engine: str,
    variables: dict[str, str],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "metricas"
    folder.mkdir()
    for times in (1, 2):
        done = _counting(variables, folder)
        assert "reserva True" in done.stdout
        assert "ocupa False" not in done.stdout
        assert f'apthapi_requests_total{{method="GET",status="200",view="ayuda"}} {times}.0' in done.stdout
        assert f'apthapi_request_seconds_bucket{{le="0.025",view="ayuda"}} {times}.0' in done.stdout
        assert f"apthapi_refused_cells_total {2 * times}.0" in done.stdout
    assert done.stdout.count("ocupa True") == 4
    for name in ("apthapi_queue_waiting 0.0", "apthapi_worker_silent_seconds", "apthapi_database_bytes", engine):
        assert name in done.stdout, name


def test_a_process_without_room_for_its_counts_serves_all_the_same(
    demo: None,  # noqa: ARG001 - where the figures are
    variables: dict[str, str],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "metricas"
    folder.mkdir()
    done = _counting(variables, folder, largest=2**16)
    assert "reserva False" in done.stdout
    assert 'apthapi_requests_total{method="GET",status="200",view="ayuda"} 1.0' in done.stdout
    assert not list(folder.iterdir())
