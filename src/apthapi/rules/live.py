"""The rules in place over a live database, for one unit of one plan, while somebody types.

The same queries as over a package, asked in the way that suits the engine. See
docs/adr/0008-a-unit-is-judged-where-it-stands.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from apthapi.core.database import Database, Engine
from apthapi.core.findings import Finding, in_order
from apthapi.rules import unit_statement, unit_tables
from apthapi.rules.catalogue import Rule, unit_rules
from apthapi.rules.runner import Status, as_finding
from apthapi.rules.unit_answers import Answers

__all__ = ["UnidadReport", "check_unit", "reported", "unit_rules"]

_MOST_WORDED = 5_000
"""Findings whose sentences a process keeps: some ten megabytes."""


@dataclass(frozen=True, slots=True)
class UnidadReport:
    """What the rules say of one unit: the status of each rule that can be judged on it alone, and its findings."""

    statuses: dict[str, Status]
    findings: tuple[Finding, ...]


def check_unit(database: Database, plan: str, unidad: str, *, schema: str) -> UnidadReport:
    """Judge one unit of a live database, whose tables of the format and reference sets stand in `schema`.

    `schema` is `main` in SQLite; in PostgreSQL, one of the search path. What the transaction of the caller has
    changed is seen. Nothing is written but temporary objects of the connection, which are kept for the next time.
    A unit that is judged again and again is quicker in memory (`unit_memory`).
    """
    way = unit_statement if database.engine is Engine.POSTGRESQL else unit_tables
    return reported(way.ask(database, plan, unidad, schema))


def reported(answers: Answers) -> UnidadReport:
    """What was answered about a unit, in sentences."""
    return UnidadReport(_statuses(answers), in_order(_findings(answers)))


def _statuses(answers: Answers) -> dict[str, Status]:
    return {
        rule.id: Status.BROKEN if rule.id in answers.rows else Status.HOLDS if any_ else Status.NO_DATA
        for rule, any_ in zip(unit_rules(), answers.judged, strict=True)
    }


def _findings(answers: Answers) -> list[Finding]:
    return [
        _finding(rule.id, rule.only_general and rule.id not in answers.confirmed, tuple(row.items()))
        for rule in unit_rules()
        for row in answers.rows.get(rule.id, ())
    ]


@lru_cache(maxsize=_MOST_WORDED)
def _finding(rule: str, downgrade: bool, cells: tuple[tuple[str, Any], ...]) -> Finding:
    """Its sentence costs more than asking for the row, and from one save to the next nearly all rows are the same."""
    return as_finding(_rules()[rule], dict(cells), downgrade)


@cache
def _rules() -> dict[str, Rule]:
    return {rule.id: rule for rule in unit_rules()}
