"""The page on which what was done is published, for who answers for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apthapi.compare.totals import MONTH_NAMES
from apthapi.formats.site.content import Progress
from apthapi.formats.site.progress import counted
from apthapi.web.execution.places import tabs
from apthapi.web.portal.advancing import (
    NotPublishedError,
    evaluated,
    gestion_of,
    last_executed,
    open_months,
    publish,
    told_of,
    withdraw,
)
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts

TITLE = "Publicar avance"


@require_http_methods(["GET", "POST"])
@exige("publicar_avance")
def advance(request: Peticion, plan: str) -> HttpResponse:
    """What anybody reads of the year so far, and the month up to which they may read it."""
    situacion = request.situacion
    if request.method == "POST":
        return _decided(request, plan)
    gestion = gestion_of(plan)
    months, told = open_months(plan, situacion.entidad), told_of(situacion.entidad, gestion)
    picked = request.GET.get("mes", "")
    month = int(picked) if picked in map(str, months) else (months or [0])[-1]
    context = {
        **whereabouts(situacion, TITLE),
        "lugares": tabs(situacion, TITLE),
        "plan": plan,
        "gestion": gestion,
        "publicada": situacion.version is not None and situacion.version.publicada,
        "meses": [(each, MONTH_NAMES[each - 1], each == month) for each in months],
        "mes": month,
        "cortes": [(cut, MONTH_NAMES[cut.mes - 1]) for cut in told.cuts],
        "ejecutado": last_executed(plan),
        "vista": _preview(plan, month) if month else {},
    }
    return render(request, "portal/avance.html", context)


def _preview(plan: str, month: int) -> dict[str, object]:
    found = evaluated(plan, month)
    planned, done = Progress(found).reached
    return {
        "mes": MONTH_NAMES[month - 1],
        "hecho": None if done is None else done // 100,
        "debia": planned // 100,
        "gastado": found.whole.money.accrued,
        "vigente": found.whole.money.standing,
        "cuenta": counted(found.operations),
        "calladas": len(found.silent),
        "explicadas": len(found.explained),
    }


def _decided(request: Peticion, plan: str) -> HttpResponse:
    typed = request.POST.get("mes", "")
    month = int(typed) if typed.isdecimal() and len(typed) < 3 else 0
    taking_back = request.POST.get("accion") == "retirar"
    try:
        (withdraw if taking_back else publish)(request.situacion, request.designacion, month)
    except NotPublishedError as problem:
        messages.error(request, str(problem))
    else:
        name = MONTH_NAMES[month - 1]
        said = f"Se retiró el avance hasta {name}." if taking_back else f"El avance hasta {name} está publicado."
        messages.success(request, said)
    return redirect("publicar_avance", plan)
