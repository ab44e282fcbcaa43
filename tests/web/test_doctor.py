"""What is wrong with an installation is told all at once, each with how to repair it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from pyrage import x25519

from apthapi.cli import main
from apthapi.web.audit import guards
from apthapi.web.config.environment import PRODUCTION
from apthapi.web.entities.models import Entidad
from apthapi.web.operations.backup.making import NOTE, make_backup
from apthapi.web.operations.doctor.asking import ask_everything
from apthapi.web.operations.heartbeat import SILENT, heartbeat_file
from apthapi.web.operations.place import home
from apthapi.web.process import trace
from apthapi.web.process.acts import act
from apthapi.web.wall import policies
from web.databases import both_engines, on_sqlite

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture(autouse=True)
def well(demo: None, settings: LazySettings, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001 - which is made well
    """An installation in which nothing must be repaired."""
    settings.MEDIA_ROOT = tmp_path / "archivos"
    tmp_path.chmod(0o700)
    heartbeat_file().touch()
    make_backup(tmp_path / "respaldos", [x25519.Identity.generate().to_public()])
    yield
    if connection.vendor == "postgresql":  # a file of SQLite is of one test alone
        trace.install()
        guards.install()


def told(level: str = "error") -> dict[str, str]:
    return {each.what: each.found for each in ask_everything() if each.level == level}


def drop_guard(engine: str) -> str:
    """The statement without which no act can be touched."""
    return "drop trigger guarda_update_process_acto" + (" on process_acto" if engine == "postgresql" else "")


@both_engines
def test_a_good_installation_has_nothing_to_repair(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["bien"] is True
    looked = {each["que"] for each in said["revisado"] if each["nivel"] == "bien"}
    assert {"base de datos", "migraciones", "reloj", "trabajos", "respaldo", "anclas", "traza", "archivos"} <= looked
    assert all(bool(each["repare"]) == (each["nivel"] != "bien") for each in said["revisado"])
    assert engine in next(each["hallado"] for each in said["revisado"] if each["que"] == "base de datos").lower()


@both_engines
def test_what_was_touched_in_the_trace_is_an_error(engine: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(drop_guard(engine))
        cursor.execute("update process_acto set detalle = 'otro' where id = (select max(id) from process_acto)")
    assert told()["traza"].startswith("2 problemas")


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="session")
def test_a_wall_that_is_not_there_or_stops_nobody_is_told(
    engine: str, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "rol «apthapi_pruebas» no lo salta" in told("bien")["muro"], engine
    with connection.cursor() as cursor:
        cursor.execute("alter table planes disable row level security")
    assert "no está en 1 tablas; la primera, planes" in told()["muro"]
    policies.install()
    here = connection.settings_dict["NAME"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "USER", "postgres")
    assert connection.settings_dict["NAME"] == here
    assert "«postgres», que es superusuario" in told("aviso")["muro"]
    settings.DEMOSTRACION = False
    assert "el muro entre entidades no la detiene" in told()["muro"]
    connection.close()


@on_sqlite("PostgreSQL has the wall")
def test_two_entities_in_one_file_have_no_wall_and_it_is_said() -> None:
    assert "muro" not in told("aviso")
    with act("prueba", None, None), connection.cursor() as cursor:
        cursor.execute(
            "insert into planes (plan, entidad, nombre_entidad, sigla, gestion, version, tipo, reemplaza, fecha, "
            "afecta_pei, justificacion) select 'OTRO', '999', nombre_entidad, sigla, gestion, version, tipo, "
            "reemplaza, fecha, afecta_pei, justificacion from planes limit 1"
        )
    assert "Planifican 2 entidades en un mismo archivo SQLite" in told("aviso")["muro"]


def test_everything_that_is_wrong_is_told_at_once(
    engine: str, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMOSTRACION = False
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mode=PRODUCTION, hosts=("poa.example.bo",), proxies=0)
    home().chmod(0o755)
    note = json.loads((home() / NOTE).read_text())
    old = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    (home() / NOTE).write_text(json.dumps({**note, "moment": old, "lacking": ["archivos/externos/uno.pdf"]}))
    (home() / "traza").write_text("no es una carpeta")
    with connection.cursor() as cursor:
        cursor.execute(drop_guard(engine))
        cursor.execute("update process_acto set momento = '2999-01-01 00:00:00'")
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    for words in (
        "APTHAPI_PROXIES: Vale 0",
        "cuentas de demostración abiertas",
        "Otros usuarios de la máquina pueden leer",
        "El último es de hace 72 horas",
        "Le faltan 1 archivos que la base nombra",
        "No se puede escribir en",
        "reloj está atrasado",
        "traza: ",
    ):
        assert words in said, words


def test_a_worker_that_is_silent_is_told(settings: LazySettings) -> None:
    assert "En marcha" in told("bien")["trabajos"]
    past = datetime.now(UTC).timestamp() - SILENT - 1
    os.utime(heartbeat_file(), (past, past))
    assert "no da señales" in told("aviso")["trabajos"]
    heartbeat_file().unlink()
    assert "nunca dio señales" in told("aviso")["trabajos"]
    settings.TRAZA = home() / "nada" / "traza"
    assert "No existe" in told()["carpeta de datos"]


@on_sqlite("PostgreSQL is meant for many entities")
def test_more_than_one_entity_on_sqlite_is_told() -> None:
    assert "motor" not in told("aviso")
    with act("prueba", None, None):
        Entidad.objects.create(codigo="0999", nombre="Entidad de ejemplo", sigla="EJ")
    assert told("aviso")["motor"].startswith("Hay 2 entidades")


def test_tables_of_another_version_are_told_and_nothing_is_asked_of_them() -> None:
    def note(app: str, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"insert into django_migrations (app, name, applied) values ('{app}', '{name}', '2024-01-01')"
            )

    note("process", "9999_del_futuro")
    assert "versión más nueva: process.9999_del_futuro" in told()["migraciones"]
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where name = '9999_del_futuro' or app = 'libros'")
    assert "Faltan 1" in told()["migraciones"]
    assert "traza" not in told("bien")


@on_sqlite("a file that is not there, or is no database")
def test_what_cannot_be_reached_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "apthapi.sqlite3").unlink()
    connection.close()
    assert told()["base de datos"].startswith("No hay ninguna")
    (tmp_path / "apthapi.sqlite3").write_bytes(b"no es una base de datos" * 100)
    assert "La base no responde" in told()["base de datos"]


def test_the_worker_gives_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat_file().unlink()
    seen: list[Any] = []
    monkeypatch.setattr("threading.Thread.start", lambda self: seen.append(self.name))
    call_command("trabajar", batch=True, verbosity=0, startup_delay=False)
    assert heartbeat_file().exists()
    assert seen == ["latido"]
