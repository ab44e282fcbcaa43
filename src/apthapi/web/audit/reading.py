"""Connections of a verification: for reading, all of one moment, which any process can open. Knows no Django."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from apthapi.core.database import Database, Engine, Row

_SETTINGS = (
    "set timezone = 'UTC'",
    "set work_mem = '192MB'",
    # The trace is read in the order of its index: sorting it would take more room than it does.
    "set enable_sort = off",
    "set enable_seqscan = on",
    "set jit = off",
    # What is verified is the trace of all entities: whose chains they are, who asks says.
    "set apthapi.vista = 'todo'",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database is, and the moment that is read (a snapshot of PostgreSQL)."""

    engine: Engine
    path: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    snapshot: str = ""


@contextmanager
def opened(place: Place) -> Iterator[Database]:
    """A connection for reading, in a transaction: everything that it reads is of one moment."""
    database = _postgresql(place) if place.engine is Engine.POSTGRESQL else _sqlite(place.path)
    try:
        yield database
    finally:
        database.close()


def _sqlite(path: str) -> Database:
    uri = f"{Path(path).absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=20)
    # Text that somebody broke must be told, not stop the verification.
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    connection.execute("pragma cache_size = -64000")
    connection.execute("begin")
    return Database(connection, Engine.SQLITE)


def _postgresql(place: Place) -> Database:
    import psycopg  # noqa: PLC0415 - only what needs a server loads it

    connection: Any = psycopg.connect(**place.parameters, autocommit=True)
    for statement in _SETTINGS:
        connection.execute(statement)
    connection.execute("begin isolation level repeatable read read only")
    if place.snapshot:
        connection.execute(f"set transaction snapshot '{place.snapshot}'")
    return Database(connection, Engine.POSTGRESQL)


def stream(database: Database, name: str, sql: str) -> Iterator[Row]:
    """The rows of a query, some thousands in memory at a time on every engine; `name` tells open ones apart."""
    if database.engine is not Engine.POSTGRESQL:
        yield from database.connection.cursor().execute(sql)
        return
    with database.connection.cursor(name, binary=True) as cursor:
        cursor.itersize = 4000
        cursor.execute(sql)
        yield from cursor
