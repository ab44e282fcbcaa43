"""What Planificación does with many observations at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apthapi.web.observations.answering import resolve_many
from apthapi.web.observations.models import Observacion
from apthapi.web.observations.page import to
from apthapi.web.observations.pinning import NotPinnedError, pin_to_units, read_wording
from apthapi.web.observations.places import NoSuchPlaceError
from apthapi.web.observations.views import back, number_of, sending
from apthapi.web.process.permisos import Peticion, exige

MOST = 500
"""Observations in one request."""


@require_POST
@exige("observar_varias")
def pin_many(request: Peticion, plan: str) -> HttpResponse:  # noqa: ARG001 - of the address
    """The same observation for several units."""
    sent = request.POST.dict()
    units = request.POST.getlist("unidades")
    try:
        wording = read_wording(sent, of_unit=True)
        made, refused = pin_to_units(
            request.situacion, request.designacion, units, sent.get("donde", ""), wording, sending(sent)
        )
        done = f": {', '.join(each.unidad for each in made)}" if refused else ""
        units_done = f"{len(made)} {'unidad' if len(made) == 1 else 'unidades'}"
        messages.success(request, f"Observación puesta a {units_done}{done}.")
        if refused:
            messages.error(request, f"No se observó a: {' '.join(refused)}")
    except (NotPinnedError, NoSuchPlaceError) as problem:
        messages.error(request, f"No se observó a ninguna unidad. {problem}")
    return redirect(back(request, to("observaciones", request.situacion)))


@require_POST
@exige("observar_varias")
def resolve_chosen(request: Peticion, plan: str) -> HttpResponse:
    """Resolve several observations of the plan."""
    chosen = [number_of(each) for each in request.POST.getlist("elegida")][:MOST]
    found = list(Observacion.objects.filter(plan=plan, pk__in=chosen).select_related("cargo"))
    count, refused = resolve_many(
        request.situacion, found, request.POST.get("texto", ""), sending(request.POST.dict(), "resolver")
    )
    for problem in refused:
        messages.error(request, problem)
    if count:
        messages.success(request, f"{count} {'observación resuelta' if count == 1 else 'observaciones resueltas'}.")
    elif not refused:
        messages.info(request, "No eligió ninguna por cerrar.")
    return redirect(back(request, to("observaciones", request.situacion)))
