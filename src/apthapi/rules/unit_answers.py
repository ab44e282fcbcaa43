"""What a live database answers about one unit, however it is asked, and which of its rows are looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from apthapi.core.reference import SETS
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, unit_rules
from apthapi.rules.readings import all_readings, fixed_readings, names_used, needed_readings
from apthapi.rules.runner import CONFIRMED, subjects_condition

MOST_VERSIONS = 40
"""Longest chain of versions that is looked at, as in the reading `cadena`."""

WHOLE = frozenset({"unidades", "acp_unidad"})
"""Small tables of which the rows of every unit are needed: a column that no unit fills was not collected."""

LINES = "requerimientos"
"""The one table of a unit that may have thousands of rows. A rule that names it says of each line what it would say
of it alone; what needs many lines together is a reading (CONTRIBUTING.md)."""

_READ = re.compile(r"\b(?:from|join)\s+([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Answers:
    """For each rule of a unit, in order, whether there is anything to judge; the rows of those that are broken."""

    judged: Sequence[int]
    rows: Mapping[str, Sequence[dict[str, Any]]]
    confirmed: frozenset[str]


@cache
def line_rules() -> tuple[Rule, ...]:
    """The rules of a unit that judge its lines one by one."""
    return tuple(rule for rule in unit_rules() if LINES in tables_read(rule.sql))


@cache
def sets_used() -> tuple[str, ...]:
    """The reference sets that rules of a unit look at, directly or through readings."""
    used = names_used(" ".join(_asked()))
    return tuple(name for name in (*SETS, "conjuntos", "anios") if name in used)


@cache
def tables_used() -> tuple[str, ...]:
    """The tables of the format that rules of a unit look at, directly or through readings."""
    used = names_used(" ".join(_asked()))
    return tuple(name for name in TABLES if name in used)


@cache
def sealed_sets() -> tuple[str, ...]:
    """Those behind the readings that stand while the sets do."""
    used = names_used(" ".join(all_readings()[name].sql for name in fixed_readings()))
    return tuple(name for name in sets_used() if name in used)


@cache
def _asked() -> tuple[str, ...]:
    """Every query behind the rules of a unit."""
    asked = [CONFIRMED, *(f"{rule.sql} {subjects_condition(rule)}" for rule in unit_rules())]
    return (*asked, *(reading.sql for reading in needed_readings(asked)))


@cache
def tables_read(sql: str) -> frozenset[str]:
    """What a query reads from, by name."""
    return frozenset(_READ.findall(sql))


def chain_query(schema: str, plan: str) -> str:
    """The plan that the SQL `plan` names and those it replaces."""
    return (
        f"with recursive c(plan, distancia) as (select plan, 0 from {schema}.planes where plan = {plan} union all "
        f"select p.reemplaza, c.distancia + 1 from c join {schema}.planes p on p.plan = c.plan "
        f"where p.reemplaza <> '' and c.distancia < {MOST_VERSIONS - 1}) select distinct plan from c"
    )


def rows_in_scope(table: str, schema: str, is_of_plan: str, is_of_unit: str) -> str:
    """The rows of a table that the rules of a unit need: its own in every version, and what is of the whole plan."""
    rows = f"select * from {schema}.{table} where plan {is_of_plan}"
    if "unidad" in TABLES[table].names and table not in WHOLE:
        return f"{rows} and unidad {is_of_unit}"
    return rows
