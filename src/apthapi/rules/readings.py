"""Queries that rules and comparisons share, such as the money of a unit, used as if they were tables.

They follow "Readings that the rules share" of the plan format, and stand in `lecturas/`, one file each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from apthapi.core.database import Database, Engine
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import query_of, sql_files

LOOKED_UP = 3
"""The first columns of a reading are those by which others look its rows up."""

_WORDS = re.compile(r"\b[a-z_0-9]+\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A shared query: its name, what it answers (Spanish), and its SQL."""

    name: str
    about: str
    sql: str


@cache
def all_readings() -> dict[str, Reading]:
    """Every shared reading by name, each after those it uses."""
    found = {each.name: each for each in map(_read, sql_files("lecturas"))}
    ordered: dict[str, Reading] = {}

    def place(reading: Reading) -> None:
        for name in sorted(names_used(reading.sql) & found.keys() - ordered.keys() - {reading.name}):
            place(found[name])
        ordered[reading.name] = reading

    for name in sorted(found):
        if name not in ordered:
            place(found[name])
    return ordered


@cache
def names_used(sql: str) -> frozenset[str]:
    """Every word of a query that may name a table."""
    return frozenset(_WORDS.findall(sql))


def needed_readings(queries: Iterable[str]) -> list[Reading]:
    """The readings that the queries use, directly or through others, each after those it uses."""
    readings = all_readings()
    needed: set[str] = set()
    pending = list(queries)
    while pending:
        for name in names_used(pending.pop()) & readings.keys():
            if name not in needed:
                needed.add(name)
                pending.append(readings[name].sql)
    return [reading for name, reading in readings.items() if name in needed]


@cache
def fixed_readings() -> tuple[Reading, ...]:
    """The readings that only depend on the reference sets: a live database keeps them as tables."""
    fixed: dict[str, Reading] = {}
    for name, reading in all_readings().items():
        used = names_used(reading.sql)
        if not used & TABLES.keys() and (used & (all_readings().keys() - {name})) <= fixed.keys():
            fixed[name] = reading
    return tuple(fixed.values())


def store_fixed_readings(database: Database) -> None:
    """Make the fixed readings as tables of a live database; to be done whenever its reference sets change."""
    for reading in fixed_readings():
        database.execute(f"drop table if exists {reading.name}")
        database.execute(f"create table {reading.name} as {reading.sql}")
        columns, _ = database.table(f"select * from {reading.name} limit 0")
        database.index(reading.name, columns[:LOOKED_UP])


def prepare(database: Database, queries: Iterable[str]) -> None:
    """Make the readings that the queries use, once, as temporary tables of the connection."""
    made = _temporary_tables(database)
    for reading in needed_readings(queries):
        if reading.name not in made:
            database.execute(f"create temporary table {reading.name} as {reading.sql}")
            columns, _ = database.table(f"select * from {reading.name} limit 0")
            database.index(reading.name, columns[:LOOKED_UP])


def forget(database: Database) -> None:
    """Drop the readings that were made, so that they are made again from the rows of now."""
    for name in _temporary_tables(database) & all_readings().keys():
        database.execute(f"drop table {name}")


def _read(path: Traversable) -> Reading:
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line[2:].strip() for line in lines if line.startswith("--")]
    name, _, about = comments[0].partition(":")
    about = " ".join([about.strip(), *(line for line in comments[1:] if not line.startswith("tablas "))])
    return Reading(name, about, query_of(lines))


def _temporary_tables(database: Database) -> set[str]:
    source = {
        Engine.SQLITE: "select name from sqlite_temp_master",
        Engine.DUCKDB: "select table_name from duckdb_tables() where temporary",
        Engine.POSTGRESQL: "select relname from pg_class where relpersistence = 't' and pg_table_is_visible(oid)",
    }[database.engine]
    return {row[0] for row in database.query(source)}
