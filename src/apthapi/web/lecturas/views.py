"""The pages of the readings: what was given, its progress, looking it over, what passing it would do."""

from __future__ import annotations

import mimetypes
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apthapi.web.lecturas.addresses import to
from apthapi.web.lecturas.deciding import ClosedError, Problema, Quien, decide_cells, leave_out, take_back
from apthapi.web.lecturas.jobs import SUFFIXES, NotTakenError, discard, take_files
from apthapi.web.lecturas.kept import SpoiltError, kept
from apthapi.web.lecturas.looking import Mirada, look
from apthapi.web.lecturas.models import EstadoDeLectura, Lectura
from apthapi.web.lecturas.shown import listed, review, summary_shown
from apthapi.web.lecturas.storing import ChangedError, NoPasa, pass_to_plan, rehearse
from apthapi.web.process.permisos import EstadoNoAdmite, Peticion, exige_de
from apthapi.web.process.whereabouts import whereabouts

SHOWN = 30
"""Readings that the page lists."""


def _seen_by(kwargs: dict[str, Any]) -> str:
    return "ver_unidad" if kwargs.get("unidad") else "ver_tablero"


def _done_by(kwargs: dict[str, Any]) -> str:
    return "editar_unidad" if kwargs.get("unidad") else "leer_formularios"


_sees = exige_de(_seen_by, "ver_unidad", "ver_tablero")
_does = exige_de(_done_by, "editar_unidad", "leer_formularios")


