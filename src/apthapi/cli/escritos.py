"""`apthapi escritos`: the written papers of the case of a plan, from its tables alone, as drafts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb, one_of

if TYPE_CHECKING:
    from apthapi.documents.escritos import Escrito
    from apthapi.documents.hechos import Hechos

_KINDS = ("instructivo", "informe_tecnico", "informe_legal", "resolucion", "nota_remision")


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "escritos",
        about="escribe el instructivo, los informes, la resolución y la nota de remisión",
        details="Salen como borrador: los que se firman se emiten en la aplicación. Sus hechos (números, fechas, "
        "importes, normas) se calculan del plan; lo que falta se dice y queda señalado en el papel.",
    )
    add_package(parser)
    parser.add_argument("--plan", help="código del plan; si no, el último")
    parser.add_argument(
        "--papel",
        action="append",
        type=one_of(_KINDS),
        metavar="PAPEL",
        help=f"solo ese ({', '.join(_KINDS)}); puede repetirse",
    )
    parser.add_argument("--texto", metavar="ARCHIVO", help="el texto, en vez del que trae el programa; con un --papel")
    parser.add_argument("--salida", default="escritos", metavar="CARPETA", help="dónde se escriben (escritos)")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the papers and say where they are and what they lack; 2 if one cannot be made."""
    from apthapi.cli.paths import open_package, papers
    from apthapi.cli.totals import chosen_plan
    from apthapi.documents.escritos import render_escrito
    from apthapi.documents.hechos import hechos_de

    package = open_package(options.paquete)
    made = []
    with papers():
        hechos = hechos_de(package, chosen_plan(package, options.plan))
        for papel in options.papel or _KINDS:
            escrito = _written(hechos, papel, options)
            out = Path(options.salida) / f"{papel.replace('_', '-')}.pdf"
            made.append((escrito, render_escrito(escrito=escrito, out=out, borrador=True)))
    lacks = [(paper, list(dict.fromkeys(each.mensaje for each in escrito.faltan))) for escrito, paper in made]
    if options.json:
        print_json([{"archivo": str(p.path), "paginas": p.pages, "faltan": missing} for p, missing in lacks])
        return 0
    for paper, missing in lacks:
        say(f"{paper.path}  ({count(paper.pages, 'página', 'páginas')})")
        for each in missing:
            say(f"  {each}")
    return 0


def _written(hechos: Hechos, papel: str, options: argparse.Namespace) -> Escrito:
    from apthapi.core.source import UnreadableError
    from apthapi.documents.escritos import as_registered, write
    from apthapi.documents.papeles_escritos import ESCRITOS

    if not options.texto:
        return write(ESCRITOS[papel].default_text, as_registered(papel, hechos))
    if len(options.papel or ()) != 1:
        raise UnreadableError("--texto va con un solo --papel: diga de cuál es.")
    try:
        text = Path(options.texto).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(f"«{options.texto}» no es un texto en UTF-8.") from None
    return write(text, as_registered(papel, hechos))
