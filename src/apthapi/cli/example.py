"""`apthapi example`: an example plan of any size that satisfies every rule, or breaks exactly those asked."""

from __future__ import annotations

import argparse
import shutil
from contextlib import nullcontext
from pathlib import Path

from apthapi.cli.screen import Progress, say
from apthapi.cli.spanish import Verbs, add_verb

_INCLUDED = ("segip-2024",)
"""Plans that come with the product, by the name that `--base` takes."""

_THIRD_QUARTER = 9


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "example",
        about="escribe un plan de ejemplo del tamaño que se pida",
        details="La misma semilla escribe siempre los mismos archivos. Todo lo que escribe está marcado como ejemplo.",
    )
    parser.add_argument("destino", metavar="DESTINO", help="carpeta o archivo .zip")
    parser.add_argument("--entidades", type=int, default=1, metavar="N", help="cuántas entidades (1)")
    parser.add_argument("--unidades", type=int, default=15, metavar="N", help="unidades de cada entidad (15)")
    parser.add_argument("--lineas", type=int, default=5000, metavar="N", help="líneas de requerimientos (5000)")
    parser.add_argument("--gestion", type=int, default=2024, metavar="AÑO", help="gestión del plan (2024)")
    parser.add_argument("--semilla", type=int, default=1, metavar="N", help="semilla (1)")
    parser.add_argument("--break", dest="broken", default="", metavar="V39,V27", help="incumple justo esas reglas")
    parser.add_argument("--formulacion", action="store_true", help="escribe completa también la versión anterior")
    parser.add_argument(
        "--base", metavar="PLAN", help="completa y ejecuta este plan en vez de uno generado; segip-2024 es el real"
    )
    parser.add_argument(
        "--ejecucion-hasta",
        type=int,
        choices=range(1, 13),
        metavar="MES",
        help="ejecuta el año hasta ese mes, de 1 a 12",
    )
    parser.add_argument("--sobrescribir", action="store_true", help="reemplaza lo que haya en el destino")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the example; 2 if it cannot be made as asked."""
    from apthapi.cli.convert import refuse_to_overwrite
    from apthapi.core.reference import MissingSetError
    from apthapi.core.source import UnreadableError

    target = Path(options.destino)
    new = not target.exists()
    refuse_to_overwrite(target, allowed=options.sobrescribir)
    try:
        if options.base:
            _write_year(options, target)
        else:
            _write_generated(options, target)
    except ValueError as problem:
        raise UnreadableError(str(problem)) from None
    except MissingSetError as missing:
        if new:
            shutil.rmtree(target, ignore_errors=True)
        raise UnreadableError(f"No se puede hacer un ejemplo de esa gestión: {missing}.") from None
    except KeyError as unknown:
        raise UnreadableError(f"No hay regla «{unknown.args[0]}»; «apthapi rules» muestra todas.") from None
    say(f"Escrito {target}. Revíselo con: apthapi check {target}")
    return 0


def _write_generated(options: argparse.Namespace, target: Path) -> None:
    from apthapi.example import write_example

    tell = Progress("Ejemplo")
    write_example(
        target,
        entities=options.entidades,
        units=options.unidades,
        lines=options.lineas,
        seed=options.semilla,
        gestion=options.gestion,
        break_rules=[id_ for id_ in options.broken.replace(" ", "").upper().split(",") if id_],
        formulation=options.formulacion,
        through=options.ejecucion_hasta or 0,
        progress=lambda done, total: tell("entidades", done, total),
    )


def _write_year(options: argparse.Namespace, target: Path) -> None:
    """The year of a plan that exists: of a folder or zip, or of the one that comes with the product."""
    from importlib.resources import as_file, files

    from apthapi.core.package import read_package
    from apthapi.core.source import UnreadableError
    from apthapi.example import write_year

    if target.suffix == ".zip":
        raise UnreadableError("Con --base el destino es una carpeta.")
    included = files("apthapi.core").joinpath("data", "planes", options.base)
    with as_file(included) if options.base in _INCLUDED else nullcontext(Path(options.base)) as where:
        package = read_package(where)
        write_year(package, target, through=options.ejecucion_hasta or _THIRD_QUARTER, seed=options.semilla)
        package.close()
