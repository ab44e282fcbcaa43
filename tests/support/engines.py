"""The same package on the three engines: where it was read, and copied into DuckDB and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from apthapi.core.copying import copy_tables
from apthapi.core.database import Database, Engine
from apthapi.core.package import Package, read_package

POSTGRESQL = "host=127.0.0.1 port=5432 user=postgres dbname=postgres connect_timeout=3"

ENGINES = (
    pytest.param(Engine.SQLITE, id="sqlite"),
    pytest.param(Engine.DUCKDB, id="duckdb"),
    pytest.param(Engine.POSTGRESQL, id="postgresql", marks=pytest.mark.postgresql),
)


@contextmanager
def postgresql() -> Iterator[Database]:
    """A database whose tables are of this connection alone, gone when it ends; skips where none answers."""
    try:
        connection = psycopg.connect(POSTGRESQL, autocommit=True)
    except psycopg.OperationalError as problem:
        pytest.skip(f"PostgreSQL does not answer on 127.0.0.1:5432: {problem}")
    with connection:
        # Temporary tables are of the connection alone: tests may run side by side and nothing is left behind.
        connection.execute("set search_path to pg_temp")
        yield Database(connection, Engine.POSTGRESQL)


@contextmanager
def package_on(engine: Engine, folder: Path) -> Iterator[Package]:
    """The package of a folder, with its tables on that engine."""
    package = read_package(folder, engine=Engine.DUCKDB if engine is Engine.DUCKDB else Engine.SQLITE)
    try:
        if engine is not Engine.POSTGRESQL:
            yield package
            return
        with postgresql() as database:
            with database.transaction():
                copy_tables(package.database, database)
            yield replace(package, database=database)
    finally:
        package.close()
