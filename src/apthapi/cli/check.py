"""`apthapi check`: every rule over a package, every problem at once."""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, print_json, say
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
    from apthapi.core.package import read_package
    from apthapi.core.source import UnreadableError
    from apthapi.rules import check

    only = [id_ for id_ in options.reglas.upper().split(",") if id_]
    package = read_package(Path(options.paquete))
    try:
        report = check(package, only=only, progress=Progress("Reglas"))
    except KeyError as unknown:
        raise UnreadableError(f"No hay regla {unknown}; «apthapi rules» muestra todas.") from None
    if options.informe:
        _write_report(package, report, Path(options.informe))
    if options.json:
        print_json(report.as_json())
    else:
        show(report, everything=options.todo)
    return 1 if report.summary["error"] else 0


def _write_report(package: Package, report: Report, out: Path) -> None:
    from apthapi.documents import render_findings

    plan = package.latest_plan()
    render_findings(package=package, plan=plan, findings=report.findings, statuses=report.statuses, out=out)


def show(report: Report, *, everything: bool = False) -> None:
    """Print a report for people."""
    say(f"Planes: {', '.join(report.plans[:8])}{'…' if len(report.plans) > 8 else ''}", "título")
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
        of_rule = list(group)
        say()
        say(f"  {rule}  {of_rule[0].norm}", "título")
        for finding in of_rule if everything else of_rule[:SHOWN_OF_A_RULE]:
            say(f"    {finding.message}")
            say(f"      {_where(finding)}{finding.repair}", "tenue")
        if len(of_rule) > SHOWN_OF_A_RULE and not everything:
            say(f"    … y {len(of_rule) - SHOWN_OF_A_RULE} más: use --todo o --json.")


def _where(finding: Finding) -> str:
    if not finding.table:
        return ""
    row = f", fila {finding.row}" if finding.row else ""
    return f"{finding.table}{row} → "


def _show_summary(report: Report) -> None:
    from apthapi.rules import Status

    counts = report.summary
    by_status = {status: [id_ for id_, s in report.statuses.items() if s is status] for status in Status}
    say(
        f"{counts['error']} errores, {counts['advertencia']} advertencias, {counts['informacion']} de información.",
        "error" if counts["error"] else "título",
    )
    broken, without = by_status[Status.BROKEN], by_status[Status.NO_DATA]
    say(f"Cumplen {len(by_status[Status.HOLDS])} reglas; no cumplen {len(broken)}: {', '.join(broken) or 'ninguna'}.")
    if without:
        say(f"Sin datos para {len(without)}: {', '.join(without)}.", "tenue")
