"""The pages of the workbook of a unit: taking it, bringing it back, looking at what it brings, accepting it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.documents import PaperError
from apthapi.formats.errors import FileError
from apthapi.web.libros import page
from apthapi.web.libros.accepting import ChangedError, NotAcceptedError
from apthapi.web.libros.deciding import decide
from apthapi.web.libros.jobs import (
    CHANGED,
    cancel,
    clear_away,
    give_up_on_the_silent,
    start_accepting,
    start_reading,
    start_review,
)
from apthapi.web.libros.models import Entrega, EstadoDeSubida, LibroRecibido, Subida
from apthapi.web.libros.proposal import digest
from apthapi.web.libros.receiving import forget, keep_aside
from apthapi.web.plans.papers.catalogue import WORKBOOKS, one
from apthapi.web.plans.papers.jobs import ask_for, workplace
from apthapi.web.plans.papers.making import Encargo, make
from apthapi.web.plans.papers.views import file_answer
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = "Libro de Excel"


@require_GET
@exige("ver_unidad")
def workbook(request: Peticion, /, **_: str) -> HttpResponse:
    """What the workbook is, taking it, bringing it back, and what came before."""
    return _workbook(request)


@require_GET
@exige("ver_unidad")
def take(request: Peticion, plan: str, unidad: str) -> HttpResponseBase:
    """The workbook of the unit as it stands now; of thousands of lines it is asked for and made in the background."""
    order = Encargo(plan, unidad, WORKBOOKS, borrador=False)
    found = one(plan, unidad, WORKBOOKS)
    if found is not None and not found.at_once:
        asked = ask_for(order, request.situacion.persona, request.designacion)
        return redirect("papel_pedido", plan=plan, unidad=unidad, pedido=asked.pk)
    try:
        with workplace() as work:
            made = make(order, work, lambda _what, _done, _of: None)
            _note_taken(request, made.acto)
            return file_answer(made.path, made.name, XLSX)
    except PaperError as problem:
        messages.error(request, str(problem))
        return _workbook(request, status=503)


@require_POST
@exige("editar_unidad")
def bring(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """A workbook comes back: it is read now, or in the background if it is large."""
    clear_away()
    given = request.FILES.get("archivo")
    subida = None
    try:
        if given is None:
            raise FileError("Elija el libro que guardó.")
        subida = keep_aside(request.situacion, request.designacion, given)
        start_reading(subida)
    except FileError as problem:
        if subida:
            forget(subida)
        return _workbook(request, problem=str(problem), status=422)
    return redirect("libro_subido", plan=plan, unidad=unidad, subida=subida.pk)


@require_GET
@exige("editar_unidad")
def preview(request: Peticion, plan: str, unidad: str, subida: UUID) -> HttpResponse:
    """How far the reading is, or what the workbook brings."""
    return _preview(request, _brought(plan, unidad, subida))


@require_GET
@exige("editar_unidad")
def progress(_request: Peticion, plan: str, unidad: str, subida: UUID) -> JsonResponse:
    """How far it is, for the page that is already open: as `papel_avance`."""
    found = _brought(plan, unidad, subida)
    answer = {"termino": not found.at_work, **page.progress_of(found)}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_POST
@exige("editar_unidad")
def choose(request: Peticion, plan: str, unidad: str, subida: UUID) -> HttpResponse:
    """What was decided of conflicts, readings and removed rows; then it is rehearsed again."""
    found = _brought(plan, unidad, subida)
    if found.estado == EstadoDeSubida.REVISION:
        try:
            again = decide(found, request.POST)
            (start_reading if again else start_review)(found)
        except FileError as problem:
            messages.error(request, str(problem))
    back = page.filter_of(request.POST).address(plan, unidad, subida)
    return redirect(f"{back}#diferencias" if "lecturas" not in request.POST else back)


@require_POST
@exige("editar_unidad")
def accept_it(request: Peticion, plan: str, unidad: str, subida: UUID) -> HttpResponse:
    """Store what the workbook brings, all of it or nothing."""
    found = _brought(plan, unidad, subida)
    if found.estado == EstadoDeSubida.ACEPTADA:
        return redirect("libro", plan=plan, unidad=unidad)
    if found.estado != EstadoDeSubida.REVISION:
        return redirect("libro_subido", plan=plan, unidad=unidad, subida=subida)
    if request.POST.get("huella") != digest(found):
        return _preview(request, found, problem=page.NOT_SEEN, status=409)
    try:
        if page.removes(found) and "quitar" not in request.POST:
            raise NotAcceptedError(page.CONSENT)
        if start_accepting(found, request.situacion, request.designacion):
            messages.success(request, "El libro se aceptó: todo lo que traía quedó guardado.")
            return redirect("libro", plan=plan, unidad=unidad)
    except ChangedError:
        messages.warning(request, CHANGED)
        start_reading(found)
    except NotAcceptedError as problem:
        return _preview(request, found, problem=str(problem), status=422)
    return redirect("libro_subido", plan=plan, unidad=unidad, subida=subida)


@require_POST
@exige("editar_unidad")
def discard(request: Peticion, plan: str, unidad: str, subida: UUID) -> HttpResponse:
    """Forget a workbook that came back, or stop reading it."""
    cancel(_brought(plan, unidad, subida))
    messages.success(request, "El libro se descartó: no se guardó nada de él.")
    return redirect("libro", plan=plan, unidad=unidad)


@require_GET
@exige("ver_unidad")
def original(_request: Peticion, plan: str, unidad: str, recibido: int) -> HttpResponseBase:
    """The file of a workbook that was accepted, as it came."""
    found = get_object_or_404(LibroRecibido, pk=recibido, plan=plan, unidad=unidad)
    if not found.file.is_file():
        raise Http404
    return file_answer(found.file, found.nombre, XLSX)


def _workbook(request: Peticion, *, problem: str = "", status: int = 200) -> HttpResponse:
    situacion = request.situacion
    give_up_on_the_silent()
    context = {**whereabouts(situacion, TITLE), **page.workbook_of(situacion), "problema": problem}
    return render(request, "libros/libro.html", context, status=status)


def _preview(request: Peticion, subida: Subida, *, problem: str = "", status: int = 200) -> HttpResponse:
    frame = {**whereabouts(request.situacion, TITLE), "subida": subida, "problema": problem}
    if subida.estado not in (EstadoDeSubida.REVISION,):
        return render(request, "libros/leyendo.html", {**frame, "avance": page.progress_of(subida)})
    return render(request, "libros/revisar.html", {**frame, **page.preview_of(subida, request.GET)}, status=status)


def _brought(plan: str, unidad: str, key: UUID) -> Subida:
    """The workbook of this very unit."""
    give_up_on_the_silent()
    return get_object_or_404(Subida.objects.select_related("cargo"), pk=key, plan=plan, unidad=unidad)


def _note_taken(request: Peticion, acto: int) -> None:
    situacion, cargo = request.situacion, request.designacion.cargo
    Entrega.objects.create(
        plan=situacion.plan, unidad=situacion.unidad, persona=situacion.persona, cargo=cargo, acto=acto
    )
