"""`apthapi forms`: the official papers of a plan: one form, some, or the whole book."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb, one_of

if TYPE_CHECKING:
    from apthapi.core.package import Package
    from apthapi.documents import Institution, Paper

_FORMS = ("01", "02", "3_01", "3_02", "3_03", "3_04", "04", "operaciones")


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "forms",
        about="imprime los formularios 01 a 04 en PDF, sueltos o en un libro",
        details="Sin --unidad imprime los de todas. Cada PDF lleva adjuntos sus datos en el formato del plan.",
    )
    add_package(parser)
    parser.add_argument("--plan", help="código del plan; si no, el último")
    parser.add_argument("--unidad", action="append", metavar="SIGLA", help="solo esa unidad; puede repetirse")
    parser.add_argument(
        "--formulario",
        action="append",
        type=one_of(_FORMS),
        metavar="FORMULARIO",
        help=f"solo ese formulario ({', '.join(_FORMS)}); puede repetirse",
    )
    parser.add_argument("--libro", action="store_true", help="un solo PDF con portada, índice y todas las unidades")
    parser.add_argument("--salida", default="formularios", metavar="CARPETA", help="dónde se escriben (formularios)")
    parser.add_argument("--nombre", help="nombre de la institución en los papeles, si no es el del plan")
    parser.add_argument("--logo", metavar="SVG|PNG", help="logotipo de la institución")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the papers and say where they are; 2 if one cannot be made."""
    from apthapi.cli.paths import open_package, papers
    from apthapi.cli.totals import chosen_plan

    package = open_package(options.paquete)
    plan = chosen_plan(package, options.plan)
    with papers():
        made = _book(package, plan, options) if options.libro else _forms(package, plan, options)
    if options.json:
        print_json([{"archivo": str(p.path), "paginas": p.pages, "sha256_datos": p.data_sha256} for p in made])
    else:
        for paper in made:
            say(f"{paper.path}  ({count(paper.pages, 'página', 'páginas')})")
    return 0


def _institution(package: Package, plan: str, options: argparse.Namespace) -> Institution | None:
    from apthapi.documents import Institution

    if not (options.nombre or options.logo):
        return None
    [(name, sigla)] = package.database.query("select nombre_entidad, sigla from planes where plan = ?", [plan])
    return Institution(options.nombre or name, sigla, Path(options.logo) if options.logo else None)


def _book(package: Package, plan: str, options: argparse.Namespace) -> list[Paper]:
    from apthapi.documents import render_book

    return [
        render_book(
            package=package,
            plan=plan,
            out=Path(options.salida) / f"libro-{plan}.pdf",
            units=options.unidad,
            institution=_institution(package, plan, options),
            progress=Progress("Libro"),
        )
    ]


def _forms(package: Package, plan: str, options: argparse.Namespace) -> list[Paper]:
    from apthapi.documents import render_form

    wanted = _wanted(package, plan, options)
    tell = Progress("Formularios")
    made = []
    for done, (unit, form) in enumerate(wanted, start=1):
        tell(f"{unit} {form}", done, len(wanted))
        made.append(
            render_form(
                package=package,
                plan=plan,
                unidad=unit,
                form=form,
                out=Path(options.salida) / f"{unit}-{form}.pdf",
                institution=_institution(package, plan, options),
            )
        )
    return made


def _wanted(package: Package, plan: str, options: argparse.Namespace) -> list[tuple[str, str]]:
    """The unit and form of each paper to make. Raises UnreadableError if there is none."""
    from apthapi.core.source import UnreadableError
    from apthapi.documents import available_forms

    units = options.unidad or [
        row[0] for row in package.database.query("select unidad from unidades where plan = ? order by renglon", [plan])
    ]
    wanted = [
        (unit, form)
        for unit in units
        for form in available_forms(package, plan, unit)
        if not options.formulario or form in options.formulario
    ]
    if not wanted:
        which = f"el formulario {', '.join(options.formulario)}" if options.formulario else "ningún formulario"
        where = f" de {', '.join(options.unidad)}" if options.unidad else ""
        raise UnreadableError(f"No hay nada que imprimir: {plan} no trae datos para {which}{where}.")
    return wanted
