"""The rules of one unit over the live database, as the panel beside the work shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from apthapi.core.database import Database, Prepared
from apthapi.core.findings import Finding, Severity
from apthapi.core.sheets import Sheet, sheets_of
from apthapi.web.plans.judged import judged
from apthapi.web.plans.live import live
from apthapi.web.process.models import EstadoDeUnidad, ParteDeUnidad

FORM_04 = "formulario04"
MOST_OF_A_RULE = 20
"""Findings of one rule that the panel shows; as they are repaired the others come."""
_BEING_MADE = (EstadoDeUnidad.BORRADOR, EstadoDeUnidad.OBSERVADA)
REPLACED = "No hace falta corregirlo: al enviar, el sistema calcula el formulario 04 con las líneas y lo reemplaza."


def verify(plan: str, unidad: str) -> dict[str, object]:
    """Run the rules of a unit on what was committed, keep the counts for the board, answer as docs/web.md says."""
    report = judged(plan, unidad)
    being_made, counted = _part(live(), plan, unidad)
    answer = told(live(), report.findings, plan, unidad, being_made=being_made)
    found = (answer["errores"], answer["advertencias"])
    # Looked at before it is written: on SQLite a write that changes nothing waits for the others all the same.
    if counted != found:
        ParteDeUnidad.objects.filter(plan=plan, unidad=unidad).update(errores=found[0], advertencias=found[1])
    return answer


def told(
    database: Database, findings: Sequence[Finding], plan: str, unidad: str, *, being_made: bool
) -> dict[str, object]:
    """Findings of the unit, whose rows are in that database, as docs/web.md says."""
    found = _as_of_now(findings) if being_made else findings
    # What stops the sending, first.
    ordered = sorted(found, key=lambda each: each.severity is not Severity.ERROR)
    some, more = _first_of_each_rule(ordered)
    forms = _forms_of_lines(database, some)
    return {
        "errores": sum(each.severity is Severity.ERROR for each in ordered),
        "advertencias": sum(each.severity is Severity.WARNING for each in ordered),
        "hallazgos": [_shown(each, forms, plan, unidad) for each in some],
        "mas": more,
    }


def _first_of_each_rule(findings: Iterable[Finding]) -> tuple[list[Finding], dict[str, int]]:
    """What a person can take in, for thousands of lines may break one rule; and how many more of each there are."""
    seen: Counter[str] = Counter()
    some = []
    for each in findings:
        seen[each.rule] += 1
        if seen[each.rule] <= MOST_OF_A_RULE:
            some.append(each)
    return some, {rule: count - MOST_OF_A_RULE for rule, count in seen.items() if count > MOST_OF_A_RULE}


def _part(database: Database, plan: str, unidad: str) -> tuple[bool, tuple[int | None, int | None]]:
    """Whether the part has lines and can still be changed; the errors and warnings that were counted the last time."""
    sql = Prepared(
        "select estado, errores, advertencias, case when exists (select 1 from requerimientos r "
        "where r.plan = p.plan and r.unidad = p.unidad) then 1 else 0 end "
        "from process_partedeunidad p where plan = ? and unidad = ?"
    )
    rows = database.query(sql, [plan, unidad])
    if not rows:
        return False, (None, None)
    [(estado, errors, warnings, has_lines)] = rows
    return bool(has_lines) and estado in _BEING_MADE, (errors, warnings)


def _as_of_now(findings: Sequence[Finding]) -> Sequence[Finding]:
    """What is said of a form 04 that the sending will replace is told, and asks for nothing."""
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
