"""One unit judged in temporary tables of the connection: the way of SQLite, where each statement costs microseconds.

The rows of the plan and the unit are put in tables under the names that the queries use, where they hide the whole
tables; the readings are filled on top of them, and each rule runs as it stands.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from apthapi.core.database import Database
from apthapi.core.reference import SETS
from apthapi.core.schema import Table
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import unit_rules
from apthapi.rules.readings import prepare, temporary_tables
from apthapi.rules.runner import confirmed_rules, subjects_condition
from apthapi.rules.unit_answers import Answers, chain_query, kept_sets, rows_in_scope

_SEAL = "apthapi_sello"
"""Temporary table that holds what the kept reference sets were when the readings that depend on them were made."""


def ask(database: Database, plan: str, unidad: str, schema: str) -> Answers:
    """Fill the tables with what is there now, and run every rule of a unit."""
    with database.savepoint("apthapi_unidad"):
        _put_in_scope(database, plan, unidad, schema)
        prepare(database, (rule.sql for rule in unit_rules()), again=True, fixed=_sets_changed(database, schema))
        rows: dict[str, list[dict[str, Any]]] = {}
        for rule in unit_rules():
            if found := database.dicts(_of_unit(rule.sql), [plan, unidad]):
                rows[rule.id] = found
        [judged] = database.query(_subjects())
        return Answers(judged, rows, confirmed_rules(database))


@cache
def _subjects() -> str:
    """One statement with a column for each rule: 1 if there is anything for it to judge."""
    flags = (f"case when {subjects_condition(rule)} then 1 else 0 end as {rule.id}" for rule in unit_rules())
    return f"select {', '.join(flags)}"


@cache
def _of_unit(sql: str) -> str:
    """What a rule says of the unit in this version of the plan, not of older versions or of the entity."""
    return f"select v.* from ({sql}) v where v.plan = ? and v.unidad = ?"


def _put_in_scope(database: Database, plan: str, unidad: str, schema: str) -> None:
    """Fill the temporary tables: what is of the unit, in every version of the plan; what is of the plan, whole.

    The tables are emptied and not made anew: a change of tables would cost every statement that is kept prepared.
    """
    chain = [row[0] for row in database.query(chain_query(schema, "?"), [plan])]
    is_of_plan = f"in ({', '.join('?' for _ in chain)})"
    made = temporary_tables(database)
    for table in TABLES.values():
        if table.name not in made:
            _make(database, table, schema)
        database.execute(f"delete from {table.name}")
        rows = rows_in_scope(table.name, schema, is_of_plan, "?")
        database.execute(f"insert into {table.name} {rows}", [*chain, unidad][: rows.count("?")])


def _make(database: Database, table: Table, schema: str) -> None:
    database.execute(f"create temporary table {table.name} as select * from {schema}.{table.name} limit 0")
    database.index(table.name, table.key)


def _sets_changed(database: Database, schema: str) -> bool:
    """Whether the reference sets behind the kept readings are others than when it was last asked."""
    database.execute(f"create temporary table if not exists {_SEAL} (sello text)")
    now, before = database.query(f"select ({_seal(schema)}), (select sello from {_SEAL})")[0]
    if now == before:
        return False
    database.execute(f"delete from {_SEAL}")
    database.execute(f"insert into {_SEAL} values (?)", [now])
    return True


@cache
def _seal(schema: str) -> str:
    """All the text of the sets."""
    return " || ".join(
        f"coalesce((select group_concat({_cells(name)}) from {schema}.{name}), '')" for name in kept_sets()
    )


def _cells(name: str) -> str:
    return " || ' ' || ".join(f"coalesce({column}, '')" for column, _ in SETS[name].stored)
