"""One face for the databases that hold a plan: in-memory SQLite, DuckDB for large data, or a live connection.

Everything above reads plans with plain SQL that all three share; see docs/adr/0002-a-rule-is-a-query.md.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]


class Engine(StrEnum):
    """Which SQL engine answers."""

    SQLITE = "sqlite"
    DUCKDB = "duckdb"
    POSTGRESQL = "postgresql"


class Database:
    """A DB-API connection and the few things in which the engines differ."""

    def __init__(self, connection: Any, engine: Engine) -> None:
        self.connection = connection
        self.engine = engine

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement that returns nothing."""
        self._run(sql, parameters)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query; `?` marks each parameter. Whole numbers come as int on every engine."""
        return self.table(sql, parameters)[1]

    def table(self, sql: str, parameters: Sequence[object] = ()) -> tuple[list[str], list[Row]]:
        """Column names and rows of a query."""
        cursor = self._run(sql, parameters)
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        if self.engine is Engine.POSTGRESQL:
            rows = [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in rows]
        return names, rows

    def stream(self, sql: str) -> Iterator[Row]:
        """The rows of a query, a few thousand in memory at a time."""
        cursor = self._run(sql, ())
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

    def insert(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows to a table."""
        if self.engine is Engine.DUCKDB:
            self._insert_through_file(name, columns, rows)
            return
        mark = "%s" if self.engine is Engine.POSTGRESQL else "?"
        marks = ", ".join(mark for _ in columns)
        self.connection.cursor().executemany(f"insert into {name} ({', '.join(columns)}) values ({marks})", rows)

    def close(self) -> None:
        """Release the connection."""
        self.connection.close()

    def _run(self, sql: str, parameters: Sequence[object]) -> Any:
        if self.engine is Engine.POSTGRESQL and parameters:
            sql = sql.replace("%", "%%").replace("?", "%s")
        cursor = self.connection if self.engine is Engine.DUCKDB else self.connection.cursor()
        return cursor.execute(sql, parameters) if parameters else cursor.execute(sql)

    def _insert_through_file(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """DuckDB takes milliseconds for each row given one by one; a file it takes at once."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, quoting=csv.QUOTE_ALL)
                writer.writerows([_NULL if v is None else v for v in row] for row in rows)
            self.execute(
                f"insert into {name} ({', '.join(columns)}) select * from read_csv(?, header=false, delim=',', "
                f"quote='\"', escape='\"', nullstr='{_NULL}', allow_quoted_nulls=true, auto_detect=false, "
                f"max_line_size={MAX_LINE}, columns={{{_names(columns)}}})",
                [str(path)],
            )


_NULL = "\\N"
MAX_LINE = 1 << 26


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f"'{column}': 'VARCHAR'" for column in columns)


def in_memory() -> Database:
    """An empty in-memory SQLite database: about one millisecond, nothing to import."""
    return Database(sqlite3.connect(":memory:", isolation_level=None, cached_statements=512), Engine.SQLITE)


def duckdb_database(path: Path | None = None, *, read_only: bool = False) -> Database:
    """A DuckDB database, in memory or in a file; loaded only here because importing it costs 0.1 s."""
    import duckdb  # noqa: PLC0415

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "1500MB",
        "preserve_insertion_order": "true",
    }
    return Database(duckdb.connect(str(path or ":memory:"), read_only, config), Engine.DUCKDB)
