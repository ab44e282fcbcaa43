"""Two packages in one, so that a plan of one can be compared with a plan of the other."""

from __future__ import annotations

from apthapi.core.database import Database, Engine, Row
from apthapi.core.package import Package
from apthapi.core.tables import TABLES

SUFFIX = "*"
"""Marks the plans of the second package whose code the first one has too."""


def join_packages(first: Package, second: Package, before: str, after: str) -> tuple[str, str]:
    """Add the plans of the second package to the first; the codes of `before` and `after` in it."""
    _let_add(first.database)
    taken = set(first.plans)
    renamed = {plan: plan + SUFFIX if plan in taken else plan for plan in second.plans}
    for table in TABLES.values():
        if table.name in second.present:
            names = [name for name, _ in table.stored()]
            at = [i for i, name in enumerate(names) if name in {"plan", "reemplaza"}]
            rows = second.database.stream(f"select {', '.join(names)} from {table.name} order by renglon")
            first.database.insert(table.name, names, (_renamed(row, at, renamed) for row in rows))
    first.present = first.present | second.present
    return before, renamed[after]


def _let_add(database: Database) -> None:
    """A DuckDB file is opened for reading: temporary tables of the same names stand in front of those of it."""
    opened = "select readonly from duckdb_databases() where database_name = current_database()"
    if database.engine is Engine.DUCKDB and database.value(opened):
        for name in TABLES:
            database.execute(f"create temporary table {name} as select * from {name}")


def _renamed(row: Row, at: list[int], renamed: dict[str, str]) -> Row:
    return tuple(renamed.get(value, value) if i in at else value for i, value in enumerate(row))
