"""`apthapi publish`: the public site of approved plans, as a folder or a zip for any server of pages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.core.package import Package
    from apthapi.formats.site import BrokenSiteError
    from apthapi.formats.site.writing import Files


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "publish",
        about="escribe el sitio público de planes aprobados, para cualquier servidor de páginas",
        details="Publica las versiones que tienen su resolución o su publicación con fecha, y las que ellas "
        "reemplazan; o solo las que se indiquen con --version. De las demás no escribe nada. Antes de escribir "
        "comprueba que ningún enlace quede roto.",
    )
    parser.add_argument("planes", metavar="PLAN", nargs="+", help="carpeta, zip o archivo .duckdb de un plan")
    parser.add_argument("--salida", metavar="DESTINO", required=True, help="carpeta o archivo .zip del sitio")
    parser.add_argument("--version", metavar="CODIGO", action="append", help="versión que se publica; se puede repetir")
    parser.add_argument(
        "--avance",
        type=int,
        choices=range(1, 13),
        metavar="MES",
        help="publica también lo hecho y lo gastado hasta ese mes, de 1 a 12",
    )
    parser.add_argument("--sobrescribir", action="store_true", help="reemplaza lo que haya en el destino")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the site; 0, or 1 if a link would be broken, and then nothing is written."""
    from apthapi.cli.convert import refuse_to_overwrite
    from apthapi.cli.paths import open_package
    from apthapi.formats.site import Advance, BrokenSiteError, site_files, write_site

    target = Path(options.salida)
    refuse_to_overwrite(target, allowed=options.sobrescribir)
    packages = [open_package(where) for where in options.planes]
    chosen = _chosen(packages, options.version)
    _refuse_the_unknown(chosen, options.avance or 0)
    left_out = [plan for package, plans in chosen for plan in package.plans if plan not in plans]
    try:
        files = site_files(chosen, Advance.at(options.avance) if options.avance else Advance())
    except BrokenSiteError as problem:
        _tell_broken(problem, as_json=options.json)
        return 1
    write_site(files, target)
    if options.json:
        print_json(_as_json(target, chosen, left_out, files))
    else:
        _show(target, chosen, left_out, files)
    return 0


def _chosen(packages: Sequence[Package], asked: Sequence[str] | None) -> list[tuple[Package, list[str]]]:
    """What is published of each package. Raises UnreadableError for a version that no package has, or if none is."""
    from apthapi.core.source import UnreadableError
    from apthapi.formats.site import approved_plans

    there = [plan for package in packages for plan in package.plans]
    missing = [plan for plan in asked or () if plan not in there]
    if missing:
        raise UnreadableError(f"Ningún paquete tiene la versión «{missing[0]}»; hay {', '.join(there)}.")
    twice = sorted({plan for plan in there if there.count(plan) > 1})
    if twice:
        raise UnreadableError(f"La versión «{twice[0]}» viene en dos paquetes: indique solo uno.")
    found = [
        (package, [plan for plan in package.plans if plan in asked] if asked else approved_plans(package))
        for package in packages
    ]
    if not any(plans for _, plans in found):
        raise UnreadableError(
            "Ninguna versión tiene su resolución o su publicación con fecha en documentos.csv: no hay qué publicar. "
            "Si alguna está aprobada, indíquela con --version CODIGO."
        )
    return [(package, plans) for package, plans in found if plans]


def _refuse_the_unknown(chosen: Sequence[tuple[Package, Sequence[str]]], month: int) -> None:
    """Raises UnreadableError for an advance after the last month of which a plan knows anything."""
    from apthapi.compare.evaluation import last_told
    from apthapi.compare.totals import MONTH_NAMES
    from apthapi.core.source import UnreadableError

    for package, plans in chosen if month else ():
        last = last_told(package, plans[-1])
        if 0 < last < month:
            raise UnreadableError(
                f"Lo registrado de {plans[-1]} llega hasta {MONTH_NAMES[last - 1]}: no se puede publicar lo hecho "
                f"hasta {MONTH_NAMES[month - 1]}. Use --avance {last}, o un mes anterior."
            )


def _tell_broken(problem: BrokenSiteError, *, as_json: bool) -> None:
    if as_json:
        print_json({"enlaces_rotos": [{"pagina": each.page, "enlace": each.target} for each in problem.broken]})
    else:
        say(f"{problem} No se escribió nada.", "error")


def _as_json(
    target: Path, chosen: Sequence[tuple[Package, Sequence[str]]], left_out: Sequence[str], files: Files
) -> dict[str, object]:
    return {
        "destino": str(target),
        "publicadas": [plan for _, plans in chosen for plan in plans],
        "sin_publicar": list(left_out),
        "paginas": _pages(files),
        "archivos": len(files),
        "bytes": sum(map(len, files.values())),
        "enlaces_rotos": [],
    }


def _show(target: Path, chosen: Sequence[tuple[Package, Sequence[str]]], left_out: Sequence[str], files: Files) -> None:
    say(f"Publicadas: {', '.join(plan for _, plans in chosen for plan in plans)}.")
    if left_out:
        say(f"Sin publicar, porque no consta que se aprobaron o no se pidieron: {', '.join(left_out)}.", "advertencia")
    size = sum(map(len, files.values())) / 1_000_000
    megabytes = f"{size:.1f}".replace(".", ",")
    say(f"Escrito {target}: {count(_pages(files), 'página', 'páginas')}, {megabytes} MB. Ningún enlace roto.")


def _pages(files: Files) -> int:
    return sum(address.endswith(".html") for address in files)
