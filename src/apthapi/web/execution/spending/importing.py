"""The last page of the wizard for an export of the accounting system: how its amounts are meant, and accepting them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apthapi.formats.mapping.applying import apply
from apthapi.formats.mapping.rows import Applied
from apthapi.formats.mapping.spent import TABLE
from apthapi.formats.spreadsheet import RawBook
from apthapi.web.execution.spending.judging import Judged
from apthapi.web.execution.spending.rehearsal import Rehearsal, Rows, rehearsal_of
from apthapi.web.execution.spending.views import accept, below, meaning_context, meaning_of
from apthapi.web.importacion.choosing import Chosen, chosen_of, mapa_of, open_book, say_units, to_remember
from apthapi.web.importacion.elsewhere import of_elsewhere
from apthapi.web.importacion.models import Importacion
from apthapi.web.importacion.preview import units_of
from apthapi.web.importacion.storing import record, remember_map
from apthapi.web.importacion.views import accepted, again, waiting_of
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import Peticion, exige, hoy

_CATEGORIES = """
select categoria, unidad from unidades where plan = ? and categoria <> ''
union select categoria, unidad from acp_unidad where plan = ? and categoria <> ''
"""


@require_http_methods(["GET", "POST"])
@exige("registrar_gasto")
def review(request: Peticion, /, plan: str, numero: UUID, **_: str) -> HttpResponse:
    """What the export would change; a POST says how its amounts are meant, which units they name, or accepts it."""
    try:
        waiting = waiting_of(request, numero)
    except Http404:
        if done := accepted(request, numero):  # asked afterwards: it may be accepted at this very moment
            return again(request, done)
        raise
    if "unidades" in request.POST:
        pairs = zip(request.POST.getlist("dice"), request.POST.getlist("es"), strict=False)
        say_units(waiting, {said: code for said, code in pairs if code})
        return redirect("importacion_vista_gasto", plan, numero)
    book = open_book(waiting)
    chosen = [each for each in chosen_of(waiting, book) if each.taken and each.part and each.part.tabla == TABLE]
    applied = _applied(waiting, chosen, book)
    units = units_of(plan)
    unknown = _unknown(applied, units)
    meaning = meaning_of(request.POST, hoy(), plan)
    rows = Rows(applied.of(TABLE) if not unknown else [], meaning)
    found, changed = rehearsal_of(request.situacion, rows, applied.problems), False
    if "aceptar" in request.POST and not unknown:
        answer, found, changed = _accept(request, waiting, chosen, found, rows)
        if answer:
            return answer
    context = {
        **below(request.situacion, "Importar el gasto"),
        "aqui": reverse("importar_gasto", args=[plan]),
        "espera": waiting,
        "vista": found,
        "cambio": changed,
        "hay": bool(applied.of(TABLE)),
        "dejado": [*applied.left, *applied.notices],
        "bien": applied.checks["bien"],
        "otra_parte": of_elsewhere(chosen, plan, ""),
        "desconocidas": unknown,
        "unidades": units,
        "nombre": Path(waiting.nombre).stem,
        **meaning_context(meaning, hoy(), plan),
    }
    status = 409 if changed else 422 if "aceptar" in request.POST else 200
    return render(request, "execution/gasto_importar.html", context, status=status)


def _accept(
    request: Peticion, waiting: Importacion, chosen: list[Chosen], found: Rehearsal, rows: Rows
) -> tuple[HttpResponse | None, Rehearsal, bool]:
    situacion = request.situacion
    name = request.POST.get("nombre", "").strip()[:120]

    def also(acto: Acto, judged: Judged) -> None:
        record(waiting, situacion, request.designacion, acto, len(judged.changes))
        if name and "recordar" in request.POST:
            remember_map(situacion, name, to_remember(mapa_of(waiting, chosen, name)))

    source = f"{waiting.nombre}\nSHA-256 {waiting.sha256}"
    return accept(request, found, rows, waiting.pk, source=source, also=also)


def _applied(waiting: Importacion, chosen: list[Chosen], book: RawBook) -> Applied:
    taken = tuple(each.sheet for each in chosen)
    mapa = mapa_of(waiting, chosen)
    return apply(mapa, RawBook(taken, book.notices), units=units_of(waiting.plan), categories=_categories(waiting.plan))


def _categories(plan: str) -> dict[str, str]:
    """The unit of each category that is of one alone."""
    units: dict[str, set[str]] = {}
    for categoria, unidad in live().query(_CATEGORIES, [plan, plan]):
        units.setdefault(categoria, set()).add(unidad)
    return {categoria: found.pop() for categoria, found in units.items() if len(found) == 1}


def _unknown(applied: Applied, units: Mapping[str, str]) -> list[tuple[str, str]]:
    """The units that are none of the plan, and what the export says for them."""
    found = sorted({str(row.cells["unidad"]) for row in applied.of(TABLE) if row.cells.get("unidad")})
    return [(unit, applied.units.get(unit, unit)) for unit in found if unit not in units]
