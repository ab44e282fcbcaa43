"""`apthapi bench`: the measurements, printed as a table and written as JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from apthapi.cli.screen import Table, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    from apthapi.bench.session import PARTS

    parser = add_verb(
        verbs,
        "bench",
        about="mide el programa en esta máquina y escribe las cifras",
        details="Necesita lo que instala «make test»; la parte web, además, PostgreSQL y Chromium si se han de medir. "
        "Los datos de ejemplo se guardan para la próxima vez.",
    )
    parser.add_argument("--salida", default="build/bench", metavar="CARPETA", help="dónde se guarda (build/bench)")
    parser.add_argument("--lineas", type=int, default=3_000_000, metavar="N", help="líneas del país (3000000)")
    parser.add_argument("--parte", action="append", choices=tuple(PARTS), help="solo esa parte; puede repetirse")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure; 1 if an aim was not reached."""
    from apthapi.bench import run_all

    session = run_all(
        Path(options.salida), options.lineas, lambda text: print(text, file=sys.stderr), frozenset(options.parte or ())
    )
    if options.json:
        print_json([{"cifra": each.name, "valor": each.value, "unidad": each.unit} for each in session.figures])
    else:
        rows = [
            [each.name, f"{each.value:.3g}", each.unit, each.aim, each.verdict, each.remark] for each in session.figures
        ]
        Table(["qué", "cifra>", "", "meta>", "", "detalle~"], [*rows], "Mediciones").show()
        say(f"Escrito {session.folder / 'bench.json'}")
    return 1 if any(each.verdict == "NO" for each in session.figures) else 0
