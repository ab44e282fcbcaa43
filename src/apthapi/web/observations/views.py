"""The pages of observations, the panel beside the work, and what is done with one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apthapi.web.observations.answering import STEPS, accion_of, intervene, position_for
from apthapi.web.observations.filters import ALL, Chosen, chosen_ones, read_choice
from apthapi.web.observations.listing import Shown, heaviest_first, shown
from apthapi.web.observations.models import Observacion
from apthapi.web.observations.page import beside, listed, pin_form, to
from apthapi.web.observations.pinning import NotPinnedError, pin, read_wording
from apthapi.web.observations.places import NoSuchPlaceError
from apthapi.web.plans.exports import csv_file
from apthapi.web.plans.steps import STEPS as STEPS_OF_UNIT
from apthapi.web.process.permisos import EstadoNoAdmite, Peticion, exige, exige_de
from apthapi.web.process.seen import mark_seen, seen_by
from apthapi.web.process.whereabouts import whereabouts

PANEL = "X-Apthapi-Panel"
"""The header by which the panel asks for itself in answer to a form, instead of a page."""
_COLUMNS = (
    "Unidad",
    "Nº",
    "Severidad",
    "Lugar",
    "Decía",
    "Dice ahora",
    "Observación",
    "Observó",
    "Fecha",
    "Responde",
    "Responder hasta",
    "Estado",
    "Respuesta",
)


def _sees(kwargs: dict[str, Any]) -> str:
    return "ver_unidad" if kwargs.get("unidad") else "ver_tablero"


def _observes(kwargs: dict[str, Any]) -> str:
    return "observar_parte" if kwargs.get("unidad") else "observar_plan"


_INTERVENING = tuple(sorted({accion_of(key, of_unit=of_unit) for key in STEPS for of_unit in (True, False)}))


@require_GET
@exige_de(_sees, "ver_unidad", "ver_tablero")
def observations(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """The observations of a unit, to answer and resolve them; or those of the whole plan."""
    return _page(request, read_choice(request.GET.dict()))


@require_GET
@exige_de(_sees, "ver_unidad", "ver_tablero")
def panel(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """The panel beside the work, as it is now."""
    return _panel(request, request.headers.get(PANEL, request.GET.get("paso", "")))


@require_GET
@exige("ver_tablero")
def as_file(request: Peticion, plan: str) -> HttpResponse:
    """The observations that were chosen, as a file for a spreadsheet."""
    situacion = request.situacion
    found = chosen_ones(situacion, read_choice(request.GET.dict()), seen_by(situacion.persona, plan))
    return csv_file(
        f"observaciones-{plan}", _COLUMNS, (_line(each) for each in shown(situacion, heaviest_first(found)))
    )


def _line(each: Shown) -> list[str]:
    it = each.it
    now = "su fila se quitó" if each.removed else each.now
    return [
        it.unidad,
        str(it.numero),
        each.severity.name,
        it.lugar,
        it.valor,
        now,
        it.texto,
        str(it.cargo or ""),
        f"{it.momento:%d/%m/%Y}",
        each.answerer,
        f"{it.vence:%d/%m/%Y}" if it.vence else "",
        it.get_estado_display(),
        each.reply,
    ]


@require_POST
@exige_de(_observes, "observar_parte", "observar_plan")
def pin_one(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """Pin an observation to a place of the part, or of the plan."""
    situacion = request.situacion
    sent = request.POST.dict()
    try:
        wording = read_wording(sent, of_unit=bool(situacion.unidad))
        made = pin(situacion, request.designacion, sent.get("donde", ""), wording, sending(sent))
    except (NotPinnedError, NoSuchPlaceError) as problem:
        return _not_done(request, str(problem), sent)
    return _done(request, f"Observación Nº {made.numero} puesta en {made.lugar}.")


@require_POST
@exige_de(_sees, "ver_unidad", "ver_tablero", *_INTERVENING)
def intervene_in(request: Peticion, plan: str, numero: int, que: str, unidad: str = "") -> HttpResponse:
    """Answer, resolve, reopen, withdraw or note.

    Whose turn it is depends on the observation: the table of permissions says which roles, `position_for` who of them.
    """
    situacion = request.situacion
    if que not in STEPS:
        raise Http404
    found = get_object_or_404(Observacion.objects.select_related("cargo"), plan=plan, unidad=unidad, numero=numero)
    if position_for(situacion, found, que) is None:
        raise PermissionDenied("Esta observación la atiende otro cargo: quien la hizo, o aquel a quien se le pide.")
    if not situacion.admite(accion := accion_of(que, of_unit=bool(unidad))):
        raise EstadoNoAdmite(situacion.por_que_no(accion))
    sent = request.POST.dict()
    try:
        intervene(
            situacion,
            found,
            que,
            sent.get("texto", ""),
            seen=number_of(sent.get("visto", "")),
            envio=sending(sent, que),
        )
    except NotPinnedError as problem:
        return _not_done(request, str(problem), {"en": str(numero), "respuesta": sent.get("texto", "")})
    return _done(request, f"Nº {numero}: {STEPS[que].done}")


@require_POST
@exige_de(_sees, "ver_unidad", "ver_tablero")
def seen(request: Peticion, plan: str, unidad: str = "") -> HttpResponse:  # noqa: ARG001 - of the address
    """The person has seen everything of the part (or of the plan) as it is now."""
    mark_seen(request.situacion)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"visto": True})
    messages.success(request, "Marcado como visto: en adelante se señala lo que cambie desde ahora.")
    return redirect(back(request, to("observaciones", request.situacion)))


def sending(sent: dict[str, str], more: str = "") -> UUID:
    """The identity of a form, so that pressing twice does it once; `more` tells its buttons apart."""
    try:
        return uuid5(UUID(sent.get("envio", "")), more)
    except ValueError:
        return uuid4()


def back(request: Peticion, otherwise: str) -> str:
    """Where the person was, if it is here."""
    wanted = request.POST.get("siguiente", "")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here and wanted.startswith("/") else otherwise


def number_of(text: str) -> int:
    """The number of an act in a form; 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _done(request: Peticion, words: str) -> HttpResponse:
    if PANEL in request.headers:
        return _panel(request, request.headers[PANEL], done=words)
    messages.success(request, words)
    return redirect(back(request, to("observaciones", request.situacion)))


def _not_done(request: Peticion, words: str, written: dict[str, str]) -> HttpResponse:
    if PANEL in request.headers:
        return _panel(request, request.headers[PANEL], problem=words, written=written, status=422)
    messages.error(request, words)
    return _page(request, Chosen(estado=ALL), written, status=422)


def _page(request: Peticion, choice: Chosen, written: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """The page; what was written and not done stays in it."""
    situacion = request.situacion
    here = request.get_full_path() if request.method == "GET" else to("observaciones", situacion)
    context = {
        **whereabouts(situacion, "Observaciones"),
        **listed(situacion, choice, request.GET.get("page", "1")),
        **pin_form(situacion, "", written),
        "plan": situacion.plan,
        "aqui": here,
    }
    page = "unidad" if situacion.unidad else "plan"
    return render(request, f"observations/{page}.html", context, status=status)


def _panel(
    request: Peticion,
    paso: str,
    *,
    done: str = "",
    problem: str = "",
    written: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    step = paso if paso in STEPS_OF_UNIT else ""
    context = {**beside(request.situacion, step, written), "hecho": done, "problema": problem}
    return render(request, "observations/panel.html", context, status=status)
