"""`apthapi evaluate`: what was done and spent of a plan by a month, beside what was programmed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb

if TYPE_CHECKING:
    from apthapi.compare.evaluation import Evaluation, Result
    from apthapi.core.package import Package
    from apthapi.documents import Paper


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "evaluate",
        about="evalúa lo hecho y lo gastado de un plan hasta un mes",
        details="Compara con lo programado, por unidad, ACP y operación, con semáforos, brecha y proyección.",
    )
    add_package(parser)
    parser.add_argument("--plan", help="código del plan; si no, el último")
    parser.add_argument(
        "--al",
        type=int,
        metavar="MES",
        help="último mes que se evalúa, de 1 a 12; si no, el último al que llegó la mitad de las unidades",
    )
    parser.add_argument("--informe", metavar="PDF", help="escribe además el informe de evaluación")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the evaluation; 2 if there is nothing to evaluate."""
    from apthapi.cli.paths import open_package
    from apthapi.cli.totals import chosen_plan
    from apthapi.compare.evaluation import evaluate
    from apthapi.compare.evaluation.plain import as_json

    package = open_package(options.paquete, in_place=True)
    plan = chosen_plan(package, options.plan)
    found = evaluate(package, plan, _cut(package, plan, options.al))
    if options.json:
        print_json(as_json(found))
    else:
        _show(found)
    if options.informe:
        paper = _write(package, found, Path(options.informe))
        if not options.json:
            say(f"{paper.path}  ({count(paper.pages, 'página', 'páginas')})")
    return 0


def _cut(package: Package, plan: str, given: int | None) -> int:
    """The month that was asked for, or the usual one. Raises UnreadableError for none."""
    from apthapi.compare.evaluation import usual_cut
    from apthapi.core.source import UnreadableError

    if given is not None:
        if not 1 <= given <= 12:
            raise UnreadableError(f"No hay mes {given}: escriba --al con un número de 1 a 12.")
        return given
    if not (last := usual_cut(package, plan)):
        raise UnreadableError(
            f"No hay qué evaluar: {plan} no trae ejecucion_fisica ni ejecucion_financiera. "
            "Con --al MES se muestra lo programado hasta ese mes."
        )
    return last


def _write(package: Package, found: Evaluation, out: Path) -> Paper:
    from apthapi.cli.paths import papers
    from apthapi.documents import render_evaluacion

    with papers():
        return render_evaluacion(package=package, evaluation=found, out=out)


def _show(found: Evaluation) -> None:
    from apthapi.compare.evaluation.telling import finding, methods, projection, sentence

    say(sentence(found, "la entidad"))
    say(projection(found))
    titles = ("unidad", "ACP")
    for title, results in zip(titles, (found.units, found.acps), strict=True):
        columns = [title, "nombre~", "hecho a la fecha>", "de la meta>", "devengado Bs>", "de lo vigente>", "semáforo"]
        table = Table(columns, title=f"{found.plan}, por {title}")
        table.rows += [_row(each) for each in results]
        table.show()
    if found.findings:
        say("Hallazgos:")
        for each in found.findings:
            say(f"  - {finding(found, each)}")
    say("Cómo se calculó:")
    for method in methods(found):
        say(f"  - {method}")


def _row(each: Result) -> list[str]:
    from apthapi.cli.totals import shown
    from apthapi.compare.evaluation.telling import shown as part

    return [
        each.code or "sin unidad",
        each.name,
        part(each.physical.efficacy),
        part(each.physical.progress),
        shown(each.money.accrued),
        part(each.money.of_standing),
        each.light.word,
    ]
