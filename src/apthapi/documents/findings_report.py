"""The report of findings: a summary, then each finding by severity and rule, and the state of every rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from apthapi.core.findings import Finding, Severity, in_order
from apthapi.core.package import Package
from apthapi.documents.attachment import JSON, Attachment
from apthapi.documents.heading import Data, Institution, read_plan
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.single import control_line, presented
from apthapi.rules import all_rules

_SEVERITIES = {
    Severity.ERROR: ("ERRORES", "Errores: detienen la aprobación"),
    Severity.WARNING: ("ADVERTENCIAS", "Advertencias: piden una razón"),
    Severity.INFO: ("INFORMACIÓN", "Información"),
}
_STATUSES = {
    "cumple": ("CUMPLE", "Reglas que el plan cumple"),
    "incumple": ("INCUMPLE", "Reglas que el plan incumple"),
    "sin_datos": ("SIN DATOS", "Reglas que no se pudieron verificar por falta de datos"),
}
PRINTED_AT_MOST = 200
"""Findings of one rule that are printed; all of them are in the attached file."""


def render_findings(
    *,
    package: Package,
    plan: str,
    findings: Iterable[Finding],
    statuses: Mapping[str, str],
    out: Path,
    institution: Institution | None = None,
    checked_on: date | None = None,
    borrador: bool = False,
) -> Paper:
    """Write what checking a plan found; the attached JSON is what `apthapi check --json` prints.

    `statuses` goes from rule to `cumple`, `incumple` or `sin_datos`. Findings of other plans are left out.
    `checked_on` is printed if given, and `borrador` marks every page as a draft. Raises PaperError.
    """
    head = read_plan(package, plan)
    who = presented(head, institution)
    mine = in_order(each for each in findings if each.plan in ("", plan))
    title = "REPORTE DE VERIFICACIÓN DEL PLAN"
    on_day = f"  ·  verificado el {checked_on:%d/%m/%Y}" if checked_on else ""
    draft = Draft(
        template="findings",
        title=f"{title} – {head.title} – {who.name}",
        plan_title=head.title,
        institution=who,
        control=control_line(head) + on_day,
        timestamp=head.timestamp,
        body={"reporte": {"titulo": title, **_data(mine, statuses)}},
        attachment=Attachment(
            "hallazgos.json", _as_json(plan, mine, statuses), JSON, "Hallazgos de la verificación del plan"
        ),
        borrador=borrador,
    )
    return make_paper(draft, out)


def _data(findings: Sequence[Finding], statuses: Mapping[str, str]) -> Data:
    by_severity = Counter(each.severity for each in findings)
    by_status = Counter(statuses.values())
    return {
        "severidades": [
            {"clave": severity.value, "nombre": short, "cuantos": str(by_severity[severity])}
            for severity, (short, _) in _SEVERITIES.items()
        ],
        "estados": [
            {"nombre": f"REGLAS: {short}", "cuantas": str(by_status[status])}
            for status, (short, _) in _STATUSES.items()
        ],
        "frase": _sentence(by_severity, by_status),
        "grupos": [
            {"clave": severity.value, "titulo": long, "reglas": _rules(findings, severity)}
            for severity, (_, long) in _SEVERITIES.items()
            if by_severity[severity]
        ],
        "listas": [
            {"clave": status, "titulo": long, "reglas": _named(statuses, status)}
            for status, (_, long) in _STATUSES.items()
            if by_status[status]
        ],
    }


def _sentence(by_severity: Counter[Severity], by_status: Counter[str]) -> str:
    errors = by_severity[Severity.ERROR]
    if errors:
        first = f"El plan tiene {errors} {'error' if errors == 1 else 'errores'} por corregir antes de su aprobación."
    else:
        first = "La verificación no encontró errores."
    unknown = by_status["sin_datos"]
    second = f" {unknown} reglas no se pudieron verificar por falta de datos." if unknown else ""
    return first + second


def _rules(findings: Sequence[Finding], severity: Severity) -> list[Data]:
    mine = [each for each in findings if each.severity is severity]
    titles = {id_: rule.title for id_, rule in all_rules().items()}
    return [_rule(rule, list(rows), titles.get(rule, "")) for rule, rows in groupby(mine, key=lambda each: each.rule)]


def _rule(rule: str, rows: list[Finding], title: str) -> Data:
    rest = len(rows) - PRINTED_AT_MOST
    return {
        "regla": rule,
        "titulo": title,
        "cuantos": "1 hallazgo" if len(rows) == 1 else f"{len(rows)} hallazgos",
        "norma": rows[0].norm,
        "filas": [
            {"unidad": each.unidad, "donde": _where(each), "mensaje": each.message, "corrija": each.repair}
            for each in rows[:PRINTED_AT_MOST]
        ],
        "resto": f"Y {rest} hallazgos más de esta regla, en el archivo adjunto." if rest > 0 else "",
    }


def _where(finding: Finding) -> str:
    parts = [finding.table]
    if finding.row is not None:
        parts.append(f"fila {finding.row}")
    if finding.column:
        parts.append(f"columna {finding.column}")
    key = " · ".join(f"{name} {value}" for name, value in finding.key.items() if name not in ("plan", "unidad"))
    where = ", ".join(part for part in parts if part)
    return f"{where} ({key})" if where and key else where or key


def _named(statuses: Mapping[str, str], status: str) -> list[str]:
    return sorted(rule for rule, each in statuses.items() if each == status)


def _as_json(plan: str, findings: Sequence[Finding], statuses: Mapping[str, str]) -> bytes:
    counts = Counter(each.severity for each in findings)
    document = {
        "planes": [plan],
        "reglas": dict(sorted(statuses.items())),
        "hallazgos": [each.as_json() for each in findings],
        "resumen": {severity.value: counts[severity] for severity in Severity},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
