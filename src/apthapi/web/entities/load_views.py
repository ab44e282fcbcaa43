"""Loading a whole table from a file: what would change is shown first, and nothing changes until it is confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from apthapi.web.entities import tables
from apthapi.web.entities.models import CargaDeTabla
from apthapi.web.entities.table_files import ReadTable, UnreadableFileError, decode, read_table
from apthapi.web.entities.table_views import about, table_to_change
from apthapi.web.entities.tables import TITLES, TableOfYear
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import recorded

MOST_SHOWN = 100


@exige("administrar_tablas")
@confirmed
def load(request: Peticion, conjunto: str, gestion: int) -> HttpResponse:
    """Give a file; if it can be read, what it would change is shown."""
    table = table_to_change(request, conjunto, gestion)
    problem = ""
    if request.method == "POST":
        given = request.FILES.get("archivo")
        try:
            if given is None:
                raise UnreadableFileError("Elija un archivo.")
            text = decode(given.read())
            read_table(table, gestion, text)
            carga = CargaDeTabla.objects.create(
                conjunto=conjunto,
                gestion=gestion,
                persona=request.situacion.persona,
                archivo=(given.name or "")[:200],
                texto=text,
            )
            return redirect("carga", conjunto=conjunto, gestion=gestion, carga=carga.pk)
        except UnreadableFileError as found:
            problem = str(found)
    context = {
        **administration_of(request.situacion, "tablas", f"{table.set.about} {gestion}", "Cargar un archivo"),
        "tabla": table,
        "gestion": gestion,
        "columnas": [(name, TITLES[name], name in (*table.key, *table.required)) for name in table.columns],
        "problema": problem,
    }
    return render(request, "entities/cargar.html", context, status=422 if problem else 200)


@exige("administrar_tablas")
@confirmed
def preview(request: Peticion, conjunto: str, gestion: int, carga: int) -> HttpResponse:
    """What the file would add, change and take away, and which plans use it; a POST does it."""
    table = table_to_change(request, conjunto, gestion)
    given = CargaDeTabla.objects.filter(
        pk=carga, conjunto=conjunto, gestion=gestion, persona=request.situacion.persona, aplicada=False
    ).first()
    if given is None:
        raise Http404
    old, read = tables.rows_of(table, gestion), read_table(table, gestion, given.texto)
    what = tables.compare(table, old, read.rows)
    if request.method == "POST" and not read.problems:
        if request.POST.get("sello") == tables.seal(old):
            return _apply(request, table, given, what)
        messages.warning(request, "Otra persona cambió la tabla mientras usted miraba: revise otra vez.")
    page = _page(request, table, given, read, what)
    return render(request, "entities/carga.html", {**page, "sello": tables.seal(old)})


def _apply(request: Peticion, table: TableOfYear, given: CargaDeTabla, what: tables.Difference) -> HttpResponse:
    lines = tables.told_of_file(table, given.archivo, what)
    with recorded(request, "tabla_cargada", about(table, given.gestion), lines):
        tables.replace(table, given.gestion, what)
        given.aplicada = True
        given.save(update_fields=["aplicada"])
    messages.success(request, f"La tabla se cargó. {what.sentence()} Si es la publicada, márquela como oficial.")
    return redirect("tabla", conjunto=table.name, gestion=given.gestion)


def _page(
    request: Peticion, table: TableOfYear, given: CargaDeTabla, read: ReadTable, what: tables.Difference
) -> dict[str, object]:
    gone = [str(row[table.key[0]]) for row in what.removed]
    place = f"{table.set.about} {given.gestion}"
    return {
        **administration_of(request.situacion, "tablas", place, "Revisar antes de cargar"),
        "tabla": table,
        "gestion": given.gestion,
        "carga": given,
        "leida": read,
        "cambio": what,
        "columnas": [TITLES[name] for name in table.columns],
        "agregadas": [_cells(table, row) for row in what.added[:MOST_SHOWN]],
        "quitadas": [_cells(table, row) for row in what.removed[:MOST_SHOWN]],
        "cambiadas": [_pairs(table, before, after) for before, after in what.changed[:MOST_SHOWN]],
        "mas": {
            "agregadas": max(0, len(what.added) - MOST_SHOWN),
            "quitadas": max(0, len(what.removed) - MOST_SHOWN),
            "cambiadas": max(0, len(what.changed) - MOST_SHOWN),
        },
        "planes": tables.plans_of(given.gestion),
        "usos": tables.uses_of(table, given.gestion, gone),
    }


def _cells(table: TableOfYear, row: tables.Cells) -> list[str]:
    return [tables.shown(table, name, row[name]) for name in table.columns]


def _pairs(table: TableOfYear, before: tables.Cells, after: tables.Cells) -> list[tuple[str, str]]:
    """Each cell as it will be, and as it was if it is another."""
    return [
        (
            tables.shown(table, name, after[name]),
            tables.shown(table, name, before[name]) or "vacío" if before[name] != after[name] else "",
        )
        for name in table.columns
    ]
