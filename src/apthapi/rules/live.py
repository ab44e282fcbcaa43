"""The rules in place over a live database, for one unit of one plan, while somebody types.

The same queries as over a package: the rows of the plan and the unit are put in front of each, under the names
that the query uses, as common table expressions through which the filters reach the indexes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from apthapi.core.database import Database
from apthapi.core.findings import Finding, in_order
from apthapi.core.reference import SETS
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, all_rules
from apthapi.rules.readings import fixed_readings, names_used, needed_readings
from apthapi.rules.runner import Status, as_finding, confirmed_rules, subjects_condition

MOST_VERSIONS = 40
"""Longest chain of versions that is looked at, as in the reading `cadena`."""


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

    `schema` is `main` in SQLite, `public` or another in PostgreSQL; `store_fixed_readings` must have run there.
    One statement finds which rules are broken; only those are asked for their rows. Reads only.
    """
    chain = _chain(database, plan, schema)
    parameters = [plan, unidad, *chain]
    [answers] = database.query(_answers(schema, len(chain)), parameters)
    statuses = dict(zip((rule.id for rule in unit_rules()), map(_STATUS.__getitem__, answers), strict=True))
    confirmed = confirmed_rules(database)
    findings: list[Finding] = []
    for rule in unit_rules():
        if statuses[rule.id] is Status.BROKEN:
            names, rows = database.table(_in_scope(rule.sql, schema, len(chain)), parameters)
            downgrade = rule.only_general and rule.id not in confirmed
            findings += [as_finding(rule, dict(zip(names, row, strict=True)), downgrade) for row in rows]
    return UnidadReport(statuses, in_order(findings))


_STATUS = (Status.NO_DATA, Status.HOLDS, Status.BROKEN)


def _chain(database: Database, plan: str, schema: str) -> list[str]:
    """The plan and those it replaces, nearest first."""
    before: dict[str, str] = dict(database.query(f"select plan, reemplaza from {schema}.planes"))
    chain = [plan]
    while len(chain) < MOST_VERSIONS and (older := before.get(chain[-1])) and older not in chain:
        chain.append(older)
    return chain


@cache
def _answers(schema: str, versions: int) -> str:
    """One statement with a column for each rule: 2 if it is broken, 1 if it holds, 0 without anything to judge."""
    flags = ", ".join(
        f"case when exists ({_of_unit(rule.sql)}) then 2 when {subjects_condition(rule)} then 1 else 0 end as {rule.id}"
        for rule in unit_rules()
    )
    return _with_scope(f"select {flags}", schema, versions)


@cache
def _in_scope(sql: str, schema: str, versions: int) -> str:
    return _with_scope(_of_unit(sql), schema, versions)


def _of_unit(sql: str) -> str:
    """What a rule says of the unit in this version of the plan, not of older versions or of the entity."""
    return f"select v.* from ({sql}) v join alcance on alcance.plan = v.plan and alcance.unidad = v.unidad"


def _with_scope(sql: str, schema: str, versions: int) -> str:
    """The query with its scope in front. Parameters: plan, unit, and the plans of the chain."""
    stored = {reading.name for reading in fixed_readings()}
    readings = [reading for reading in needed_readings([sql]) if reading.name not in stored]
    used = names_used(" ".join([sql, *(reading.sql for reading in readings)]))
    plans = " union all ".join(["select cast(? as text) as plan"] * versions)
    parts = ["alcance as (select cast(? as text) as plan, cast(? as text) as unidad)", f"versiones as ({plans})"]
    parts += [f"{name} as materialized ({_rows(name, schema)})" for name in TABLES if name in used]
    whole = [name for name in (*SETS, "conjuntos", "anios", *sorted(stored)) if name in used]
    parts += [f"{name} as not materialized (select * from {schema}.{name})" for name in whole]
    parts += [f"{reading.name} as materialized ({reading.sql})" for reading in readings]
    return f"with recursive {', '.join(parts)} {sql}"


def _rows(name: str, schema: str) -> str:
    """The rows of a table in scope: those of the unit, of every version; plan tables whole."""
    rows = f"select * from {schema}.{name} where plan in (select plan from versiones)"
    if "unidad" not in TABLES[name].names:
        return rows
    return f"{rows} and unidad in ((select unidad from alcance), '')"
