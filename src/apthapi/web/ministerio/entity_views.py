"""The page of the entity: what of its plan was remitted, what was answered, and remitting it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.web.ministerio.arriving import note_of, organs, remit
from apthapi.web.ministerio.models import Decision, Remision
from apthapi.web.ministerio.packages import NotTakenError
from apthapi.web.ministerio.shown import PILLS, history_of, version_of
from apthapi.web.ministerio.views import package_answer
from apthapi.web.ministerio.whose import remitted_by
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Peticion, Situacion, exige
from apthapi.web.process.whereabouts import whereabouts


@require_GET
@exige("ver_remisiones")
def remissions(request: Peticion, plan: str) -> HttpResponse:
    """What was remitted of the plans of the gestión, and the answers."""
    return _page(request, plan)


@require_POST
@exige("remitir_plan")
def send(request: Peticion, plan: str) -> HttpResponse:
    """Freeze a copy of the plan and remit it."""
    organ = next((each for each in organs() if each.codigo == request.POST.get("organo", "")), None)
    try:
        if organ is None:
            raise NotTakenError("Elija a qué órgano rector se remite.")
        remit(request.situacion, request.designacion, organ, request.POST.get("nota", ""))
    except NotTakenError as problem:
        return _page(request, plan, str(problem))
    messages.success(request, f"El plan se remitió a {organ.nombre}. Aquí verá su respuesta.")
    return redirect("remisiones", plan)


@require_GET
@exige("ver_remisiones")
def own_package(request: Peticion, plan: str, codigo: UUID) -> HttpResponseBase:
    """The copy that was remitted."""
    return package_answer(get_object_or_404(remitted_by(request.situacion), codigo=codigo, gestion=_year(plan)))


def _page(request: Peticion, plan: str, problem: str = "") -> HttpResponse:
    situacion = request.situacion
    found = list(remitted_by(situacion).filter(gestion=_year(plan)))
    context = {
        **whereabouts(situacion, "Remisión"),
        "remisiones": [_shown(each) for each in found],
        "organos": organs(),
        "elegido": request.POST.get("organo", ""),
        "nota": request.POST.get("nota", "") or note_of(plan),
        "remite": situacion.puede("remitir_plan"),
        "motivo": _why_not(situacion),
        "plan": plan,
        "problema": problem,
    }
    return render(request, "ministerio/remisiones.html", context, status=422 if problem else 200)


def _why_not(situacion: Situacion) -> str:
    """Why the person cannot remit now; an approved version is remitted, and nothing before it."""
    if situacion.designacion_para("remitir_plan") is not None and not situacion.admite("remitir_plan"):
        return "Se remite la versión aprobada y vigente; esta no lo es."
    return situacion.por_que_no("remitir_plan")


def _shown(remision: Remision) -> dict[str, object]:
    return {
        "remision": remision,
        "version": version_of(remision),
        "estado": PILLS[Decision(remision.decision)],
        "estado_texto": remision.get_decision_display(),
        "historia": history_of(remision),
        "antes": remision.before,
    }


def _year(plan: str) -> int:
    return int(live().value("select coalesce(gestion, 0) from planes where plan = ?", [plan]))
