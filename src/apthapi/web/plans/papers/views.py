"""The pages of the papers: which there are, one made at once, one that is being made, and its file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apthapi.documents import PaperError
from apthapi.web.plans.papers.catalogue import PAPELES, Disponible, available, one
from apthapi.web.plans.papers.jobs import ask_for, attended, cancel, on_its_way, workplace
from apthapi.web.plans.papers.making import PDF, Encargo, make
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido
from apthapi.web.plans.papers.shown import order_shown, shown_all
from apthapi.web.process.models import EstadoDePlan
from apthapi.web.process.permisos import Peticion, Situacion, exige_de
from apthapi.web.process.whereabouts import whereabouts

SHOWN = 20
"""Papers already asked for that the page lists."""

OPENS = "abrir"
"""In the address of a paper that is being made: once it is done, its page opens it."""


def _action(kwargs: dict[str, Any]) -> str:
    return "imprimir_unidad" if kwargs.get("unidad") else "imprimir_plan"


_allowed = exige_de(_action, "imprimir_unidad", "imprimir_plan")


@require_GET
@_allowed
def papers(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:
    """The papers of a unit or of the whole plan."""
    return _page(request, plan, unidad)


@require_GET
@_allowed
def paper(request: Peticion, plan: str, papel: str, unidad: str = "") -> HttpResponseBase:
    """One short paper, made now, or by the worker if it would be noticed that this process is busy with it.

    A long one is asked for instead, and what fails is said on the page.
    """
    found = _found(plan, unidad, papel)
    if found.missing or not found.at_once:
        why = found.missing or "Es largo: pulse «Preparar» y espere a que esté listo."
        messages.info(request, f"{found.papel.title}. {why}")
        return redirect(_to("papeles", plan, unidad))
    if not found.unnoticed and attended() and not on_its_way(_order(request, papel)):
        with suppress(FileNotFoundError):  # it was there, and was cleared away meanwhile
            return _brought(request, plan, unidad, papel)
    try:
        with workplace() as work:
            made = make(_order(request, papel), work, lambda _what, _done, _of: None)
            # The file stays readable through its handle when the folder goes.
            return file_answer(made.path, made.name, made.mime)
    except PaperError as problem:
        messages.error(request, f"{found.papel.title}. {problem}")
        return _page(request, plan, unidad, status=503)


def _brought(request: Peticion, plan: str, unidad: str, papel: str) -> HttpResponseBase:
    """The file of a paper that the worker makes, if it is there already, or the page that waits for it and opens it."""
    asked = ask_for(_order(request, papel), request.situacion.persona, request.designacion, soon=True)
    if asked.estado == EstadoDePedido.HECHO:
        return file_answer(asked.file, asked.nombre, asked.tipo)
    return redirect(f"{_to('papel_pedido', plan, unidad, pedido=asked.pk)}?{OPENS}")


@require_POST
@_allowed
def order(request: Peticion, plan: str, papel: str, unidad: str = "") -> HttpResponse:
    """Ask for a paper to be made in the background."""
    found = _found(plan, unidad, papel)
    if found.missing:
        messages.info(request, f"{found.papel.title}. {found.missing}")
        return redirect(_to("papeles", plan, unidad))
    asked = ask_for(_order(request, papel), request.situacion.persona, request.designacion)
    return redirect(_to("papel_pedido", plan, unidad, pedido=asked.pk))


@require_GET
@_allowed
def progress(request: Peticion, plan: str, pedido: UUID, unidad: str = "") -> HttpResponse:
    """How far a paper is, or where it is."""
    found = _asked(plan, unidad, pedido)
    context = {
        **whereabouts(request.situacion, "Papeles"),
        "pedido": shown_all([found], request.situacion.persona)[0],
        "avance": found.progress(),
        "papeles": _to("papeles", plan, unidad),
        "abre": OPENS in request.GET,
    }
    return render(request, "plans/papel_pedido.html", context)


@require_GET
@_allowed
def progress_now(_request: Peticion, plan: str, pedido: UUID, unidad: str = "") -> JsonResponse:
    """The same, for the page that is already open: `{"termino": false, "texto": "…", "hecho": 6, "de": 15}`."""
    found = _asked(plan, unidad, pedido)
    return JsonResponse({"termino": not found.is_pending, **found.progress()}, headers={"Cache-Control": "no-store"})


@require_GET
@_allowed
def download(request: Peticion, plan: str, pedido: UUID, unidad: str = "") -> HttpResponseBase:
    """The file of a paper that is done."""
    found = _asked(plan, unidad, pedido)
    if found.estado != EstadoDePedido.HECHO or not found.file.is_file():
        messages.info(request, "Ese documento ya no se guarda. Pídalo otra vez.")
        return redirect(_to("papeles", plan, unidad))
    return file_answer(found.file, found.nombre, found.tipo)


@require_POST
@_allowed
def stop(request: Peticion, plan: str, pedido: UUID, unidad: str = "") -> HttpResponse:
    """Cancel a paper; only whoever asked for it."""
    found = _asked(plan, unidad, pedido)
    if found.persona_id != request.situacion.persona.pk:
        raise PermissionDenied("Solo quien pidió el documento puede cancelarlo.")
    cancel(found)
    return redirect(_to("papeles", plan, unidad))


def _page(request: Peticion, plan: str, unidad: str, *, status: int = 200) -> HttpResponse:
    situacion = request.situacion
    Pedido.give_up_on_the_silent()
    asked = (
        Pedido.objects.filter(plan=plan, unidad=unidad).select_related("cargo", "persona").order_by("-pedido")[:SHOWN]
    )
    context = {
        **whereabouts(situacion, "Papeles"),
        "borrador": is_draft(situacion),
        "emite": bool(unidad) and situacion.puede("emitir_formulario"),
        "disponibles": [order_shown(each, plan, unidad) for each in _listed(plan, unidad)],
        "pedidos": shown_all(asked, situacion.persona),
        "del_plan": _to("papeles", plan, "") if unidad and situacion.puede("imprimir_plan") else "",
    }
    return render(request, "plans/papeles.html", context, status=status)


def _listed(plan: str, unidad: str) -> list[Disponible]:
    return [each for each in available(plan, unidad) if not (unidad and each.papel.own_page)]


def _found(plan: str, unidad: str, papel: str) -> Disponible:
    found = one(plan, unidad, papel) if papel in PAPELES else None
    if found is None:
        raise Http404
    return found


def _asked(plan: str, unidad: str, key: UUID) -> Pedido:
    Pedido.give_up_on_the_silent()
    return get_object_or_404(Pedido.objects.select_related("cargo"), pk=key, plan=plan, unidad=unidad)


def _order(request: Peticion, papel: str) -> Encargo:
    situacion = request.situacion
    return Encargo(situacion.plan, situacion.unidad, papel, is_draft(situacion))


def is_draft(situacion: Situacion) -> bool:
    """Until the plan is approved, its papers are drafts."""
    approved = (EstadoDePlan.VIGENTE, EstadoDePlan.HISTORICO)
    return situacion.version is None or situacion.version.estado not in approved


def file_answer(path: Path, name: str, mime: str) -> FileResponse:
    """A file that was made, which stays readable when its folder goes."""
    response = FileResponse(path.open("rb"), as_attachment=mime != PDF, filename=name, content_type=mime)
    response["Cache-Control"] = "private, no-store"
    # It is compressed already, and its length must be known for the browser to show how much is left.
    response["Content-Encoding"] = "identity"
    return response


def _to(name: str, plan: str, unidad: str, **more: object) -> str:
    return reverse(name, kwargs={"plan": plan, **({"unidad": unidad} if unidad else {}), **more})
