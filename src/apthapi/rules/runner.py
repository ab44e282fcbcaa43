"""Runs the rules over a package, and turns rows into findings.

A query only names tables of the format and shared readings. What stands behind a name is decided by who asks: over
a package the readings are made once as temporary tables; for what stands there over a live database see `live`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apthapi.core.database import Database
from apthapi.core.findings import Finding, Severity, in_order
from apthapi.core.package import Package
from apthapi.core.reference import SETS
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, all_rules
from apthapi.rules.readings import prepare
from apthapi.rules.wording import fill

Progress = Callable[[str, int, int], None]


class Status(StrEnum):
    """What a rule answers about a package."""

    HOLDS = "cumple"
    BROKEN = "incumple"
    NO_DATA = "sin_datos"


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of `check`: the plans, the status of each rule, and every finding in its stable order."""

    plans: tuple[str, ...]
    statuses: Mapping[str, Status]
    findings: tuple[Finding, ...]

    @property
    def summary(self) -> dict[str, int]:
        """How many findings of each severity."""
        counts = {severity.value: 0 for severity in Severity}
        for finding in self.findings:
            counts[finding.severity.value] += 1
        return counts

    def as_json(self) -> dict[str, object]:
        """The report as `apthapi check --json` prints it (plan-format.md)."""
        return {
            "planes": list(self.plans),
            "reglas": {id_: status.value for id_, status in self.statuses.items()},
            "hallazgos": [finding.as_json() for finding in self.findings],
            "resumen": self.summary,
        }


def check(package: Package, *, only: Iterable[str] = (), progress: Progress | None = None) -> Report:
    """Run every rule, or `only` those ids (KeyError for an unknown one), and report every problem at once.

    The findings of reading the files (F…) come first. Same package, same report, on any engine.
    """
    rules = all_rules()
    chosen = [rules[id_.upper()] for id_ in only] if only else list(rules.values())
    findings = list(package.findings)
    statuses: dict[str, Status] = {}
    with package.database.unordered():
        prepare(package.database, (rule.sql for rule in chosen), again=True)
        confirmed = confirmed_rules(package.database)
        for number, rule in enumerate(chosen, start=1):
            if progress:
                progress(rule.id, number, len(chosen))
            found, statuses[rule.id] = run_rule(package.database, rule, confirmed, present=package.present)
            findings += found
    return Report(tuple(package.plans), statuses, in_order(findings))


def run_rule(
    database: Database,
    rule: Rule,
    confirmed: frozenset[str],
    *,
    present: frozenset[str],
) -> tuple[list[Finding], Status]:
    """Findings and status of one rule over the tables of a package, once its readings are prepared."""
    if not all(item & (present | SETS.keys()) for item in rule.needs):
        return [], Status.NO_DATA
    names, rows = database.table(rule.sql)
    if rows:
        downgrade = rule.only_general and rule.id not in confirmed
        return [as_finding(rule, dict(zip(names, row, strict=True)), downgrade) for row in rows], Status.BROKEN
    return [], Status.HOLDS if _has_subjects(database, rule) else Status.NO_DATA


CONFIRMED = "select distinct nombre from parametros where nombre like 'confirmada%' and valor = 1"
"""The parameters by which an entity confirms rules of general ground: `confirmada_V26` with value 1."""


def confirmed_rules(database: Database) -> frozenset[str]:
    """Rules of general ground that the entity has confirmed."""
    return confirmed_ids(row[0] for row in database.query(CONFIRMED))


def confirmed_ids(parameters: Iterable[str]) -> frozenset[str]:
    """The rules that the names of those parameters confirm."""
    return frozenset(name.removeprefix("confirmada_") for name in parameters)


def subjects_condition(rule: Rule) -> str:
    """SQL that holds if there is anything to judge: rows in every table the rule needs, and in its `sujetos`."""
    items = [[f"select 1 from {name}" for name in sorted(item)] for item in rule.needs]
    if rule.subjects:
        items.append([f"select 1 from {rule.subjects}"])
    return " and ".join(f"({' or '.join(f'exists ({query})' for query in item)})" for item in items)


def _has_subjects(database: Database, rule: Rule) -> bool:
    return bool(database.value(f"select case when {subjects_condition(rule)} then 1 else 0 end"))


def as_finding(rule: Rule, values: dict[str, Any], downgrade: bool) -> Finding:
    """A row that a rule returned, as a finding; `downgrade` turns an error into a warning."""
    case = rule.cases[values.get("caso") or ""]
    table = str(values.get("tabla") or rule.table)
    message, severity = fill(case.message, values), case.severity
    if values.get("oficial") == "no":
        severity = Severity.WARNING
        message += " (La tabla cargada no es la oficial de la gestión.)"
    if downgrade and severity is Severity.ERROR:
        severity = Severity.WARNING
    known = TABLES.get(table)
    keys = known.key if known else ()
    shown = {name: values.get(name) for name in keys if name not in {"plan", "unidad"}}
    return Finding(
        rule=rule.id,
        severity=severity,
        message=message,
        repair=fill(case.repair, values),
        norm=rule.norm,
        plan=values["plan"],
        unidad=values.get("unidad") or "",
        table=table,
        row=values.get(ROW),
        column=case.column if known and values.get(ROW) is not None and case.column in known.names else "",
        key={name: str(value) for name, value in shown.items() if value not in (None, "")},
    )
