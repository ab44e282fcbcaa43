"""What the rules say of a whole plan, and which of it somebody justified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from apthapi.core.findings import Finding, Severity
from apthapi.rules import check
from apthapi.web.plans.package import chain_of, photograph
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.models import Dispensa


@dataclass(frozen=True, slots=True)
class Juzgado:
    """A finding of a plan, and why it is accepted, if it is."""

    finding: Finding
    mark: str
    waiver: Dispensa | None

    @property
    def stops(self) -> bool:
        """Whether it stops the approval."""
        return self.finding.severity is Severity.ERROR and self.waiver is None


def mark_of(finding: Finding) -> str:
    """What tells a finding from others: another amount in its message makes it another finding."""
    said = [finding.rule, finding.unidad, finding.table, sorted(finding.key.items()), finding.message]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def judge_plan(plan: str) -> list[Juzgado]:
    """Every finding of the plan, errors first, each with its waiver in force. Reads the whole plan."""
    with closing(photograph(chain_of(plan)).package) as package:
        findings = [each for each in check(package).findings if each.plan in ("", plan)]
    waivers = in_force(plan, hoy())
    marked = [(each, mark_of(each)) for each in findings]
    judged = [Juzgado(each, mark, waivers.get(mark)) for each, mark in marked]
    return sorted(judged, key=lambda each: (_ORDER.index(each.finding.severity), each.waiver is not None))


_ORDER = [Severity.ERROR, Severity.WARNING, Severity.INFO]


def in_force(plan: str, day: date) -> dict[str, Dispensa]:
    """The waivers of a plan that hold on a day, by the mark of their finding."""
    found = Dispensa.objects.filter(plan=plan, retirada=False).select_related("cargo")
    return {each.huella: each for each in found if each.hasta is None or each.hasta >= day}


def stopping(judged: Sequence[Juzgado]) -> list[Finding]:
    """The errors that nobody justified."""
    return [each.finding for each in judged if each.stops]
