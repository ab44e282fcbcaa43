"""The pages of the organ that receives: what arrived, one remission whole, and what is done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apthapi.core.source import UnreadableError
from apthapi.web.ministerio.arriving import bring
from apthapi.web.ministerio.checking import CHANGED, ask_again, findings_of
from apthapi.web.ministerio.deciding import ACTIONS, Motivo, NotDoneError, Quien, decide
from apthapi.web.ministerio.models import Decision, Remision
from apthapi.web.ministerio.official import tie_out_of
from apthapi.web.ministerio.packages import NotTakenError, intact
from apthapi.web.ministerio.shown import (
    PILLS,
    SEVERITIES,
    as_reason,
    by_rule,
    history_of,
    listed,
    offered,
    place_of,
    version_of,
)
from apthapi.web.ministerio.whose import Ante, received_by, the_remission
from apthapi.web.plans.exports import csv_file
from apthapi.web.process.finding import matches
from apthapi.web.process.permisos import Peticion, exige

A_PAGE = 40
FINDINGS_A_PAGE = 25
OFFERED = 40
"""Findings that may be ticked as reasons; the rest is in the file of findings, which the entity can have again."""

TITLE = "Planes recibidos"


@require_GET
@exige("ver_bandeja")
def inbox(request: Peticion) -> HttpResponse:
    """What arrived, the last first."""
    return _inbox(request)


@require_POST
@exige("recibir_plan")
def receive(request: Peticion) -> HttpResponse:
    """Take a package of an entity that is elsewhere."""
    given = request.FILES.get("archivo")
    if given is None:
        return _inbox(request, problem="Elija el paquete que la entidad le envió.")
    held = request.designacion
    try:
        made = bring(held.cargo.entidad, request.situacion.persona, held, given.name or "", given.chunks())
    except NotTakenError as problem:
        return _inbox(request, problem=str(problem), already=problem.already)
    messages.success(request, "El paquete se recibió y se está verificando.")
    return redirect("remision", made.codigo)


@require_GET
@exige("ver_bandeja")
def one(request: Peticion, codigo: UUID) -> HttpResponse:
    """A remission: whose it is, what the rules say, what was done, and what can be done."""
    return _one(request, the_remission(request.situacion, "ver_bandeja", codigo).remision)


@require_GET
@exige("ver_bandeja")
def progress_now(request: Peticion, codigo: UUID) -> JsonResponse:
    """How far its check is, for the page that is already open."""
    found = the_remission(request.situacion, "ver_bandeja", codigo).remision
    answer = {"termino": not found.is_pending, **found.progress("paquete")}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


@require_GET
@exige("ver_bandeja")
def findings_file(request: Peticion, codigo: UUID) -> HttpResponse:
    """What the rules found, as a file for Excel."""
    found = the_remission(request.situacion, "ver_bandeja", codigo).remision
    if not found.is_checked:
        raise Http404
    columns = ("Regla", "Severidad", "Dónde", "Hallazgo", "Cómo corregirlo", "Norma")
    rows = [
        (each["regla"], each["severidad"], place_of(each), each["mensaje"], each["corrija"], each["norma"])
        for each in _findings(found)
    ]
    return csv_file(f"hallazgos-{found.plan}", columns, rows)


@require_GET
@exige("ver_bandeja")
def package(request: Peticion, codigo: UUID) -> HttpResponseBase:
    """The copy as it arrived."""
    return package_answer(the_remission(request.situacion, "ver_bandeja", codigo).remision)


def package_answer(remision: Remision) -> HttpResponseBase:
    """The copy of a package, if it is still what arrived. Raises Http404."""
    if not intact(remision):
        raise Http404(CHANGED)
    response = FileResponse(remision.package.open("rb"), as_attachment=True, filename=remision.nombre_archivo)
    response["Cache-Control"] = "private, no-store"
    response["Content-Encoding"] = "identity"
    return response


@require_POST
@exige("decidir_remision")
def check_again(request: Peticion, codigo: UUID) -> HttpResponse:
    """Ask again for a check that could not be done."""
    found = the_remission(request.situacion, "decidir_remision", codigo).remision
    if ask_again(found):
        messages.info(request, "La verificación se pidió otra vez.")
    return redirect("remision", codigo)


@require_POST
@exige("decidir_remision")
def act_on(request: Peticion, codigo: UUID, accion: str) -> HttpResponse:
    """Take it, accept it, or open it again; returning has a page of its own."""
    ante = the_remission(request.situacion, "decidir_remision", codigo)
    if accion not in ACTIONS or accion == "devolver":
        raise Http404
    return _do(request, ante, accion, [])


@require_http_methods(["GET", "POST"])
@exige("decidir_remision")
def give_back(request: Peticion, codigo: UUID) -> HttpResponse:
    """What the entity must correct: findings that are ticked, and observations that are written."""
    ante = the_remission(request.situacion, "decidir_remision", codigo)
    if request.method == "POST":
        return _do(request, ante, "devolver", _reasons(request, ante.remision))
    return _giving_back(request, ante.remision)


def _do(request: Peticion, ante: Ante, accion: str, reasons: list[Motivo]) -> HttpResponse:
    found = ante.remision
    try:
        decide(
            found,
            Quien(request.situacion.persona, ante.designacion),
            ACTIONS[accion],
            request.POST.get("texto", ""),
            reasons,
        )
    except NotDoneError as problem:
        messages.error(request, str(problem))
        still = found.decision in ACTIONS[accion].since and Remision.objects.get(pk=found.pk).decision == found.decision
        if accion == "devolver" and still:
            return _giving_back(request, found, status=422)
    else:
        messages.success(request, f"{found}: {ACTIONS[accion].done.lower()}.")
    return redirect("remision", found.codigo)


def _reasons(request: Peticion, remision: Remision) -> list[Motivo]:
    """The written ones, one for each line, and then the findings that were ticked."""
    written = [Motivo(line.strip()) for line in request.POST.get("observaciones", "").splitlines() if line.strip()]
    errors = _offered_findings(remision)
    ticked = {int(each) for each in request.POST.getlist("hallazgo") if each.isdecimal() and len(each) < 16}
    return written + [as_reason(each) for number, each in enumerate(errors) if number in ticked]


def _offered_findings(remision: Remision) -> list[dict[str, Any]]:
    if not remision.is_checked:
        return []
    return [each for each in _findings(remision) if each["severidad"] == "error"][:OFFERED]


def _findings(remision: Remision) -> list[dict[str, Any]]:
    """Raises Http404 if they are not what was found."""
    try:
        return findings_of(remision)
    except UnreadableError as problem:
        raise Http404(str(problem)) from None


def _inbox(request: Peticion, problem: str = "", already: Remision | None = None) -> HttpResponse:
    found = received_by(request.situacion, "ver_bandeja").order_by("-pk")
    counts = dict(found.order_by().values_list("decision").annotate(Count("pk")))
    wanted, state = request.GET.get("q", "").strip(), request.GET.get("estado", "")
    year = request.GET.get("gestion", "")
    years = sorted(
        {each for each in found.order_by().values_list("gestion", flat=True).distinct() if each}, reverse=True
    )
    if state in Decision.values:
        found = found.filter(decision=state)
    if year.isdecimal() and len(year) == 4:
        found = found.filter(gestion=int(year))
    rows = [each for each in found if matches(wanted, [each.sigla, each.nombre, each.entidad, each.nombre_archivo])]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "donde": [(request.designacion.cargo.entidad.sigla, ""), (TITLE, "")],
        "filas": [listed(each) for each in page],
        "pagina": page,
        "cuentas": [(value, label, counts.get(value, 0), PILLS[Decision(value)]) for value, label in Decision.choices],
        "buscado": wanted,
        "selectores": [
            _selector("estado", "Estado", [("", "Todos"), *Decision.choices], state),
            _selector("gestion", "Gestión", [("", "Todas"), *((str(each), str(each)) for each in years)], year),
        ],
        "filtrado": bool(wanted or state or year),
        "problema": problem,
        "igual": already and reverse("remision", args=[already.codigo]),
    }
    return render(request, "ministerio/bandeja.html", context, status=422 if problem else 200)


def _selector(name: str, title: str, options: list[tuple[str, str]], picked: str) -> dict[str, object]:
    return {"nombre": name, "titulo": title, "opciones": options, "elegida": picked}


def frame(remision: Remision, page: str = "") -> dict[str, object]:
    """Where one is, for a page about a remission, and what the remission is."""
    place = [(remision.ministerio.sigla, ""), (TITLE, reverse("bandeja"))]
    place.append((str(remision), reverse("remision", args=[remision.codigo]) if page else ""))
    return {
        "donde": place + ([(page, "")] if page else []),
        "estado": PILLS[Decision(remision.decision)],
        "estado_texto": remision.get_decision_display(),
        "fila": listed(remision),
        "remision": remision,
    }


def _one(request: Peticion, remision: Remision) -> HttpResponse:
    findings = _findings(remision) if remision.is_checked else []
    chosen = request.GET.get("regla", "")
    some = [each for each in findings if chosen in ("", each["regla"])]
    page = Paginator(some, FINDINGS_A_PAGE).get_page(request.GET.get("page"))
    before, after = remision.before, remision.after
    context = {
        **frame(remision),
        "acciones": [each for each in offered(remision) if each.name != "devolver"],
        "devuelve": ACTIONS["devolver"] in offered(remision),
        "historia": history_of(remision),
        "antes": before and (version_of(before), before.get_decision_display(), listed(before)["url"]),
        "despues": after and (version_of(after), after.get_decision_display(), listed(after)["url"]),
        "avance": remision.progress("paquete") if remision.is_pending else None,
        "cuadre": tie_out_of(remision),
        "reglas": by_rule(findings),
        "severidades": SEVERITIES,
        "elegida": chosen,
        "pagina": page,
        "hallazgos": [{**each, "lugar": place_of(each)} for each in page],
    }
    return render(request, "ministerio/remision.html", context)


def _giving_back(request: Peticion, remision: Remision, status: int = 200) -> HttpResponse:
    offers = _offered_findings(remision)
    ticked = set(request.POST.getlist("hallazgo"))
    context = {
        **frame(remision, "Devolver"),
        "ofrecidos": [(number, each, place_of(each), str(number) in ticked) for number, each in enumerate(offers)],
        "mas": remision.errores - len(offers) if remision.is_checked else 0,
        "escrito": request.POST,
    }
    return render(request, "ministerio/devolver.html", context, status=status)
