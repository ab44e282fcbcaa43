"""The approved budget that the organ loads, and each plan that arrived tied out against it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.compare.tie_out import DIMENSIONS, Line, Tie, TieOut
from apthapi.formats.errors import FileError
from apthapi.formats.official import COLUMNS, NEEDED
from apthapi.web.ministerio.labels import UNKNOWN, labels_of
from apthapi.web.ministerio.models import Remision
from apthapi.web.ministerio.official import NotLoadedError, load_official, loaded, tie_out_of
from apthapi.web.ministerio.packages import workplace
from apthapi.web.ministerio.views import frame
from apthapi.web.ministerio.whose import organs_of, the_remission
from apthapi.web.plans.exports import csv_file
from apthapi.web.process.permisos import Peticion, exige

LARGEST = 20 * 2**20
_ABOUT = {
    "entidad": "Código institucional de la entidad",
    "gestion": "Año; si está, debe ser el que se carga",
    "categoria": "Categoría programática, o solo el programa",
    "grupo": "Grupo del objeto del gasto, como 20000",
    "fuente": "Fuente de financiamiento",
    "organismo": "Organismo financiador",
    "importe": "Lo aprobado, en bolivianos",
    "norma": "Ley o norma que aprueba",
}


@require_GET
@exige("ver_bandeja")
def approved(request: Peticion) -> HttpResponse:
    """What is loaded, and where to load more."""
    return _approved(request)


@require_POST
@exige("cargar_presupuesto")
def load(request: Peticion) -> HttpResponse:
    """Load a table: all of it, or nothing and every problem."""
    given, year = request.FILES.get("archivo"), request.POST.get("gestion", "").strip()
    if given is None or not (year.isdecimal() and len(year) == 4):
        return _approved(request, ["Elija el archivo y escriba la gestión, como 2024."])
    if (given.size or 0) > LARGEST:
        return _approved(request, [f"El archivo pesa más de {LARGEST // 2**20} MB: cárguelo en partes, por entidades."])
    held = request.designacion
    with workplace() as work:
        path = work / "tabla"
        with path.open("wb") as file:
            for block in given.chunks():
                file.write(block)
        try:
            name = given.name or "tabla"
            done = load_official(held.cargo.entidad, int(year), path, name, request.situacion.persona, held)
        except FileError as problem:
            return _approved(request, [str(problem)])
        except NotLoadedError as problem:
            return _approved(request, problem.problems)
    messages.success(request, f"Se cargaron {done.rows} filas de {done.entities} entidades, gestión {year}.")
    if done.ignored:
        messages.warning(request, f"Columnas que no se usaron: {', '.join(done.ignored)}.")
    return redirect("presupuesto_oficial")


@require_GET
@exige("ver_bandeja")
def tied_out(request: Peticion, codigo: UUID) -> HttpResponse:
    """Each dimension with what differs, or with everything."""
    remision, found = _tie_out(request, codigo)
    everything = "todo" in request.GET
    names = labels_of(remision.gestion)
    context = {
        **frame(remision, "Conciliación"),
        "total": found.total,
        "cuadra": found.agrees,
        "todo": everything,
        "partes": [_part(each, names.get(each.dimension, {}), everything=everything) for each in found.ties],
    }
    return render(request, "ministerio/conciliacion.html", context)


@require_GET
@exige("ver_bandeja")
def tied_out_file(request: Peticion, codigo: UUID) -> HttpResponse:
    """The whole tie-out as a file for Excel."""
    remision, found = _tie_out(request, codigo)
    names = labels_of(remision.gestion)
    columns = ("Por", "Código", "Nombre", "Oficial", "Aprobado según el paquete", "Diferencia del paquete")
    rows = [
        (DIMENSIONS[tie.dimension], each.code, names.get(tie.dimension, {}).get(each.code, ""), *_amounts(each))
        for tie in found.ties
        for each in tie.lines
    ]
    rows.append(("Total", "", "", *_amounts(found.total)))
    return csv_file(f"conciliacion-{remision.plan}", (*columns, "Programado", "Diferencia de lo programado"), rows)


def _amounts(line: Line) -> tuple[int | None, ...]:
    return line.official, line.declared, line.declared_gap, line.programmed, line.gap


def _tie_out(request: Peticion, codigo: UUID) -> tuple[Remision, TieOut]:
    remision = the_remission(request.situacion, "ver_bandeja", codigo).remision
    found = tie_out_of(remision)
    if found is None:
        raise Http404("Todavía no se cargó el presupuesto aprobado de esta entidad y gestión.")
    return remision, found


def _part(tie: Tie, names: dict[str, str], *, everything: bool) -> dict[str, object]:
    lines = tie.lines if everything else tie.differing
    return {
        "titulo": DIMENSIONS[tie.dimension],
        "se_conoce": tie.known,
        "lineas": [(each, names.get(each.code, "") if each.code else UNKNOWN) for each in lines],
    }


def _approved(request: Peticion, problems: list[str] | None = None) -> HttpResponse:
    organ = request.designacion.cargo.entidad
    context = {
        "donde": [(organ.sigla, ""), ("Presupuesto aprobado", "")],
        "cargado": loaded(organs_of(request.situacion, "ver_bandeja")),
        "columnas": [(each, _ABOUT[each], each in NEEDED) for each in COLUMNS],
        "problemas": problems,
        "gestion": request.POST.get("gestion", ""),
    }
    return render(request, "ministerio/presupuesto.html", context, status=422 if problems else 200)
