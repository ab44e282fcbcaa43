"""`apthapi totals`: the money of a plan rolled up by any dimension, and its units added up to the entity."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb, one_of

if TYPE_CHECKING:
    from apthapi.compare import Total
    from apthapi.compare.totals import Consolidation
    from apthapi.core.package import Package

_DIMENSIONS = "unidad formulario grupo subgrupo partida fuente organismo programa categoria acp mes".split()


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "totals",
        about="suma un plan por unidad, formulario, partida, fuente, programa, ACP o mes",
        details="Sin --por muestra la consolidación de las unidades a la entidad. Con --presupuesto, lo aprobado, sus\n"
        "modificaciones y lo vigente, junto a lo que dice el POA.",
    )
    add_package(parser)
    parser.add_argument("--plan", help="código del plan; si no, el último")
    parser.add_argument(
        "--por", type=one_of(_DIMENSIONS), metavar="DIMENSIÓN", help=f"por qué se suma: {', '.join(_DIMENSIONS)}"
    )
    parser.add_argument(
        "--presupuesto",
        action="store_true",
        help="muestra lo aprobado, las modificaciones y lo vigente; --por es categoria, si no se dice otra",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the totals."""
    from apthapi.cli.paths import open_package
    from apthapi.compare import consolidation, totals

    package = open_package(options.paquete, in_place=True)
    plan = chosen_plan(package, options.plan)
    if options.presupuesto:
        from apthapi.cli.standing import show_budget

        return show_budget(package, plan, options.por or "categoria", as_json=options.json)
    if options.por:
        found = totals(package, plan, options.por)
        if options.json:
            print_json({"plan": plan, "por": options.por, "totales": [_as_json(each) for each in found]})
        else:
            _show_totals(plan, options.por, found)
        return 0
    whole = consolidation(package, plan)
    if options.json:
        print_json({"plan": plan, "consolidacion": consolidation_json(whole)})
    else:
        show_consolidation(plan, whole)
    return 0


def chosen_plan(package: Package, code: str | None) -> str:
    """The plan of that code, or the latest. Raises UnreadableError if there is no such plan."""
    from apthapi.core.source import UnreadableError

    if code and code not in package.plans:
        raise UnreadableError(f"No hay plan «{code}» en el paquete; hay: {', '.join(package.plans[:10])}.")
    return code or package.latest_plan()


def _as_json(total: Total) -> dict[str, str | None]:
    return {"codigo": total.code, "nombre": total.label, "importe": _plain(total.amount)}


def _show_totals(plan: str, dimension: str, found: list[Total]) -> None:
    from apthapi.core.money import format_amount

    if not found:
        lacking = "requerimientos con sus meses" if dimension == "mes" else "requerimientos ni formulario 04"
        say(f"Sin datos: {plan} no trae {lacking}; no hay importes que sumar por {dimension}.")
        return
    rows = [[each.code or "sin detalle", each.label, shown(each.amount)] for each in found]
    rows.append(["Total", "", format_amount(sum(each.amount or 0 for each in found))])
    Table([dimension, "nombre~", "importe Bs>"], [*rows], f"{plan}, por {dimension}").show()


def show_consolidation(plan: str, whole: Consolidation) -> None:
    """Print the units of a plan added up to the entity."""
    if whole.total is None:
        say(f"Sin datos: ninguna unidad de {plan} trae requerimientos ni formulario 04; no hay importes que sumar.")
    else:
        _consolidation_table(plan, whole).show()
    say(f"Techo de la entidad: {_or_absent(whole.ceiling)}. Presupuesto aprobado: {_or_absent(whole.approved)}.")
    missing = [line.unidad for line in whole.lines if line.total is None]
    if missing and whole.total is not None:
        say(f"Sin requerimientos ni formulario 04: {', '.join(missing)}.")


def _consolidation_table(plan: str, whole: Consolidation) -> Table:
    table = Table(
        ["unidad", "categoría", *(f"fuente {fuente}>" for fuente in whole.fuentes), "total>", "techo>"],
        title=f"{plan}: consolidación de las unidades",
    )
    for line in whole.lines:
        by_fuente = [shown(line.by_fuente.get(fuente)) for fuente in whole.fuentes]
        table.rows.append([line.unidad, line.categoria, *by_fuente, shown(line.total), shown(line.techo)])
    sums = [shown(sum(line.by_fuente.get(fuente, 0) for line in whole.lines)) for fuente in whole.fuentes]
    table.rows.append(["Total", "", *sums, shown(whole.total), ""])
    return table


def shown(amount: int | None) -> str:
    """An amount as an office writes it; what is not known is blank."""
    from apthapi.core.money import format_amount

    return "" if amount is None else format_amount(amount)


def _or_absent(amount: int | None) -> str:
    return "no está en el paquete" if amount is None else f"Bs\u00a0{shown(amount)}"


def _plain(amount: int | None) -> str | None:
    from apthapi.core.money import plain_amount

    return None if amount is None else plain_amount(amount)


def consolidation_json(whole: Consolidation) -> dict[str, object]:
    """The consolidation as JSON, amounts as the files write them."""
    return {
        "fuentes": list(whole.fuentes),
        "unidades": [
            {
                "unidad": line.unidad,
                "nombre": line.name,
                "categoria": line.categoria,
                "por_fuente": {fuente: _plain(amount) for fuente, amount in line.by_fuente.items()},
                "total": _plain(line.total),
                "techo": _plain(line.techo),
            }
            for line in whole.lines
        ],
        "total": _plain(whole.total),
        "techo_entidad": _plain(whole.ceiling),
        "aprobado": _plain(whole.approved),
    }
