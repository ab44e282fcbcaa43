"""The queries of the rules in the dialects of the engines that a country would need beyond one machine."""

from __future__ import annotations

from sqlglot import ErrorLevel, parse_one, transpile

WRITTEN_IN = "postgres"
"""The dialect that the plain SQL of the rules is read as: what DuckDB, SQLite and PostgreSQL share."""

BEYOND = ("spark", "trino")


def in_dialect(sql: str, dialect: str) -> str:
    """The same query for another engine. Raises sqlglot's UnsupportedError or ParseError if it cannot be said there."""
    [found] = transpile(sql, read=WRITTEN_IN, write=dialect, unsupported_level=ErrorLevel.RAISE)
    parse_one(found, read=dialect)
    return found
