"""`apthapi check`: every rule over a package, every problem at once."""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb

if TYPE_CHECKING:
    from apthapi.core.findings import Finding
    from apthapi.core.package import Package
    from apthapi.rules import Report

SHOWN_OF_A_RULE = 25
"""Findings of one rule on the screen, unless --todo; --json always has them all."""

_NAMES = {
    "error": ("ERRORES", "impiden aprobar"),
    "advertencia": ("ADVERTENCIAS", "piden una explicación"),
    "informacion": ("INFORMACIÓN", "no piden nada"),
}


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "check",
        about="revisa un plan con las reglas de la norma",
        details="Dice todos los problemas a la vez: dónde, qué, por qué (la norma) y cómo se corrige.",
    )
    add_package(parser)
    parser.add_argument("--reglas", metavar="V39,V44", default="", help="solo esas reglas")
    parser.add_argument("--todo", action="store_true", help="muestra todos los hallazgos, por muchos que sean")
    parser.add_argument("--informe", metavar="PDF", help="escribe también el informe de hallazgos")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check the package; 1 if there is any error."""
    from apthapi.cli.paths import open_package, paper_path
    from apthapi.core.source import UnreadableError
    from apthapi.rules import check

    only = [id_ for id_ in options.reglas.replace(" ", "").upper().split(",") if id_]
    package = open_package(options.paquete, in_place=True)
    paper = paper_path(options.informe) if options.informe else None
    try:
        report = check(package, only=only, progress=Progress("Reglas"))
    except KeyError as unknown:
        raise UnreadableError(f"No hay regla «{unknown.args[0]}»; «apthapi rules» muestra todas.") from None
    if paper:
        _write_report(package, report, paper)
    if options.json:
        print_json(report.as_json())
    else:
        show(report, everything=options.todo)
    return 1 if report.summary["error"] else 0


def _write_report(package: Package, report: Report, out: Path) -> None:
    from apthapi.cli.paths import papers
    from apthapi.documents import render_findings

    plan = package.latest_plan()
    with papers():
        render_findings(package=package, plan=plan, findings=report.findings, statuses=report.statuses, out=out)


def show(report: Report, *, everything: bool = False) -> None:
    """Print a report for people."""
    shown, more = ", ".join(report.plans[:8]), len(report.plans) - 8
    if report.plans:
        title = "Plan" if len(report.plans) == 1 else "Planes"
        say(f"{title}: {shown}{f' y {more} más' if more > 0 else ''}", "título")
    for severity, (name, meaning) in _NAMES.items():
        found = [finding for finding in report.findings if finding.severity.value == severity]
        if found:
            say()
            say(f"{name} ({len(found)}): {meaning}", severity)
            _show_findings(found, everything)
    say()
    _show_summary(report)


def _show_findings(findings: list[Finding], everything: bool) -> None:
    for rule, group in groupby(findings, key=lambda finding: finding.rule):
        _show_rule(rule, list(group), everything)


def _show_rule(rule: str, found: list[Finding], everything: bool) -> None:
    """The findings of a rule under what it asks; a repair that all share is said once, after them."""
    from apthapi.rules import all_rules

    norm = found[0].norm
    known = all_rules().get(rule)
    say()
    say(f"{rule}  {known.title if known else norm}", "título", indent=2, hang=5)
    if known:
        say(norm, "tenue", indent=7)
    shared = len(found) > 1 and len({finding.repair for finding in found}) == 1
    for finding in found if everything else found[:SHOWN_OF_A_RULE]:
        say(finding.message, indent=4)
        below = [part for part in (_where(finding), "" if shared else finding.repair) if part]
        if below:
            say(" → ".join(below), "tenue", indent=6)
    more = len(found) - SHOWN_OF_A_RULE
    if more > 0 and not everything:
        say(f"… y {more} más: use --todo o --json.", indent=4)
    if shared:
        say(f"→ En todos: {found[0].repair}", "tenue", indent=4, hang=2)


def _where(finding: Finding) -> str:
    if not finding.table:
        return ""
    return f"{finding.table}, fila {finding.row}" if finding.row else finding.table


def _show_summary(report: Report) -> None:
    from apthapi.rules import Status

    found = report.summary
    parts = [
        count(found["error"], "error", "errores"),
        count(found["advertencia"], "advertencia", "advertencias"),
        f"{found['informacion']} de información",
    ]
    say(f"{', '.join(parts)}.", "error" if found["error"] else "título")
    by_status = {status: [id_ for id_, s in report.statuses.items() if s is status] for status in Status}
    say(_held(len(by_status[Status.HOLDS]), by_status[Status.BROKEN]))
    without = by_status[Status.NO_DATA]
    if without:
        rules = count(len(without), "regla", "reglas")
        say(f"Sin datos para revisar {rules}: {', '.join(without)}.", "tenue")


def _held(holding: int, broken: list[str]) -> str:
    """`Se cumplen 24 reglas; se incumplen 2: V39, V44.`"""
    held = f"{'Se cumple' if holding == 1 else 'Se cumplen'} {count(holding, 'regla', 'reglas')}"
    if not holding:
        held = "No se cumple ninguna regla"
    if not broken:
        return f"{held}; no se incumple ninguna." if holding else "No se pudo revisar ninguna regla."
    verb = "se incumple" if len(broken) == 1 else "se incumplen"
    return f"{held}; {verb} {len(broken)}: {', '.join(sorted(broken))}."
