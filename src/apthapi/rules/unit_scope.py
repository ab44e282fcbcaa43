"""What stands in scope of a unit in a live database: its rows in every version of the plan, and the reference sets."""

from __future__ import annotations

from typing import Any, NamedTuple

from apthapi.core.copying import stored_tables
from apthapi.core.database import Database, Prepared
from apthapi.rules.unit_answers import LINES, chain_query, rows_in_scope, sets_used, tables_used
from apthapi.rules.unit_memory import Sets, UnitMemory

Rows = tuple[list[str], list[Any]]
"""The names of columns, and rows of these."""


class Place(NamedTuple):
    """A unit of a plan, and all plans of which rows are looked at: it and those that it replaces."""

    plan: str
    unidad: str
    plans: tuple[str, ...]


def place_of(database: Database, schema: str, plan: str, unidad: str) -> Place:
    """The unit, with the versions of its plan as they are now."""
    plans = {row[0] for row in database.query(Prepared(chain_query(schema, "?")), [plan])}
    return Place(plan, unidad, tuple(sorted(plans | {plan})))


def in_scope(database: Database, schema: str, place: Place, table: str) -> Rows:
    """The names of the columns of a table, and its rows in scope."""
    names = [name for name, _ in stored_tables()[table]]
    rows = rows_in_scope(table, schema, f"in ({', '.join('?' * len(place.plans))})", "in (?, '')")
    values = [*place.plans, place.unidad][: rows.count("?")]
    return names, database.query(Prepared(f"select {', '.join(names)} from ({rows}) q"), values)


def rows_of_sets(database: Database, schema: str) -> dict[str, list[Any]]:
    """The rows of the reference sets that rules of a unit use."""
    return {
        name: database.query(
            Prepared(f"select {', '.join(column for column, _ in stored_tables()[name])} from {schema}.{name}")
        )
        for name in sets_used()
    }


def unit_in_memory(database: Database, schema: str, place: Place, sets: Sets) -> UnitMemory:
    """The unit with all that stands in scope but its lines, which it asks for when it is judged."""
    unit = UnitMemory(sets, place.plan, place.unidad)
    for table in tables_used():
        if table != LINES:
            unit.put(table, *in_scope(database, schema, place, table))
    return unit
