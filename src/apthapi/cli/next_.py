"""`apthapi next`: the plan of the next gestión, proposed from one and from what was done of it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb

if TYPE_CHECKING:
    from apthapi.compare.next_year import Proposal

LIST = "decisiones.txt"


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "next",
        about="propone el plan de la gestión que sigue, a partir de uno y de lo que se hizo de él",
        details=f"Escribe el paquete de la versión 0, y en él {LIST}: lo que hay que justificar o decidir.",
    )
    add_package(parser)
    parser.add_argument("--plan", help="código del plan; si no, el último")
    parser.add_argument("--salida", metavar="CARPETA", required=True, help="carpeta donde se escribe el plan nuevo")
    parser.add_argument("--sobrescribir", action="store_true", help="escribe aunque la carpeta no esté vacía")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the proposal and tell what has to be decided."""
    from apthapi.cli.convert import refuse_to_overwrite
    from apthapi.cli.paths import open_package
    from apthapi.cli.totals import chosen_plan
    from apthapi.compare.next_year import propose
    from apthapi.compare.next_year.packaged import list_of, package_of
    from apthapi.core.writing import write_folder

    folder = Path(options.salida)
    refuse_to_overwrite(folder, allowed=options.sobrescribir)
    package = open_package(options.paquete, in_place=True)
    proposal = propose(package, chosen_plan(package, options.plan))
    write_folder(package_of(proposal), folder)
    (folder / LIST).write_text("\n".join(list_of(proposal)) + "\n", encoding="utf-8")
    if options.json:
        print_json(_as_json(proposal))
    else:
        _show(proposal, folder)
    return 0


def _as_json(proposal: Proposal) -> dict[str, object]:
    return {
        "plan": proposal.plan,
        "a_partir_de": proposal.base,
        "filas": {name: len(rows) for name, rows in proposal.tables.items()},
        "decisiones": [
            {"clase": d.kind, "unidad": d.unidad, "de": d.about, "por_que": d.why, "que_hacer": d.do}
            for d in proposal.decisions
        ],
        "lineas_base": [
            {"unidad": base.unidad, "operacion": base.operacion, "de": base.source} for base in proposal.bases
        ],
        "notas": list(proposal.notes),
    }


def _show(proposal: Proposal, folder: Path) -> None:
    from apthapi.compare.next_year.parts import KINDS

    table = Table(["por decidir o justificar~", "cuántas>"], title=f"{proposal.base} → {proposal.plan}")
    for kind, title in KINDS.items():
        table.rows.append([title, str(len(proposal.of(kind)))])
    table.show()
    for note in proposal.notes:
        say(note)
    say(f"Escrito {folder}. Lo que hay que decidir, en {folder / LIST}.")
