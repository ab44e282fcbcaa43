"""The first page, the home of each role, the board of Planificación, and acts on the part of a unit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apthapi.web.entities.demo import ABOUT, DEMO_PEOPLE, ORGAN, ORGAN_PEOPLE
from apthapi.web.entities.models import Entidad
from apthapi.web.firmas.shown import waiting as waiting_to_sign
from apthapi.web.ministerio.waiting import waiting as remissions_waiting
from apthapi.web.observations.pending import waiting_for
from apthapi.web.plans.steps import STEPS
from apthapi.web.process.board import board_of, choices, chosen, silent, told
from apthapi.web.process.bulk import do_in_bulk, offered_in_bulk
from apthapi.web.process.home import pending
from apthapi.web.process.permisos import Peticion, exige, exige_de, hoy, publica
from apthapi.web.process.unit_acts import UNIT_ACTS, NotReadyError, do, missing
from apthapi.web.process.whereabouts import days_left, pressing, whereabouts
from apthapi.web.tramites.dates import progress_due
from apthapi.web.tramites.waiting import waiting

NAMED = 5
"""Units that the board names as those on which nobody has worked for longest; of more, it says how many."""


@publica
def welcome(request: HttpRequest) -> HttpResponse:
    """What Apthapi is, and in demonstration mode a door for each role."""
    people = DEMO_PEOPLE if settings.DEMOSTRACION else ()
    if people and Entidad.objects.filter(codigo=ORGAN).exists():
        people = (*people, *ORGAN_PEOPLE)
    roles = [
        {"titulo": title, "unidad": unidad, "que_hace": ABOUT[rol], "persona": name}
        for name, rol, unidad, title in people
    ]
    return render(request, "portal/bienvenida.html", {"roles": roles})


@exige("ver_inicio")
def home(request: Peticion) -> HttpResponse:
    """What is pending for the person, by when, and what changed since they were last here."""
    situacion = request.situacion
    context = {
        "pendientes": pending(situacion.persona),
        "tramites": waiting(situacion.designaciones),
        "esperan": waiting_to_sign(situacion.persona),
        "observaciones": waiting_for(situacion),
        "remisiones": remissions_waiting(situacion),
        "avances": [
            (each, days_left(each.day), pressing(each.day))
            for held in situacion.designaciones
            for each in progress_due(held, hoy())
        ],
    }
    return render(request, "process/inicio.html", context)


@exige("ver_tablero")
def board(request: Peticion, plan: str) -> HttpResponse:
    """Units by steps, with colour and words, how many findings, and who is silent."""
    situacion = request.situacion
    found = board_of(plan, situacion.persona)
    rows = found.rows
    wanted = request.GET.get("estado", "")
    context = {
        **whereabouts(situacion),
        "pasos": list(STEPS.values()),
        "filas": chosen(rows, wanted),
        "estados": choices(rows),
        "elegido": wanted,
        "resumen": told([row.state for row in rows]) if rows else "",
        "callan": silent(rows)[:NAMED],
        "callan_mas": len(silent(rows)[NAMED:]),
        "fija_plazos": situacion.puede("fijar_plazos"),
        "lee_formularios": situacion.puede("leer_formularios"),
        "en_bloque": offered_in_bulk(situacion) if situacion.admite("actuar_en_bloque") else [],
        "figura": found.picture,
        "observadas": found.observed,
        "novedades": sum(row.news or 0 for row in rows),
        "plan": plan,
    }
    return render(request, "process/tablero.html", context)


@require_POST
@exige_de(lambda kwargs: _named(kwargs).accion, *UNIT_ACTS)
def act_on_unit(request: Peticion, plan: str, unidad: str, accion: str) -> HttpResponse:
    """Send, take back, approve, return or review the part of a unit."""
    what = UNIT_ACTS[accion]
    paso = request.POST.get("paso", "")
    back = reverse("paso", args=[plan, unidad, paso]) if paso in STEPS else reverse("unidad", args=[plan, unidad])
    if accion == "enviar_unidad" and "asi" not in request.POST and missing(request.situacion):
        return redirect(f"{back}?enviar=1")
    try:
        do(request.situacion, request.designacion, what, request.POST.get("motivo", ""))
        messages.success(request, what.done)
    except NotReadyError as problem:
        messages.error(request, str(problem))
    return redirect(back)


@require_POST
@exige("actuar_en_bloque")
def act_on_units(request: Peticion, plan: str) -> HttpResponse:
    """The same act on the units that were ticked; those that do not admit it say why."""
    what = next(
        (each for each in offered_in_bulk(request.situacion) if each.accion == request.POST.get("accion")), None
    )
    units = request.POST.getlist("unidad")
    if what is None or not units:
        messages.error(request, "Marque las unidades y elija qué hacer con ellas.")
        return redirect("tablero", plan)
    found = do_in_bulk(request.situacion, units, what, request.POST.get("motivo", ""))
    if found.done:
        messages.success(request, f"{what.done} {', '.join(found.done)}.")
    reasons: dict[str, list[str]] = {}
    for unidad, why in found.refused:
        reasons.setdefault(why, []).append(unidad)
    for why, refused in reasons.items():
        messages.warning(request, f"{', '.join(refused)}: {why}")
    return redirect("tablero", plan)


def _named(kwargs: dict[str, Any]) -> Any:
    if kwargs.get("accion") not in UNIT_ACTS:
        raise Http404
    return UNIT_ACTS[kwargs["accion"]]
