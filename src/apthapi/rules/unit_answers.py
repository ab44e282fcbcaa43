"""What a live database answers about one unit, however its engine is asked, and which of its rows are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from apthapi.core.reference import SETS
from apthapi.core.tables import TABLES
from apthapi.rules.readings import all_readings, fixed_readings, names_used

MOST_VERSIONS = 40
"""Longest chain of versions that is looked at, as in the reading `cadena`."""

WHOLE = frozenset({"unidades", "acp_unidad"})
"""Small tables of which the rows of every unit are needed: a column that no unit fills was not collected."""


@dataclass(frozen=True, slots=True)
class Answers:
    """For each rule of a unit, in order, whether there is anything to judge; the rows of those that are broken."""

    judged: Sequence[int]
    rows: Mapping[str, Sequence[dict[str, Any]]]
    confirmed: frozenset[str]


@cache
def kept_sets() -> list[str]:
    """The reference sets behind the readings that a connection keeps: a change in them must be noticed."""
    used = names_used(" ".join(all_readings()[name].sql for name in fixed_readings()))
    return [name for name in SETS if name in used]


def chain_query(schema: str, plan: str) -> str:
    """The plan that the SQL `plan` names and those it replaces."""
    return (
        f"with recursive c(plan, distancia) as (select plan, 0 from {schema}.planes where plan = {plan} union all "
        f"select p.reemplaza, c.distancia + 1 from c join {schema}.planes p on p.plan = c.plan "
        f"where p.reemplaza <> '' and c.distancia < {MOST_VERSIONS - 1}) select distinct plan from c"
    )


def rows_in_scope(table: str, schema: str, is_of_plan: str, unidad: str) -> str:
    """The rows of a table that the rules of a unit need: its own in every version, and what is of the whole plan."""
    rows = f"select * from {schema}.{table} where plan {is_of_plan}"
    if "unidad" in TABLES[table].names and table not in WHOLE:
        return f"{rows} and unidad in ({unidad}, '')"
    return rows
