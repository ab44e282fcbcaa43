"""The report of findings prints every finding with its place and its repair, errors first."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from apthapi.core.findings import Finding, Severity
from apthapi.core.package import Package
from apthapi.documents import attached_bytes, render_findings
from apthapi.documents.findings_report import PRINTED_AT_MOST
from apthapi.rules import check
from documents.conftest import PLAN
from documents.pdf_text import text_of


def test_the_reference_plan_is_reported_as_checked(segip: Package, tmp_path: Path) -> None:
    report = check(segip)
    paper = render_findings(
        package=segip,
        plan=PLAN,
        findings=report.findings,
        statuses=report.statuses,
        out=tmp_path / "hallazgos.pdf",
        checked_on=date(2024, 2, 14),
    )
    text = text_of(paper.path)
    assert "Las ponderaciones de DNTIC suman 103" in text
    assert "verificado el 14/02/2024" in text
    assert text.index("Errores: detienen la aprobación") < text.index("Advertencias: piden una razón")
    attached = json.loads(attached_bytes(paper.path, mime="application/json"))
    assert attached["hallazgos"] == [each.as_json() for each in report.findings if each.plan in ("", PLAN)]


def test_a_finding_says_where_it_is(segip: Package, tmp_path: Path) -> None:
    finding = Finding(
        "V12",
        Severity.ERROR,
        "Falta la ponderación.",
        "Escríbala.",
        "Formulario 02",
        plan=PLAN,
        unidad="DDSC",
        table="acp_unidad",
        row=30,
        column="ponderacion",
        key={"acp": "4.1", "unidad": "DDSC"},
    )
    elsewhere = Finding("V12", Severity.ERROR, "De otro plan.", "", "", plan="OTRO-2024-0")
    found = " ".join(
        text_of(
            render_findings(
                package=segip,
                plan=PLAN,
                findings=[finding, elsewhere],
                statuses={"V12": "incumple", "V40": "sin_datos"},
                out=tmp_path / "h.pdf",
            ).path
        ).split()
    )
    assert "acp_unidad, fila 30, columna ponderacion (acp 4.1)" in found
    assert "El plan tiene 1 error por corregir antes de su aprobación." in found
    assert "De otro plan." not in found
    assert "Reglas que no se pudieron verificar por falta de datos V40" in found


def test_a_rule_with_too_many_findings_says_how_many_are_not_printed(segip: Package, tmp_path: Path) -> None:
    many = [
        Finding("V12", Severity.WARNING, f"Hallazgo número {n}.", "", "", plan=PLAN, row=n)
        for n in range(PRINTED_AT_MOST + 7)
    ]
    paper = render_findings(
        package=segip, plan=PLAN, findings=many, statuses={"V12": "incumple"}, out=tmp_path / "h.pdf"
    )
    text = text_of(paper.path)
    assert f"Hallazgo número {PRINTED_AT_MOST - 1}." in text
    assert f"Hallazgo número {PRINTED_AT_MOST}." not in text
    assert "Y 7 hallazgos más de esta regla, en el archivo adjunto." in text
    assert "La verificación no encontró errores." in text
