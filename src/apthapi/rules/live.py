"""The rules in place over a live database, for one unit of one plan, while somebody types.

The same queries as over a package. The rows of the plan and the unit are put in temporary tables of the connection
under the names that the queries use, where they hide the whole tables; the filters reach the indexes of these. See
docs/adr/0008-a-unit-is-judged-in-temporary-tables.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from apthapi.core.database import Database
from apthapi.core.findings import Finding, in_order
from apthapi.core.schema import Table
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, all_rules
from apthapi.rules.readings import prepare, temporary_tables
from apthapi.rules.runner import Status, as_finding, confirmed_rules, subjects_condition

MOST_VERSIONS = 40
"""Longest chain of versions that is looked at, as in the reading `cadena`."""


WHOLE = frozenset({"unidades", "acp_unidad"})
"""Small tables of which the rows of every unit are needed: a column that no unit fills was not collected."""


@dataclass(frozen=True, slots=True)
class UnidadReport:
    """What the rules say of one unit: the status of each rule that can be judged on it alone, and its findings."""

    statuses: dict[str, Status]
    findings: tuple[Finding, ...]


def unit_rules() -> list[Rule]:
    """The rules that can be judged on one unit alone."""
    return [rule for rule in all_rules().values() if not rule.of_entity]


def check_unit(database: Database, plan: str, unidad: str, *, schema: str) -> UnidadReport:
    """Judge one unit of a live database, whose tables of the format and reference sets stand in `schema`.

    `schema` is `main` in SQLite, `public` or another of the search path in PostgreSQL. Nothing is written but
    temporary tables of the connection, which are kept for the next time.
    """
    _put_in_scope(database, plan, unidad, schema)
    prepare(database, (rule.sql for rule in unit_rules()), again=True)
    confirmed = confirmed_rules(database)
    findings: list[Finding] = []
    for rule in unit_rules():
        names, rows = database.table(_of_unit(rule.sql), [plan, unidad])
        downgrade = rule.only_general and rule.id not in confirmed
        findings += [as_finding(rule, dict(zip(names, row, strict=True)), downgrade) for row in rows]
    return UnidadReport(_statuses(database, {finding.rule for finding in findings}), in_order(findings))


def _statuses(database: Database, broken: set[str]) -> dict[str, Status]:
    [judged] = database.query(_subjects())
    return {
        rule.id: Status.BROKEN if rule.id in broken else Status.HOLDS if any_ else Status.NO_DATA
        for rule, any_ in zip(unit_rules(), judged, strict=True)
    }


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
    """Fill the temporary tables: what is of the unit, in every version of the plan; what is of the plan, whole."""
    chain = _chain(database, plan, schema)
    plans = ", ".join("?" for _ in chain)
    made = temporary_tables(database)
    for table in TABLES.values():
        if table.name not in made:
            _make(database, table, schema)
        database.execute(f"delete from {table.name}")
        rows = f"select * from {schema}.{table.name} where plan in ({plans})"
        if "unidad" in table.names and table.name not in WHOLE:
            database.execute(f"insert into {table.name} {rows} and unidad in (?, '')", [*chain, unidad])
        else:
            database.execute(f"insert into {table.name} {rows}", chain)


def _make(database: Database, table: Table, schema: str) -> None:
    database.execute(f"create temporary table {table.name} as select * from {schema}.{table.name} limit 0")
    database.index(table.name, table.key)


def _chain(database: Database, plan: str, schema: str) -> list[str]:
    """The plan and those it replaces, nearest first."""
    before: dict[str, str] = dict(database.query(f"select plan, reemplaza from {schema}.planes"))
    chain = [plan]
    while len(chain) < MOST_VERSIONS and (older := before.get(chain[-1])) and older not in chain:
        chain.append(older)
    return chain
