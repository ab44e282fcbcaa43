"""What a live database answers about one unit, however its engine is asked, and which of its rows are looked at."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from apthapi.core.reference import SETS
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, unit_rules
from apthapi.rules.readings import all_readings, fixed_readings, names_used, needed_readings
from apthapi.rules.runner import subjects_condition

MOST_VERSIONS = 40
"""Longest chain of versions that is looked at, as in the reading `cadena`."""

WHOLE = frozenset({"unidades", "acp_unidad"})
"""Small tables of which the rows of every unit are needed: a column that no unit fills was not collected."""

LINES = "requerimientos"
"""The one table of a unit that may have thousands of rows. A rule that names it says of each line what it would say
of it alone; what needs many lines together is a reading (CONTRIBUTING.md)."""

MOST_AGAIN = 1000
"""From so many lines on, all of them are judged: they are not worth remembering."""

_READ = re.compile(r"\b(?:from|join)\s+([a-z_0-9]+)")


@dataclass(frozen=True, slots=True)
class Still:
    """What the rules answered in which no line has a part: flags, rows, and all that they were judged by."""

    context: Hashable
    judged: Mapping[str, int]
    rows: Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a check leaves for the next one of its unit: the lines that broke a rule, and what they were judged by.

    `still` is what need not be asked again when only lines changed, if the engine's way keeps it.
    """

    context: Hashable
    lines: frozenset[int]
    still: Still | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What an earlier check left, and the lines of the unit that were added or changed after it."""

    remembered: Remembered
    written: Collection[int]

    def lines(self, context: Hashable) -> frozenset[int] | None:
        """The lines to judge again; None if it is all of them, for something else by which they are judged changed."""
        if context != self.remembered.context or len(self.written) > MOST_AGAIN:
            return None
        lines = self.remembered.lines.union(self.written)
        return lines if len(lines) <= MOST_AGAIN else None


@dataclass(frozen=True, slots=True)
class Answers:
    """For each rule of a unit, in order, whether there is anything to judge; the rows of those that are broken.

    `context` is all that lines were judged by, besides themselves.
    """

    judged: Sequence[int]
    rows: Mapping[str, Sequence[dict[str, Any]]]
    confirmed: frozenset[str]
    context: Hashable
    still: Hashable = None
    """All that the rules were judged by in which no line has a part; None if it is not kept."""

    def remembered(self) -> Remembered | None:
        """What the next check of the unit may start from; None if it must begin anew."""
        rows = (row for rule in line_rules() for row in self.rows.get(rule.id, ()))
        lines = frozenset(row[ROW] for row in rows if (row.get("tabla") or LINES) == LINES)
        return Remembered(self.context, lines, self._still()) if len(lines) <= MOST_AGAIN else None

    def _still(self) -> Still | None:
        if self.still is None:
            return None
        flags = dict(zip((rule.id for rule in unit_rules()), self.judged, strict=True))
        names = {rule.id for rule in still_rules()}
        rows = {name: found for name, found in self.rows.items() if name in names}
        return Still(self.still, {name: flags[name] for name in names}, rows)


@cache
def line_rules() -> tuple[Rule, ...]:
    """The rules of a unit that judge its lines one by one."""
    return tuple(rule for rule in unit_rules() if LINES in tables_read(rule.sql))


@cache
def still_rules() -> tuple[Rule, ...]:
    """The rules of a unit in which no line has a part, not even added up."""
    return tuple(rule for rule in unit_rules() if LINES not in _behind(rule))


@cache
def still_tables() -> list[str]:
    """The tables of the format behind those rules."""
    return sorted(TABLES.keys() & frozenset().union(*map(_behind, still_rules())))


def _behind(rule: Rule) -> frozenset[str]:
    """Every word of a rule, of what it says that there must be to judge, and of the readings that it uses."""
    needed = readings_behind(f"{rule.sql} {subjects_condition(rule)}")
    return names_used(" ".join([rule.sql, subjects_condition(rule), *needed]))


@cache
def readings_behind(sql: str) -> tuple[str, ...]:
    """The queries of the readings that a query uses, directly or through others."""
    return tuple(reading.sql for reading in needed_readings([sql]))


@cache
def judged_by() -> list[str]:
    """The tables of the format and the readings that the line rules look at, besides the lines."""
    names = set().union(*(tables_read(rule.sql) for rule in line_rules())) - {LINES} - fixed_readings()
    return sorted(names & (TABLES.keys() | all_readings().keys()))


@cache
def sealed_sets() -> list[str]:
    """The reference sets behind what is remembered: the readings that a connection keeps, and the context of lines."""
    texts = [*(all_readings()[name].sql for name in fixed_readings()), *(rule.sql for rule in line_rules())]
    used = names_used(" ".join(texts)).union(*map(_behind, still_rules()))
    return [name for name in (*SETS, "conjuntos") if name in used]


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
