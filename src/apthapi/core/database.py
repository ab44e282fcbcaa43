"""One face for the databases that hold a plan: in-memory SQLite, DuckDB for large data, or a live connection.

Everything above reads plans with plain SQL that all three share; see docs/adr/0002-a-rule-is-a-query.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

Row = tuple[Any, ...]


class Engine(StrEnum):
    """Which SQL engine answers."""

    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"


SCHEMAS = {Engine.SQLITE: "main", Engine.DUCKDB: "main", Engine.POSTGRESQL: "public"}
"""Where the tables of the format stand on each engine."""

_NUMERIC = 1700
"""The type by which PostgreSQL adds up whole numbers."""

_STAGE = "apthapi_llegan"
"""Where rows arrive before they go to their table."""


class Prepared(str):
    """A statement that is asked all the time: a connection to PostgreSQL keeps how to answer it.

    It names its columns: with `*`, one that is added while people work would be an error until the connection ends.
    """

    __slots__ = ()


class Database:
    """A DB-API connection and the few things in which the engines differ."""

    def __init__(
        self,
        connection: Any,
        engine: Engine,
        folder: TemporaryDirectory[str] | None = None,
        preparing: Callable[[Any], Any] | None = None,
    ) -> None:
        """`preparing` makes a cursor whose parameters the server binds, for statements that are `Prepared`."""
        self.connection = connection
        self.engine = engine
        self._folder = folder
        self._preparing = preparing

    @property
    def folder(self) -> Path | None:
        """The folder of a temporary database, which goes when it is closed."""
        return Path(self._folder.name) if self._folder else None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement that returns nothing."""
        self._run(sql, parameters)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query; `?` marks each parameter. Whole numbers come as int on every engine."""
        return self._rows(self._run(sql, parameters))

    def table(self, sql: str, parameters: Sequence[object] = ()) -> tuple[list[str], list[Row]]:
        """Column names and rows of a query."""
        cursor = self._run(sql, parameters)
        return [column[0] for column in cursor.description], self._rows(cursor)

    def stream(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query, a few thousand in memory at a time; other queries may run in between."""
        with closing(self.connection.cursor()) as cursor:
            cursor.execute(self._marked(sql, parameters), parameters)
            while rows := cursor.fetchmany(5000):
                yield from rows

    def dicts(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows of a query by column name."""
        names, rows = self.table(sql, parameters)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first cell of a query, None without rows."""
        rows = self.query(sql, parameters)
        return rows[0][0] if rows else None

    def create(self, name: str, columns: Sequence[tuple[str, str]]) -> None:
        """Create a table; text compares byte by byte on every engine."""
        collate = ' collate "C"' if self.engine is Engine.POSTGRESQL else ""
        body = ", ".join(f"{c} {t}{collate if t == 'TEXT' else ''}" for c, t in columns)
        self.execute(f"create table {name} ({body})")

    @contextmanager
    def unordered(self) -> Iterator[None]:
        """While it lasts DuckDB need not keep the order of rows, and uses every processor."""
        self.keep_order(False)
        try:
            yield
        finally:
            self.keep_order(True)

    def keep_order(self, keep: bool) -> None:
        """Whether DuckDB keeps the order in which rows come; the other engines always do."""
        if self.engine is Engine.DUCKDB:
            self.execute(f"set preserve_insertion_order = {str(keep).lower()}")

    def index(self, name: str, columns: Sequence[str]) -> None:
        """Index a table that was filled. Only for SQLite: the others hash their joins, and gain nothing."""
        if self.engine is Engine.SQLITE:
            self.execute(f"create index i_{name} on {name} ({', '.join(columns)})")

    def insert(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows to a table."""
        if self.engine is Engine.DUCKDB:
            self._insert_columns(name, columns, rows)
            return
        if self.engine is Engine.POSTGRESQL:
            self._insert_staged(name, columns, rows)
            return
        marks = ", ".join("?" for _ in columns)
        self.connection.cursor().executemany(f"insert into {name} ({', '.join(columns)}) values ({marks})", rows)

    def _insert_staged(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """By way of a table of the session: PostgreSQL copies into none that has row-level security."""
        cursor, listed = self.connection.cursor(), ", ".join(columns)
        cursor.execute(f"drop table if exists pg_temp.{_STAGE}")
        cursor.execute(f"create temporary table {_STAGE} as select {listed} from {name} with no data")
        with cursor.copy(f"copy {_STAGE} ({listed}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"insert into {name} ({listed}) select {listed} from {_STAGE}")
        cursor.execute(f"drop table {_STAGE}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is kept whole, or not at all if it raises."""
        self.execute("begin")
        try:
            yield
        except BaseException:
            self.execute("rollback")
            raise
        self.execute("commit")

    @contextmanager
    def savepoint(self, name: str) -> Iterator[None]:
        """Do what is inside together, within the transaction of the caller if any. DuckDB has nothing of it."""
        if self.engine is Engine.DUCKDB:
            yield
            return
        self.execute(f"savepoint {name}")
        try:
            yield
        except BaseException:
            self.execute(f"rollback to {name}")
            self.execute(f"release {name}")
            raise
        self.execute(f"release {name}")

    def close(self) -> None:
        """Release the connection, and the temporary file of a large package."""
        self.connection.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _rows(self, cursor: Any) -> list[Row]:
        rows: list[Row] = cursor.fetchall()
        if self.engine is Engine.POSTGRESQL and any(
            cursor.pgresult.ftype(at) == _NUMERIC for at in range(cursor.pgresult.nfields)
        ):
            return [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in rows]
        return rows

    def _run(self, sql: str, parameters: Sequence[object]) -> Any:
        if self._preparing is not None and isinstance(sql, Prepared):
            return self._preparing(self.connection).execute(self._marked(sql, parameters), parameters)
        sql = self._marked(sql, parameters)
        cursor = self.connection if self.engine is Engine.DUCKDB else self.connection.cursor()
        return cursor.execute(sql, parameters) if parameters else cursor.execute(sql)

    def _marked(self, sql: str, parameters: Sequence[object]) -> str:
        """The query with the marks that the engine knows."""
        if self.engine is Engine.POSTGRESQL and parameters:
            return sql.replace("%", "%%").replace("?", "%s")
        return sql

    def _insert_columns(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """DuckDB takes milliseconds for each row given one by one; whole columns, none."""
        sql = f"insert into {name} ({', '.join(columns)}) select {', '.join('unnest(?)' for _ in columns)}"
        remaining = iter(rows)
        while some := list(islice(remaining, _AT_ONCE)):
            self.execute(sql, [list(cells) for cells in zip(*some, strict=True)])


_AT_ONCE = 1000


def in_memory() -> Database:
    """An empty in-memory SQLite database: about one millisecond, nothing to import."""
    connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
    # Readings are temporary tables, which would go to a file with its journal.
    connection.execute("pragma temp_store = memory")
    return Database(connection, Engine.SQLITE)


def duckdb_database(path: Path | None = None, *, read_only: bool = False) -> Database:
    """A DuckDB database in a file, a temporary one without `path`; loaded only here because importing it costs 0.1 s.

    Millions of lines in memory would not fit beside the work on them; a file keeps them packed, and goes when closed.
    """
    import duckdb  # noqa: PLC0415

    folder = None if path else TemporaryDirectory(prefix="apthapi-", ignore_cleanup_errors=True)
    where = path or Path(folder.name if folder else "") / "plan.duckdb"

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "1500MB",
        "preserve_insertion_order": "true",
    }
    return Database(duckdb.connect(str(where), read_only, config), Engine.DUCKDB, folder)
