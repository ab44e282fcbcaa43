"""The database of PostgreSQL in a backup: the rows of every table, as text that any version reads, of one snapshot.

Tables are not described: the migrations of the application make them as they were, and then the rows come in. So no
program of PostgreSQL is needed, of whatever version, and the rows can be told apart from what they stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from apthapi.web.operations.backup.archive import digested, unpacked
from apthapi.web.operations.backup.errors import BackupError
from apthapi.web.operations.backup.manifest import Manifest, Table

_PLAIN = (
    "set timezone = 'UTC'",
    "set datestyle = 'ISO, YMD'",
    "set extra_float_digits = 1",
    "set bytea_output = 'hex'",
    "set intervalstyle = 'postgres'",
    "set client_encoding = 'UTF8'",
)
"""What decides how a value is written as text."""
_EVERYTHING = "set apthapi.vista = 'todo'"
"""A backup is of all entities: without it, their wall would leave it empty."""
_TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"
_COLUMNS = (
    "select attname from pg_attribute where attrelid = ('public.' || quote_ident(%s))::regclass "
    "and attnum > 0 and not attisdropped and attgenerated = '' order by attnum"
)
_KEY = (
    "select a.attname, t.typcategory = 'S' from pg_index i "
    "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
    "join pg_type t on t.oid = a.atttypid "
    "where i.indrelid = ('public.' || quote_ident(%s))::regclass and i.indisprimary "
    "order by array_position(i.indkey::int[], a.attnum::int)"
)
_SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = 'public' and last_value is not null"
_OTHERS = (
    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
    "and backend_type = 'client backend'"
)
_BLOCK = 2**18


@contextmanager
def snapshot(parameters: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """A connection that reads the database of one moment, whatever is saved meanwhile."""
    with psycopg.connect(**parameters, autocommit=True) as database:
        for statement in (*_PLAIN, _EVERYTHING):
            database.execute(statement)
        database.execute("begin isolation level repeatable read read only")
        yield database


def describe(database: psycopg.Connection[Any], manifest: Manifest) -> None:
    """What the snapshot holds, into the manifest, but for the rows themselves."""
    manifest.migrations = [
        (app, name) for app, name in database.execute("select app, name from django_migrations order by id")
    ]
    heads = database.execute("select entidad, numero, huella from audit_cabeza")
    manifest.heads = {entity: (number, seal) for entity, number, seal in heads}
    for (name,) in database.execute(_TABLES).fetchall():
        manifest.tables[name] = Table(0, _columns(database, name))
    # Sequences are of no snapshot: those of now are never behind the rows.
    manifest.sequences = dict(database.execute(_SEQUENCES).fetchall())


def rows_of(
    database: psycopg.Connection[Any], table: str, columns: Iterable[str], counted: list[int]
) -> Iterator[bytes]:
    """The rows of a table in the order of its key, as text; their number is added to `counted` at the end."""
    order = [
        sql.SQL("{} collate {}").format(sql.Identifier(name), sql.Identifier("C")) if is_text else sql.Identifier(name)
        for name, is_text in database.execute(_KEY, [table])
    ]
    text = sql.SQL("copy (select {} from public.{} t order by {}) to stdout").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(table),
        sql.SQL(", ").join(order) if order else sql.SQL('t::text collate "C"'),
    )
    with database.cursor() as cursor:
        with cursor.copy(text) as copy:
            block = bytearray()
            for row in copy:
                block += row
                if len(block) >= _BLOCK:
                    yield bytes(block)
                    block = bytearray()
            yield bytes(block)
        counted.append(cursor.rowcount)


def check(staged: Path, manifest: Manifest) -> None:
    """The rows of the backup are those that were kept. Raises BackupError."""
    for name, table in manifest.tables.items():
        if digested(unpacked(staged / "base" / name)) != table.content:
            raise BackupError(
                f"La tabla {name} del respaldo no es la que se guardó: su SHA-256 es otro. No se escribió nada."
            )


def is_empty() -> bool:
    """Whether nothing is in the database."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return not cursor.fetchall()


def in_use() -> bool:
    """Whether somebody else is connected to the database."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        return bool(cursor.fetchone()[0])


def load(staged: Path, manifest: Manifest, aside: str) -> None:
    """Make the tables as they were and put the rows in, all or nothing; what was there goes to a schema `aside`.

    Raises BackupError if what came in is not what was kept.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _PLAIN:
            cursor.execute(statement.replace("set ", "set local ", 1))
        if aside:
            cursor.execute(sql.SQL("alter schema public rename to {}").format(sql.Identifier(aside)))
            cursor.execute("create schema public")
        # Otherwise a migration that follows another that wrote rows could not change their table.
        cursor.execute("set constraints all immediate")
        _make_tables(manifest)
        database: psycopg.Connection[Any] = connection.connection
        _refuse_other_tables(database, manifest)
        every = sql.SQL(", ").join(sql.Identifier("public", name) for name in manifest.tables)
        cursor.execute(sql.SQL("truncate {}").format(every))
        cursor.execute("set constraints all deferred")
        for name, table in manifest.tables.items():
            _fill(database, name, table, staged / "base" / name)
        for name, value in manifest.sequences.items():
            cursor.execute("select setval(('public.' || quote_ident(%s))::regclass, %s)", [name, value])
        for name, table in manifest.tables.items():
            counted: list[int] = []
            if digested(rows_of(database, name, table.columns, counted)) != table.content or counted != [table.rows]:
                raise BackupError(f"La tabla {name} no quedó como estaba en el respaldo. No se escribió nada.")


def _make_tables(manifest: Manifest) -> None:
    """The tables as the migrations of the backup make them, and no others."""
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    if unknown := [".".join(each) for each in manifest.migrations if each not in known]:
        raise BackupError(
            f"El respaldo es de una versión más nueva ({manifest.version}): no se conoce {', '.join(unknown[:3])}. "
            "Instale esa versión y repita. No se escribió nada."
        )
    executor.migrate(manifest.migrations)


def _refuse_other_tables(database: psycopg.Connection[Any], manifest: Manifest) -> None:
    there = {name for (name,) in database.execute(_TABLES)}
    if strange := sorted(there ^ set(manifest.tables)):
        raise BackupError(
            f"Las tablas del respaldo no son las de la aplicación: {', '.join(strange[:5])}. No se escribió nada."
        )


def _fill(database: psycopg.Connection[Any], name: str, table: Table, packed: Path) -> None:
    text = sql.SQL("copy public.{} ({}) from stdin").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with database.cursor() as cursor, cursor.copy(text) as copy:
        for some in unpacked(packed):
            copy.write(some)


def _columns(database: psycopg.Connection[Any], name: str) -> tuple[str, ...]:
    return tuple(row[0] for row in database.execute(_COLUMNS, [name]))
