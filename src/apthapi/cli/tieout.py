"""`apthapi tieout`: a plan beside the official table of the approved budget, every cent that differs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb

if TYPE_CHECKING:
    from apthapi.compare.tie_out import Line, TieOut


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "tieout",
        about="concilia un plan con la tabla oficial del presupuesto aprobado",
        details="La tabla (CSV o Excel) nombra entidad, categoria o programa, grupo, fuente, organismo e importe.\n"
        "Muestra por programa, fuente, organismo y grupo lo que no cuadra al centavo.",
    )
    add_package(parser)
    parser.add_argument("tabla", metavar="TABLA", help="tabla oficial: CSV o libro de Excel")
    parser.add_argument("--plan", help="código del plan; si no, el último")
    parser.add_argument("--todo", action="store_true", help="muestra también lo que cuadra")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the tie-out; 1 if a cent differs, 2 if the table cannot be read or has nothing of the entity."""
    from apthapi.cli.paths import open_package
    from apthapi.cli.totals import chosen_plan
    from apthapi.compare.cells import approved, programmed
    from apthapi.compare.tie_out import tie_out
    from apthapi.core.source import UnreadableError
    from apthapi.formats.official import read_official

    package = open_package(options.paquete, in_place=True)
    plan = chosen_plan(package, options.plan)
    [row] = package.dicts("select entidad, gestion from planes where plan = ?", (plan,))
    path = Path(options.tabla)
    if not path.is_file():
        raise UnreadableError(f"No existe «{path}». Revise el nombre del archivo.")
    table = read_official(path, row["gestion"] or 0)
    if table.problems:
        raise UnreadableError(f"«{path}» tiene errores: " + " ".join(table.problems[:10]))
    official = table.cells_of(row["entidad"])
    if not official:
        raise UnreadableError(f"«{path}» no tiene filas de la entidad {row['entidad']}.")
    found = tie_out(official, approved(package, plan), programmed(package, plan))
    if options.json:
        print_json(as_json(plan, found))
    else:
        _show(plan, found, everything=options.todo)
    return 0 if found.agrees else 1


def as_json(plan: str, found: TieOut) -> dict[str, object]:
    """All of it as JSON, amounts as the files write them."""
    return {
        "plan": plan,
        "cuadra": found.agrees,
        "total": _plain(found.total),
        "dimensiones": {
            each.dimension: {"se_conoce": each.known, "lineas": [_plain(line) for line in each.lines]}
            for each in found.ties
        },
    }


def _plain(line: Line) -> dict[str, object]:
    from apthapi.core.money import plain_amount

    def plain(amount: int | None) -> str | None:
        return None if amount is None else plain_amount(amount)

    return {
        "codigo": line.code,
        "oficial": plain(line.official),
        "segun_el_paquete": plain(line.declared),
        "programado": plain(line.programmed),
        "diferencia": plain(line.gap),
    }


def _show(plan: str, found: TieOut, *, everything: bool) -> None:
    from apthapi.compare.tie_out import DIMENSIONS

    for tie in found.ties:
        title = DIMENSIONS[tie.dimension].lower()
        if not tie.known:
            say(f"Por {title}: la tabla oficial no lo dice.")
            continue
        lines = tie.lines if everything else tie.differing
        if not lines:
            say(f"Por {title}: cuadra al centavo.")
            continue
        heads = [title, "oficial>", "según el paquete>", "programado>", "diferencia>"]
        Table(heads, [_cells(each.code or "sin detalle", each) for each in lines], f"{plan}, por {title}").show()
    Table(["", "oficial>", "según el paquete>", "programado>", "diferencia>"], [_cells("Total", found.total)]).show()
    if found.agrees:
        say("Cuadra al centavo.", "título")
    elif found.differing:
        say(f"No cuadra en {count(found.differing, 'lugar', 'lugares')}.", "error")


def _cells(name: str, line: Line) -> list[str]:
    from apthapi.cli.totals import shown

    return [name, shown(line.official), shown(line.declared), shown(line.programmed), shown(line.gap)]
