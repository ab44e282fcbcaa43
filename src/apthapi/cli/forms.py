"""`apthapi forms`: the official papers of a plan: one form, some, or the whole book."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb

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
    parser.add_argument("--formulario", action="append", choices=_FORMS, help="solo ese formulario; puede repetirse")
    parser.add_argument("--libro", action="store_true", help="un solo PDF con portada, índice y todas las unidades")
    parser.add_argument("--salida", default="formularios", metavar="CARPETA", help="dónde se escriben (formularios)")
    parser.add_argument("--nombre", help="nombre de la institución en los papeles, si no es el del plan")
    parser.add_argument("--logo", metavar="SVG|PNG", help="logotipo de la institución")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the papers and say where they are; 2 if one cannot be made."""
    from apthapi.cli.totals import chosen_plan
    from apthapi.core.package import read_package
    from apthapi.core.source import UnreadableError
    from apthapi.documents import PaperError

    package = read_package(Path(options.paquete))
    plan = chosen_plan(package, options.plan)
    try:
        papers = _book(package, plan, options) if options.libro else _forms(package, plan, options)
    except PaperError as problem:
        raise UnreadableError(str(problem)) from None
    if options.json:
        print_json([{"archivo": str(p.path), "paginas": p.pages, "sha256_datos": p.data_sha256} for p in papers])
    else:
        for paper in papers:
            say(f"{paper.path}  ({paper.pages} páginas)")
    return 0


def _institution(package: Package, plan: str, options: argparse.Namespace) -> Institution | None:
    from apthapi.documents import Institution

    if not (options.nombre or options.logo):
        return None
    [(name, sigla)] = package.database.query("select nombre_entidad, sigla from planes where plan = ?", [plan])
    return Institution(options.nombre or name, sigla, Path(options.logo) if options.logo else None)


def _book(package: Package, plan: str, options: argparse.Namespace) -> list[Paper]:
    from apthapi.documents import render_book

    out = Path(options.salida) / f"libro-{plan}.pdf"
    out.parent.mkdir(parents=True, exist_ok=True)
    return [
        render_book(
            package=package,
            plan=plan,
            out=out,
            units=options.unidad,
            institution=_institution(package, plan, options),
            progress=Progress("Libro"),
        )
    ]


def _forms(package: Package, plan: str, options: argparse.Namespace) -> list[Paper]:
    from apthapi.documents import available_forms, render_form

    units = options.unidad or [
        row[0] for row in package.database.query("select unidad from unidades where plan = ? order by renglon", [plan])
    ]
    wanted = [
        (unit, form)
        for unit in units
        for form in available_forms(package, plan, unit)
        if not options.formulario or form in options.formulario
    ]
    folder = Path(options.salida)
    folder.mkdir(parents=True, exist_ok=True)
    tell = Progress("Formularios")
    papers = []
    for done, (unit, form) in enumerate(wanted, start=1):
        tell(f"{unit} {form}", done, len(wanted))
        papers.append(
            render_form(
                package=package,
                plan=plan,
                unidad=unit,
                form=form,
                out=folder / f"{unit}-{form}.pdf",
                institution=_institution(package, plan, options),
            )
        )
    return papers
