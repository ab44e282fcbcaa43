"""`apthapi demo`: the main job on the real plan of the SEGIP, step by step, into one folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli import diff as diff_verb
from apthapi.cli.screen import Progress, count, say
from apthapi.cli.spanish import Verbs, add_verb

if TYPE_CHECKING:
    from apthapi.core.package import Package
    from apthapi.documents import Paper

BEFORE, AFTER, UNIDAD = "SEGIP-2024-0", "SEGIP-2024-1", "DDTJ"


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "demo",
        about="hace el trabajo completo con el plan real del SEGIP 2024",
        details="Revisa el plan, lo suma, lo compara con la ley y escribe sus papeles en una carpeta.",
    )
    parser.add_argument("--salida", default="salida", metavar="CARPETA", help="dónde se escribe (salida)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write everything; always 0: the findings of the real plan are its content, not a failure."""
    from importlib.resources import as_file, files

    from apthapi.cli.paths import papers
    from apthapi.core.package import read_package

    folder = Path(options.salida)
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("apthapi.core").joinpath("data", "planes", "segip-2024")) as where, papers():
        package = read_package(where)
        _check(package, folder)
        _totals(package, folder)
        _compare(package, folder)
        _book(package, folder)
        _completed_unit(where, folder)
    say()
    say(f"Todo está en {folder.resolve()}", "título")
    return 0


def _step(text: str) -> None:
    say()
    say(text, "título")


def _save(path: Path, value: object) -> None:
    import json

    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _check(package: Package, folder: Path) -> None:
    from apthapi.documents import render_findings
    from apthapi.rules import all_rules, check

    _step(f"1. Revisión con las {len(all_rules())} reglas")
    report = check(package)
    _save(folder / "hallazgos.json", report.as_json())
    paper = render_findings(
        package=package, plan=AFTER, findings=report.findings, statuses=report.statuses, out=folder / "hallazgos.pdf"
    )
    for finding in report.findings:
        if finding.severity.value == "error":
            say(f"{finding.rule}  {finding.message}", indent=3)
    errors = count(report.summary["error"], "error", "errores")
    warnings = count(report.summary["advertencia"], "advertencia", "advertencias")
    say(f"{errors}, {warnings}: {paper.path.name}, hallazgos.json", indent=3)


def _totals(package: Package, folder: Path) -> None:
    from apthapi.cli.totals import consolidation_json, show_consolidation
    from apthapi.compare import consolidation

    _step("2. Totales de las unidades")
    whole = consolidation(package, AFTER)
    show_consolidation(AFTER, whole)
    _save(folder / "totales.json", consolidation_json(whole))
    say("totales.json", indent=3)


def _compare(package: Package, folder: Path) -> None:
    from apthapi.compare import compare_plans
    from apthapi.documents.comparison import render_comparison

    _step("3. Diferencias entre la ley y la primera reformulación")
    comparison = compare_plans(package, BEFORE, AFTER)
    for sentence in comparison.sentences:
        say(sentence, indent=3)
    _save(folder / "diferencias.json", diff_verb.as_json(comparison))
    paper = render_comparison(package=package, comparison=comparison, out=folder / "anexo-comparativo.pdf")
    say(f"{_named(paper)}, diferencias.json", indent=3)


def _book(package: Package, folder: Path) -> None:
    from apthapi.documents import render_book

    _step("4. El libro del POA")
    paper = render_book(package=package, plan=AFTER, out=folder / "libro.pdf", progress=Progress("Libro"))
    say(_named(paper), indent=3)


def _completed_unit(where: Path, folder: Path) -> None:
    from apthapi.core.package import read_package
    from apthapi.documents import render_book
    from apthapi.example import write_completed

    _step(f"5. Una unidad completada con requerimientos de ejemplo: {UNIDAD}")
    target = folder / f"segip-2024-{UNIDAD}-con-lineas-de-ejemplo"
    write_completed(read_package(where), UNIDAD, target)
    completed = read_package(target)
    paper = render_book(package=completed, plan=AFTER, out=folder / f"libro-{UNIDAD}-ejemplo.pdf", units=[UNIDAD])
    say(f"{target.name}/ y {_named(paper)}", indent=3)


def _named(paper: Paper) -> str:
    return f"{paper.path.name} ({count(paper.pages, 'página', 'páginas')})"
