"""The consolidation of a plan on the screen, and each of its tables as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apthapi.charts import Picture
from apthapi.core.money import format_amount
from apthapi.web.plans import consolidation_pictures as pictures
from apthapi.web.plans.consolidation import (
    NOT_TOLD,
    TITLES,
    Choice,
    Gathered,
    Table,
    chosen,
    gather,
    pivot,
    read_choice,
)
from apthapi.web.plans.exports import csv_file
from apthapi.web.process.permisos import Situacion, exige
from apthapi.web.process.whereabouts import whereabouts

Selector = dict[str, object]
Maker = Callable[[Gathered], Picture | None]

OF_ALL: dict[str, Maker] = {
    "techo": pictures.ceiling_of_entity,
    "unidades": pictures.ceiling_of_units,
    "cambios": pictures.change,
}
"""Pictures of the whole plan, whatever is filtered."""

OF_CHOSEN: dict[str, Maker] = {"flujo": pictures.flow, "areas": pictures.treemap, "meses": pictures.months}
"""Pictures of the money that was asked for."""


@exige("ver_consolidado")
def consolidated(request: HttpRequest, plan: str) -> HttpResponse:
    """The money of the entity beside its ceilings, by two dimensions, and in pictures."""
    situacion: Situacion = request.situacion  # type: ignore[attr-defined]
    gathered, choice = gather(plan), read_choice(request.GET.dict())
    some = chosen(gathered, choice)
    context = {
        **whereabouts(situacion, "Consolidación"),
        "plan": plan,
        "cifras": _figures(gathered),
        "sin_datos": [line.unidad for line in gathered.whole.lines if line.total is None],
        "ejes": _axes(choice),
        "filtros": _filters(gathered, choice),
        "hay_filtros": bool(choice.filters),
        "tabla": _shown(pivot(some, choice)),
        "descarga": _address(plan, "tabla", choice),
        "cuadre": _framed(OF_ALL, ("techo", "unidades"), gathered, choice),
        "figuras": _framed(OF_CHOSEN, OF_CHOSEN, some, choice) + _framed(OF_ALL, ("cambios",), gathered, choice),
    }
    return render(request, "plans/consolidacion.html", context)


@exige("ver_consolidado")
def consolidated_file(request: HttpRequest, plan: str, tabla: str) -> HttpResponse:
    """One table of the screen, as a file for Excel."""
    gathered, choice = gather(plan), read_choice(request.GET.dict())
    some = chosen(gathered, choice)
    if tabla == "tabla":
        made = pivot(some, choice)
        return csv_file(f"{plan}-{choice.rows}-{choice.columns}", made.columns, [*made.rows, made.total])
    of_all = OF_ALL.get(tabla)
    of_chosen = OF_CHOSEN.get(tabla)
    picture = of_all(gathered) if of_all else of_chosen(some) if of_chosen else None
    if picture is None:
        raise Http404
    return csv_file(f"{plan}-{tabla}", picture.columns, picture.rows)


def _figures(gathered: Gathered) -> list[dict[str, object]]:
    """The three amounts that must agree, and the gap of the first to each of the others."""
    whole = gathered.whole
    others = (("Techo de la entidad", whole.ceiling), ("Presupuesto aprobado", whole.approved))
    figures: list[dict[str, object]] = [{"titulo": "Programado por las unidades", "importe": whole.total}]
    return figures + [{"titulo": title, "importe": amount, **_gap(whole.total, amount)} for title, amount in others]


def _gap(amount: int | None, must: int | None) -> dict[str, str]:
    if amount is None or must is None:
        return {}
    if amount == must:
        return {"estado": "cuadra", "texto": "Lo programado cuadra"}
    word, state = ("Faltan", "falta") if amount < must else ("Excede en", "excede")
    return {"estado": state, "texto": f"{word} Bs\u00a0{format_amount(abs(amount - must))}"}


def _axes(choice: Choice) -> list[Selector]:
    by = list(TITLES.items())
    return [_selector("filas", "En filas", by, choice.rows), _selector("columnas", "En columnas", by, choice.columns)]


def _filters(gathered: Gathered, choice: Choice) -> list[Selector]:
    """For each dimension, one of the codes that have money."""
    made = []
    for name, title in TITLES.items():
        options = [("", "Todo"), *((code or NOT_TOLD, gathered.label(name, code)) for code in gathered.codes(name))]
        picked = choice.filters.get(name)
        made.append(_selector(name, title, options, NOT_TOLD if picked == "" else picked or ""))
    return made


def _selector(name: str, title: str, options: Sequence[tuple[str, str]], picked: str) -> Selector:
    return {"nombre": name, "titulo": title, "opciones": options, "elegida": picked}


def _framed(
    makers: Mapping[str, Maker], names: Iterable[str], gathered: Gathered, choice: Choice
) -> list[dict[str, object]]:
    """Each picture with the address of its table as a file; those that there are."""
    drawn = ((name, makers[name](gathered)) for name in names)
    return [{"figura": each, "descarga": _address(gathered.plan, name, choice)} for name, each in drawn if each]


def _shown(table: Table) -> dict[str, object]:
    """The table with its cells written; what is not there is blank."""
    return {
        "titulo": table.title,
        "columnas": table.columns,
        "filas": [(row[0], row[1:]) for row in table.rows],
        "total": table.total[1:],
    }


def _address(plan: str, table: str, choice: Choice) -> str:
    asked = {"filas": choice.rows, "columnas": choice.columns}
    asked |= {name: code or NOT_TOLD for name, code in choice.filters.items()}
    return f"{reverse('consolidacion_archivo', args=[plan, table])}?{urlencode(asked)}"
