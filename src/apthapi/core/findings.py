"""A problem is a value: where it is, what it is, why it matters (the norm) and how to repair it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops the approval, a warning asks for a reason."""

    ERROR = "error"
    WARNING = "advertencia"
    INFO = "informacion"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at the smallest place that is wrong. `row` is the row of the file (header is row 1)."""

    rule: str
    severity: Severity
    message: str
    repair: str
    norm: str
    plan: str = ""
    unidad: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    key: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The finding with the names that `apthapi check --json` prints."""
        return {
            "regla": self.rule,
            "severidad": self.severity.value,
            "plan": self.plan,
            "unidad": self.unidad,
            "tabla": self.table,
            "fila": self.row,
            "columna": self.column,
            "clave": self.key,
            "mensaje": self.message,
            "corrija": self.repair,
            "norma": self.norm,
        }

    def sort_key(self) -> tuple[object, ...]:
        """A total order, so that the same input always prints the same bytes."""
        key = tuple(sorted(self.key.items()))
        return (self.rule, self.plan, self.unidad, self.table, self.row or 0, self.column, key, self.message)


def file_finding(
    rule: str,
    message: str,
    repair: str,
    *,
    severity: Severity = Severity.ERROR,
    table: str = "",
    row: int | None = None,
    column: str = "",
    plan: str = "",
    unidad: str = "",
) -> Finding:
    """A finding about the file itself, whose norm is the plan format."""
    norm = "Formato del plan (docs/plan-format.md)"
    return Finding(rule, severity, message, repair, norm, plan, unidad, table, row, column)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in their stable order."""
    return tuple(sorted(findings, key=Finding.sort_key))
