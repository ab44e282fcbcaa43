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
    return _needed_readings(tuple(queries))


@cache
def _needed_readings(queries: tuple[str, ...]) -> list[Reading]:
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
def fixed_readings() -> frozenset[str]:
    """The readings that only depend on the reference sets: made once, they stand while the sets do."""
    fixed: set[str] = set()
    for name, reading in all_readings().items():
        used = names_used(reading.sql)
        if not used & TABLES.keys() and (used & all_readings().keys()) - {name} <= fixed:
            fixed.add(name)
    return frozenset(fixed)


def prepare(database: Database, queries: Iterable[str], *, again: bool = False, fixed: bool = False) -> None:
    """Make the readings that the queries use, once, as temporary tables of the connection.

    `again` fills those that are there from the rows of now; `fixed`, also those that only depend on the reference
    sets. They are emptied and not made anew: a change of tables would cost every statement that is kept prepared.
    """
    made = temporary_tables(database)
    for reading in needed_readings(queries):
        if reading.name not in made:
            database.execute(f"create temporary table {reading.name} as {reading.sql}")
            columns, _ = database.table(f"select * from {reading.name} limit 0")
            database.index(reading.name, columns[:LOOKED_UP])
        elif fixed or (again and reading.name not in fixed_readings()):
            database.execute(f"delete from {reading.name}")
            database.execute(f"insert into {reading.name} {reading.sql}")


def _read(path: Traversable) -> Reading:
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line[2:].strip() for line in lines if line.startswith("--")]
    name, _, about = comments[0].partition(":")
    about = " ".join([about.strip(), *(line for line in comments[1:] if not line.startswith("tablas "))])
    return Reading(name, about, query_of(lines))


def temporary_tables(database: Database) -> set[str]:
    """Names of the temporary tables of the connection."""
    source = {
        Engine.SQLITE: "select name from sqlite_temp_master",
        Engine.DUCKDB: "select table_name from duckdb_tables() where temporary",
        Engine.POSTGRESQL: "select relname from pg_class where relnamespace = pg_my_temp_schema() and relkind = 'r'",
    }[database.engine]
    return {row[0] for row in database.query(source)}
