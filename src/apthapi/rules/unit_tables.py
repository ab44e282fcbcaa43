"""One unit judged in temporary tables of the connection: the way of SQLite, where each statement costs microseconds.

The rows of the plan and the unit are put in tables under the names that the queries use, where they hide the whole
tables; the readings are filled on top of them, and each rule runs as it stands. The lines of the unit, which may be
thousands, are not copied: a view shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from apthapi.core.database import Database
from apthapi.core.reference import CONJUNTOS, SETS
from apthapi.core.schema import Table
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import unit_rules
from apthapi.rules.readings import prepare, temporary_tables
from apthapi.rules.runner import confirmed_rules, subjects_condition
from apthapi.rules.unit_answers import LINES, Answers, chain_query, rows_in_scope, sealed_sets

_SEAL = "apthapi_sello"
"""Temporary table that holds what the sealed reference sets were when the readings that depend on them were made."""
_PLANS, _UNITS = "apthapi_planes", "apthapi_unidades"
"""Temporary tables with the scope of the check: versions of the plan, and units."""


def ask(database: Database, plan: str, unidad: str, schema: str) -> Answers:
    """Fill the tables with what is there now, and run every rule of a unit."""
    with database.savepoint("apthapi_unidad"):
        _put_in_scope(database, plan, unidad, schema)
        prepare(database, (rule.sql for rule in unit_rules()), again=True, fixed=_sets_changed(database, schema))
        rows: dict[str, list[dict[str, Any]]] = {}
        for rule in unit_rules():
            # Of the unit in this version of the plan, not of older versions or of the entity.
            sql = f"select v.* from ({rule.sql}) v where v.plan = ? and v.unidad = ?"
            if found := database.dicts(sql, [plan, unidad]):
                rows[rule.id] = found
        [judged] = database.query(_subjects())
        return Answers(judged, rows, confirmed_rules(database))


@cache
def _subjects() -> str:
    """One statement with a column for each rule: 1 if there is anything for it to judge."""
    flags = (f"case when {subjects_condition(rule)} then 1 else 0 end as {rule.id}" for rule in unit_rules())
    return f"select {', '.join(flags)}"


def _put_in_scope(database: Database, plan: str, unidad: str, schema: str) -> None:
    """Fill the temporary tables: what is of the unit, in every version of the plan; what is of the plan, whole.

    The tables are emptied and not made anew: a change of tables would cost every statement that is kept prepared.
    """
    made = temporary_tables(database)
    for scope in (_PLANS, _UNITS):
        if scope not in made:
            database.execute(f"create temporary table {scope} (valor text primary key)")
    _fill(database, _PLANS, (row[0] for row in database.query(chain_query(schema, "?"), [plan])))
    _fill(database, _UNITS, {unidad, ""})
    for table in TABLES.values():
        if table.name not in made:
            _make(database, table, schema)
        if table.name != LINES:
            database.execute(f"delete from {table.name}")
            database.execute(f"insert into {table.name} {_rows(table.name, schema)}")


def _fill(database: Database, scope: str, values: Iterable[str]) -> None:
    database.execute(f"delete from {scope}")
    database.insert(scope, ["valor"], ((value,) for value in values))


def _make(database: Database, table: Table, schema: str) -> None:
    if table.name == LINES:
        database.execute(f"create temporary view {LINES} as {_rows(LINES, schema)}")
        return
    database.execute(f"create temporary table {table.name} as select * from {schema}.{table.name} limit 0")
    database.index(table.name, table.key)


@cache
def _rows(name: str, schema: str) -> str:
    return rows_in_scope(name, schema, f"in (select valor from {_PLANS})", f"in (select valor from {_UNITS})")


def _sets_changed(database: Database, schema: str) -> bool:
    """Whether the sealed sets are other than when this was last asked: all their text is compared."""
    database.execute(f"create temporary table if not exists {_SEAL} (sello text)")
    now, before = database.query(f"select ({_seal(schema)}), (select sello from {_SEAL})")[0]
    if now != before:
        database.execute(f"delete from {_SEAL}")
        database.execute(f"insert into {_SEAL} values (?)", [now])
    return bool(now != before)


@cache
def _seal(schema: str) -> str:
    return " || ".join(
        f"coalesce((select group_concat({_cells(name)}) from {schema}.{name}), '')" for name in sealed_sets()
    )


def _cells(name: str) -> str:
    stored = CONJUNTOS if name == "conjuntos" else SETS[name].stored
    return " || ' ' || ".join(f"coalesce({column}, '')" for column, _ in stored)
