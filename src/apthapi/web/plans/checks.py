"""The rules of one unit over the live database, as the panel beside the work shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from apthapi.core.database import Database
from apthapi.core.findings import Finding, Severity
from apthapi.web.plans.judged import judged
from apthapi.web.plans.live import live
from apthapi.web.plans.sheets import Sheet, sheets_of
from apthapi.web.process.models import EstadoDeUnidad, ParteDeUnidad

FORM_04 = "formulario04"
REPLACED = "No hace falta corregirlo: al enviar, el sistema calcula el formulario 04 con las líneas y lo reemplaza."


def verify(plan: str, unidad: str) -> dict[str, object]:
    """Run the rules of a unit on what was committed, keep the counts for the board, answer as docs/web.md says."""
    found = _as_of_now(judged(plan, unidad).findings, plan, unidad)
    # What stops the sending, first.
    findings = sorted(found, key=lambda each: each.severity is not Severity.ERROR)
    errors = sum(each.severity is Severity.ERROR for each in findings)
    warnings = sum(each.severity is Severity.WARNING for each in findings)
    parte = ParteDeUnidad.objects.filter(plan=plan, unidad=unidad)
    # Looked at before it is written: on SQLite a write that changes nothing waits for the others all the same.
    if list(parte.values_list("errores", "advertencias")) != [(errors, warnings)]:
        parte.update(errores=errors, advertencias=warnings)
    forms = _forms_of_lines(live(), findings)
    return {
        "errores": errors,
        "advertencias": warnings,
        "hallazgos": [_shown(each, forms, plan, unidad) for each in findings],
    }


def _as_of_now(findings: Sequence[Finding], plan: str, unidad: str) -> Sequence[Finding]:
    """What is said of a form 04 that the sending will replace is told, and asks for nothing."""
    if not any(each.table == FORM_04 for each in findings):
        return findings
    being_made = ParteDeUnidad.objects.filter(
        plan=plan, unidad=unidad, estado__in=[EstadoDeUnidad.BORRADOR, EstadoDeUnidad.OBSERVADA]
    )
    lines = live().query("select 1 from requerimientos where plan = ? and unidad = ? limit 1", [plan, unidad])
    if not lines or not being_made.exists():
        return findings
    return [
        replace(each, severity=Severity.INFO, repair=REPLACED) if each.table == FORM_04 else each for each in findings
    ]


def _shown(finding: Finding, forms: dict[int, str], plan: str, unidad: str) -> dict[str, object]:
    candidates = sheets_of(finding.table)
    form = forms.get(finding.row or 0, "") if finding.table in ("requerimientos", "situacion") else ""
    sheet = next((each for each in candidates if each.of_unit and each.name.endswith(form)), None)
    return {
        "regla": finding.rule,
        "severidad": finding.severity.value,
        "mensaje": finding.message,
        "corrija": finding.repair,
        "norma": finding.norm,
        "vista": sheet.name if sheet else "",
        "renglon": finding.row,
        "columna": finding.column,
        "enlace": _link(sheet, finding, plan, unidad) if sheet else "",
    }


def _link(sheet: Sheet, finding: Finding, plan: str, unidad: str) -> str:
    """The page of the unit in which the cell is, and after `#` where in it."""
    page = reverse("paso", args=[plan, unidad, sheet.step])
    return f"{page}?hoja={sheet.name}#{sheet.name}/{finding.row or ''}/{finding.column}"


def _forms_of_lines(database: Database, findings: Iterable[Finding]) -> dict[int, str]:
    """The form of each line, and the quadrant of each factor, that a finding points to."""
    found: dict[int, str] = {}
    for table, column in (("requerimientos", "formulario"), ("situacion", "cuadrante")):
        rows = sorted({each.row for each in findings if each.table == table and each.row})
        if rows:
            marks = ", ".join("?" for _ in rows)
            found |= dict(database.query(f"select renglon, {column} from {table} where renglon in ({marks})", rows))
    return found
