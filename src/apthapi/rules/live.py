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
from apthapi.rules.unit_answers import Answers, Remembered, Since

__all__ = ["Remembered", "Since", "UnidadReport", "check_unit", "unit_rules"]

_MOST_WORDED = 5_000
"""Findings whose sentences a process keeps: some ten megabytes."""


@dataclass(frozen=True, slots=True)
class UnidadReport:
    """What the rules say of one unit: the status of each rule that can be judged on it alone, and its findings.

    `remembered` is for the next check of the same unit by the same connection (see Since), if there is enough in it.
    """

    statuses: dict[str, Status]
    findings: tuple[Finding, ...]
    remembered: Remembered | None


def check_unit(database: Database, plan: str, unidad: str, *, schema: str, since: Since | None = None) -> UnidadReport:
    """Judge one unit of a live database, whose tables of the format and reference sets stand in `schema`.

    `schema` is `main` in SQLite; in PostgreSQL, one of the search path. What the transaction of the caller has
    changed is seen. Nothing is written but temporary objects of the connection, which are kept for the next time.

    With `since` the same is answered sooner: of the lines (`requerimientos`), only those that were written since an
    earlier check and those that broke a rule in it are judged again, unless something else by which lines are judged
    is no longer the same. Whoever gives it knows every line that was added or changed.
    """
    way = unit_statement if database.engine is Engine.POSTGRESQL else unit_tables
    answers = way.ask(database, plan, unidad, schema, since)
    return UnidadReport(_statuses(answers), in_order(_findings(answers)), answers.remembered())


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