@require_GET
@_sees
def readings(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:
    """What was given to be read, and where to give more."""
    return _list(request, plan, unidad)


@require_POST
@_does
def take(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:
    """Take files and put their reading in the queue."""
    try:
        made = take_files(request.situacion, request.designacion, request.FILES.getlist("archivos"))
    except NotTakenError as problem:
        return _list(request, plan, unidad, str(problem))
    return redirect(to("lectura", made))


@require_GET
@_sees
def reading(request: Peticion, plan: str, lectura: UUID, unidad: str = "") -> HttpResponse:
    """How far a reading is; once it is done, what was read beside its pages."""
    found = _found(plan, unidad, lectura)
    if found.estado not in (EstadoDeLectura.LEIDA, EstadoDeLectura.PASADA):
        context = {**_frame(request, found), "avance": found.progress("lectura")}
        return render(request, "lecturas/avance.html", context)
    return _review(request, found)


@require_GET
@_sees
def progress_now(_request: Peticion, plan: str, lectura: UUID, unidad: str = "") -> JsonResponse:
    """The same, for the page that is already open."""
    found = _found(plan, unidad, lectura)
    answer = {"termino": not found.is_pending, **found.progress("lectura")}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_POST
@_does
def decide(request: Peticion, plan: str, lectura: UUID, unidad: str = "") -> HttpResponse:
    """Keep what was decided of one place, and go on to the next."""
    found = _found(plan, unidad, lectura)
    place, what, sent = request.POST.get("lugar", ""), request.POST.get("que", ""), request.POST
    who = Quien(request.situacion, request.designacion, found)
    try:
        seen = look(request.situacion, found)
        cell = seen.cell(place)
        if cell is not None and what not in ("fuera", "volver"):
            text = "" if what == "vacia" else sent.get("opcion", sent.get("texto", ""))
            problem = decide_cells(who, seen.destination, seen.alike(cell), text, seen.called(place))
            if problem:
                return _review(request, found, place, problem)
        elif what == "fuera" and seen.may_stay_out(place):
            leave_out(who, place, seen.called(place))
        elif what == "volver" and (cell is not None or seen.may_stay_out(place)):
            take_back(who, place, seen.called(place))
    except (ClosedError, SpoiltError) as problem:
        messages.error(request, str(problem))
    return redirect(f"{to('lectura', found)}?{urlencode({'despues': place})}")


@require_http_methods(["GET", "POST"])
@_does
def passing(request: Peticion, plan: str, lectura: UUID, unidad: str = "") -> HttpResponse:
    """What passing it would do, before and after; posted, it is done."""
    found = _found(plan, unidad, lectura)
    who = Quien(request.situacion, request.designacion, found)
    try:
        if request.method == "POST":
            return _pass(request, who)
        seen = look(request.situacion, found)
    except SpoiltError as problem:
        messages.error(request, str(problem))
        return redirect(to("lecturas", found))
    if not found.is_open or seen.pending:
        return redirect(to("lectura", found))
    return _summary(request, who, seen)


@require_POST
@_does
def drop(request: Peticion, plan: str, lectura: UUID, unidad: str = "") -> HttpResponse:
    """Discard a reading, waiting or read."""
    found = _found(plan, unidad, lectura)
    if discard(found, request.situacion, request.designacion):
        messages.info(request, "La lectura se descartó. Sus archivos se guardan una semana.")
    return redirect(to("lecturas", found))


@require_GET
@_sees
def picture(_request: Peticion, plan: str, lectura: UUID, numero: int, unidad: str = "") -> HttpResponseBase:
    """The picture of a page."""
    found = _found(plan, unidad, lectura)
    try:
        page = kept(found.folder, found.sha256).pages.get(numero)
    except SpoiltError:
        raise Http404 from None
    if page is None or not page.picture:
        raise Http404
    path = found.folder / page.picture
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = FileResponse(path.open("rb"), content_type=kind)
    # A page of a reading never changes: looking at its next cell asks for nothing.
    response["Cache-Control"] = "private, max-age=3600, immutable"
    response["Content-Encoding"] = "identity"
    return response


@require_GET
@_sees
def original(_request: Peticion, plan: str, lectura: UUID, orden: int, unidad: str = "") -> HttpResponseBase:
    """A file as it was given."""
    found = get_object_or_404(_found(plan, unidad, lectura).archivos, orden=orden)
    if not found.file.is_file():
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.nombre)
    response["Cache-Control"] = "private, no-store"
    return response


def _found(plan: str, unidad: str, codigo: UUID) -> Lectura:
    Lectura.give_up_on_the_silent()
    return get_object_or_404(Lectura.objects.select_related("cargo"), codigo=codigo, plan=plan, unidad=unidad)


def _list(request: Peticion, plan: str, unidad: str, problem: str = "") -> HttpResponse:
    Lectura.give_up_on_the_silent()
    found = Lectura.objects.filter(plan=plan, unidad=unidad).select_related("cargo").prefetch_related("archivos")
    action = _done_by({"unidad": unidad})
    context = {
        **whereabouts(request.situacion, "Leer formularios"),
        "edita": request.situacion.puede(action),
        "motivo": request.situacion.por_que_no(action),
        "lecturas": [listed(each) for each in found.order_by("-pedido")[:SHOWN]],
        "problema": problem,
        "admite": ",".join(SUFFIXES),
    }
    return render(request, "lecturas/lecturas.html", context, status=422 if problem else 200)


def _frame(request: Peticion, found: Lectura) -> dict[str, object]:
    action = _done_by({"unidad": found.unidad})
    return {
        **whereabouts(request.situacion, "Lectura de formularios"),
        "lectura": listed(found),
        "edita": found.is_open and request.situacion.puede(action),
        "archivos": [(each, to("lectura_archivo", found, orden=each.orden)) for each in found.archivos.all()],
    }


def _review(request: Peticion, found: Lectura, place: str = "", problem: Problema | None = None) -> HttpResponse:
    try:
        seen = look(request.situacion, found)
    except SpoiltError as spoilt:
        messages.error(request, str(spoilt))
        return redirect(to("lecturas", found))
    asked = request.GET
    shown = review(seen, place or asked.get("celda", ""), asked.get("despues", ""), asked.get("formulario", ""))
    if problem and shown["actual"]:
        shown["problema"] = problem
    return render(request, "lecturas/revisar.html", {**_frame(request, found), **shown}, status=422 if problem else 200)


def _summary(
    request: Peticion, who: Quien, seen: Mirada, refused: list[NoPasa] | None = None, why: str = ""
) -> HttpResponse:
    made = seen.proposal()
    refused = rehearse(who, made) if refused is None else refused
    context = {
        **_frame(request, who.lectura),
        **summary_shown(made),
        "rechazos": refused,
        "aviso": why,
        "puede": not refused and not made.problems and not made.is_empty,
        "huella": made.digest,
        "envio": uuid4(),
    }
    return render(request, "lecturas/pasar.html", context, status=409 if why else 422 if refused else 200)


def _pass(request: Peticion, who: Quien) -> HttpResponse:
    found = who.lectura
    try:
        envio = UUID(request.POST.get("envio", ""))
        refused = pass_to_plan(who, request.POST.get("huella", ""), envio)
    except ValueError:
        messages.error(request, "El pedido no se entendió: mire otra vez el antes y el después.")
        return redirect(to("lectura_pasar", found))
    except ChangedError as problem:
        seen = look(request.situacion, found)
        if seen.pending:
            messages.error(request, str(problem))
            return redirect(to("lectura", found))
        return _summary(request, who, seen, why=str(problem))
    except (ClosedError, EstadoNoAdmite) as problem:
        messages.error(request, str(problem))
        return redirect(to("lectura", found))
    if refused:
        return _summary(request, who, look(request.situacion, found), refused)
    messages.success(request, "Lo leído pasó al plan. El papel queda guardado con su lectura.")
    return redirect(to("lectura", found))
