"""Databases of the web tests: each test has its own committed rows, for the rules read through their own connection.

Prepared once a session, empty and with the demonstration. On SQLite a test gets a copy of the file; on PostgreSQL,
where making a database takes seconds, the rows are put back from a schema beside them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from apthapi.core.database import Database
from apthapi.web.config.environment import read_environment
from apthapi.web.entities.demo import prepare_demonstration, prepare_year
from apthapi.web.plans.live import close_judge, live
from apthapi.web.wall import sight

both_engines = pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="session"
)
"""For tests of what the database itself does."""


def on_sqlite(why: str) -> pytest.MarkDecorator:  # noqa: ARG001 - said to who reads the test
    """For tests of what is so on SQLite alone: they stay there when the others run on PostgreSQL."""
    return pytest.mark.parametrize("engine", ["sqlite"], scope="session")


ROLE = "apthapi_pruebas"
"""Who owns the databases of the tests: an ordinary role, as installations have; a superuser walks through the wall."""
_SERVER = "host=127.0.0.1 port=5432 user=postgres dbname={} connect_timeout=3"
_URL = f"postgresql://{ROLE}@127.0.0.1:5432/{{}}"
_MAKE_ROLE = f"""
do $$ begin create role {ROLE} login; exception when duplicate_object or unique_violation then null; end $$
"""
_CONTENTS: dict[str, Callable[[], object]] = {
    "vacia": lambda: None,
    "demo": prepare_demonstration,
    "anio": prepare_year,
    "sin_tramite": lambda: prepare_demonstration(begun=False),
}


class Store(Protocol):
    """The prepared databases of one engine."""

    def lend(self, contents: str, folder: Path) -> dict[str, str]:
        """Point Django at a database with these contents; the variables with which another process finds it."""


class Files:
    """Prepared SQLite files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lend(self, contents: str, folder: Path) -> dict[str, str]:
        """A copy in the folder of the test."""
        shutil.copyfile(self._prepared(contents), folder / "apthapi.sqlite3")
        return point_at(folder)

    def _prepared(self, contents: str) -> Path:
        folder = self._folder / contents
        file = folder / "apthapi.sqlite3"
        if not file.exists():
            (folder / "obra").mkdir(parents=True, exist_ok=True)
            if contents != "vacia":
                shutil.copyfile(self._prepared("vacia"), folder / "obra" / file.name)
            point_at(folder / "obra")
            call_command("migrate", verbosity=0)
            _CONTENTS[contents]()
            live().execute("vacuum into ?", [str(file)])  # the journal included
        return file


class Schemas:
    """One PostgreSQL database of this process; what was prepared stands in a schema of it for each contents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"apthapi_pruebas_{os.getpid()}"
        self._ready: list[str] = []
        with as_superuser() as server:
            server.execute(_MAKE_ROLE)
        self._server(f"create database {{}} owner {ROLE}")
        self._server("alter database {} set synchronous_commit = off")  # a test that fails is run again

    def lend(self, contents: str, folder: Path) -> dict[str, str]:
        """The database, with its rows put back."""
        self._prepare(contents)
        variables = point_at(folder, _URL.format(self.name))
        _put_back(self.name, contents)
        connection.close()  # the test begins with a new one
        return variables

    def drop(self) -> None:
        """Remove the database."""
        connection.close()
        self._server("drop database if exists {} with (force)")

    def _prepare(self, contents: str) -> None:
        if contents in self._ready:
            return
        point_at(self._folder, _URL.format(self.name))
        if self._ready:
            _put_back(self.name, "vacia")
        else:
            call_command("migrate", verbosity=0)
            _keep(self.name, "vacia")
            self._ready.append("vacia")
        if contents not in self._ready:
            _CONTENTS[contents]()
            _keep(self.name, contents)
            self._ready.append(contents)

    def _server(self, statement: str) -> None:
        with as_superuser() as server:
            server.execute(sql.SQL(statement).format(sql.Identifier(self.name)))


@contextmanager
def as_superuser(database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
    """A connection that makes databases, and puts rows back past triggers and walls."""
    with psycopg.connect(_SERVER.format(database), autocommit=True) as server:
        yield server


@contextmanager
def schemas(folder: Path) -> Iterator[Schemas]:
    """PostgreSQL's databases; skips where none answers, except in CI, which must have one."""
    try:
        store = Schemas(folder)
    except psycopg.OperationalError as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer on 127.0.0.1:5432: {problem}")
    try:
        yield store
    finally:
        store.drop()


@contextmanager
def lent(store: Store, contents: str, folder: Path) -> Iterator[dict[str, str]]:
    """Django on a database of the store while it lasts; with the variables of `Store.lend`."""
    before = connections.settings["default"]
    sight._rest()  # a request that the test before it left half read does not narrow what this one prepares
    yield store.lend(contents, folder)
    close_judge()
    _connect(before)


@contextmanager
def lent_with_files(store: Store, contents: str, folder: Path) -> Iterator[None]:
    """The same for a whole module, with a folder of files of its own."""
    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, folder / "archivos"
    with lent(store, contents, folder):
        yield
    settings.MEDIA_ROOT = kept


def point_at(folder: Path, url: str = "") -> dict[str, str]:
    """Make Django's connection, of this thread and of those to come, one to this database; see `Store.lend`."""
    variables = {"APTHAPI_MODO": "demostracion", "APTHAPI_DATOS": str(folder), "APTHAPI_SECRETO": "pruebas"}
    variables["APTHAPI_BASE"] = url
    _connect(read_environment(variables).database)
    settings.TRAZA = folder / "traza"
    return variables


def _connect(database: dict[str, Any]) -> None:
    connection.close()
    connections.settings |= connections.configure_settings({"default": database})
    del connections["default"]


_TABLES = "select quote_ident(tablename) from pg_tables where schemaname = 'public' order by 1"
_SEQUENCES = (
    "select quote_ident(sequencename), coalesce(last_value, 1), last_value is not null "
    "from pg_sequences where schemaname = 'public'"
)


def _keep(database: str, contents: str) -> None:
    """Copy every table into a schema, with the place of each sequence."""
    with as_superuser(database) as server:
        tables = [row[0] for row in server.execute(_TABLES)]
        again = [
            "set session_replication_role = replica",  # triggers and foreign keys rest meanwhile
            *(f"delete from {name}; insert into {name} select * from {contents}.{name}" for name in tables),
            *(f"select setval('{name}', {last}, {used})" for name, last, used in server.execute(_SEQUENCES)),
        ]
        server.execute(f"create schema {contents}".encode())
        for name in tables:
            server.execute(f"create table {contents}.{name} as select * from {name}".encode())
        _AGAIN[contents] = "; ".join(again)


_AGAIN: dict[str, str] = {}


def _put_back(database: str, contents: str) -> None:
    connection.close()
    with as_superuser(database) as server:
        server.execute(_AGAIN[contents].encode())


@contextmanager
def queries(*, judge: bool = True) -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile, by Django or by our own SQL, of the judge too if wanted."""
    made: list[str] = []

    def note(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        made.append(statement)
        return execute(statement, parameters, many, context)

    def marked(self: Database, statement: str, parameters: Sequence[object]) -> str:
        if judge or self.connection is connection.connection:
            made.append(statement)
        return original(self, statement, parameters)

    original = Database._marked
    with connection.execute_wrapper(note), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_marked", marked)
        yield made
