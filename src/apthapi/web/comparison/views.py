"""The comparison of two versions: the page, each of its tables as a file, and the annex of the resolution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apthapi.charts.picture import Cell
from apthapi.documents import PaperError
from apthapi.web.comparison.asked import LEVELS, Asked, read_asked
from apthapi.web.comparison.money import Table, files_of, read_money
from apthapi.web.comparison.page import page_of
from apthapi.web.comparison.rows import TITLES, find, show
from apthapi.web.comparison.versions import Chosen, Places, choose
from apthapi.web.plans.exports import csv_file
from apthapi.web.plans.papers.catalogue import COMPARISON
from apthapi.web.plans.papers.jobs import workplace
from apthapi.web.plans.papers.making import Encargo, make
from apthapi.web.plans.papers.views import file_answer, is_draft
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts

MOST_ROWS = 20_000
"""Differing rows that a file holds; it says so if there are more."""
_AT_ONCE = 500


@require_GET
@exige("ver_comparacion")
def compared(request: Peticion, plan: str) -> HttpResponse:
    """Two versions of the plan side by side."""
    return _page(request, plan, "")


@require_GET
@exige("ver_comparacion_unidad")
def compared_unit(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """The same for one unit alone, for those who prepare it and answer for it."""
    return _page(request, plan, unidad)


@require_GET
@exige("ver_comparacion")
def compared_file(request: Peticion, plan: str, tabla: str) -> HttpResponse:
    """One table of the page as a file for Excel."""
    return _file(request, plan, "", tabla)


@require_GET
@exige("ver_comparacion_unidad")
def compared_unit_file(request: Peticion, plan: str, unidad: str, tabla: str) -> HttpResponse:
    """One table of the page of a unit."""
    return _file(request, plan, unidad, tabla)


@require_GET
@exige("ver_comparacion")
def annex(request: Peticion, plan: str) -> HttpResponseBase:
    """The comparative annex of the resolution, with the figures of the page."""
    order = Encargo(plan, "", COMPARISON, is_draft(request.situacion), request.GET.get("con", ""))
    try:
        with workplace() as work:
            made = make(order, work, lambda _what, _done, _of: None)
            return file_answer(made.path, made.name, made.mime)
    except PaperError as problem:
        messages.error(request, f"Anexo comparativo. {problem}")
        return redirect("comparacion", plan=plan)


def _page(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    asked = read_asked(request.GET.dict(), unidad=unidad)
    chosen = choose(plan, asked.other)
    context: dict[str, object] = {**whereabouts(request.situacion, "Comparación"), "plan": plan, "unidad": unidad}
    if chosen.before is not None:
        context |= page_of(chosen, asked, unidad=unidad, number=request.GET.get("page", "1"))
        context["modificaciones"] = (
            reverse("modificaciones", args=[plan]) if request.situacion.puede("ver_modificaciones") else ""
        )
    return render(request, "comparison/comparacion.html", context)


def _file(request: Peticion, plan: str, unidad: str, name: str) -> HttpResponse:
    asked = read_asked(request.GET.dict(), unidad=unidad)
    chosen = choose(plan, asked.other)
    if chosen.before is None:
        raise Http404
    title = "-".join(part for part in (plan, unidad, "comparacion", name) if part)
    if name in LEVELS and name != "dinero":
        asked = replace(asked, level=name)
        return csv_file(
            title, ("Tabla", "Cambio", "Unidad", "Fila", "Columna", "Antes", "Después"), _rows(chosen, asked)
        )
    table = files_of(read_money(chosen, unidad), asked).get(name)
    if table is None:
        raise Http404
    columns = (table.heading, "Nombre", "Vigente", "Aumento", "Disminución", "Reformulado")
    return csv_file(title, columns, _lines(table))


def _lines(table: Table) -> Iterator[tuple[Cell, ...]]:
    for line in table.lines:
        yield (line.code, line.label, line.before, line.increase, line.decrease, line.after)


def _rows(chosen: Chosen, asked: Asked) -> Iterator[tuple[Cell, ...]]:
    """A line for each cell that differs, and one for the amount of a row."""
    assert chosen.before is not None
    places = Places(chosen.before.plan, chosen.after.plan)
    found = find(places, asked).differences
    for start in range(0, min(len(found), MOST_ROWS), _AT_ONCE):
        for row in show(places, asked, found[start : start + _AT_ONCE]):
            head = (TITLES[row.table], row.kind, row.unidad, row.title)
            if row.moved is not None:
                yield (*head, "Importe Bs", row.pair.amount_before, row.pair.amount_after)
            for cell in row.cells:
                if "importe" not in cell.columns:
                    yield (*head, cell.title, cell.before, cell.after)
            if row.moved is None and not row.cells:
                yield (*head, "", "", "")
    if len(found) > MOST_ROWS:
        yield (f"Hay {len(found) - MOST_ROWS} filas más: filtre por unidad.",)
