"""What `apthapi totals --presupuesto` prints: approved, modified, in force, and what the POA says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, print_json, say

if TYPE_CHECKING:
    from apthapi.compare.budget import Budget, Stand
    from apthapi.core.package import Package

_COLUMNS = {
    "aprobado": "approved",
    "modificaciones": "modified",
    "vigente": "standing",
    "poa": "of_poa",
    "diferencia": "gap",
}
"""How each amount is called, and what it is of a `Stand`."""


def show_budget(package: Package, plan: str, dimension: str, *, as_json: bool) -> int:
    """Print the budget of a plan by a dimension. Raises UnreadableError for one by which no budget is told."""
    from apthapi.compare.budget import DIMENSIONS, budget
    from apthapi.core.source import UnreadableError

    if dimension not in DIMENSIONS:
        raise UnreadableError(
            f"El presupuesto no se cuenta por {dimension}. Con --presupuesto, --por es: {', '.join(DIMENSIONS)}."
        )
    found = budget(package, plan, dimension)
    if as_json:
        print_json({"plan": plan, "por": dimension, **_as_json(found)})
    else:
        _show(plan, found)
    return 0


def _as_json(found: Budget) -> dict[str, object]:
    rows = [{"codigo": each.code, "nombre": each.label, **_amounts(each)} for each in found.rows]
    return {"presupuesto": rows, "total": _amounts(found.total), "sin_importes": list(found.unknown)}


def _amounts(stand: Stand) -> dict[str, str | None]:
    from apthapi.core.money import plain_amount

    values = {name: getattr(stand, of) for name, of in _COLUMNS.items()}
    return {name: None if value is None else plain_amount(value) for name, value in values.items()}


def _show(plan: str, found: Budget) -> None:
    if not found.rows:
        say(f"Sin datos: {plan} no trae presupuesto aprobado, modificaciones ni importes.")
        return
    title = f"{plan}: presupuesto vigente, por {found.dimension}"
    columns = ["aprobado>", "modificaciones>", "vigente>", "según el POA>", "diferencia>"]
    table = Table([found.dimension, "nombre~", *columns], title=title)
    for each in found.rows:
        table.rows.append([each.code or "sin detalle", each.label, *_shown(each)])
    table.rows.append(["Total", "", *_shown(found.total)])
    table.show()
    if found.dimension == "partida":
        say("La ley no llega a la partida: por ella solo se sabe lo que dice el POA.")
    if found.unknown:
        say(f"Sin requerimientos ni formulario 04: {', '.join(found.unknown)}.")


def _shown(stand: Stand) -> list[str]:
    from apthapi.core.money import format_amount

    values = [getattr(stand, of) for of in _COLUMNS.values()]
    return ["" if value is None else format_amount(value) for value in values]
