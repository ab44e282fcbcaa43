"""What is in force of the budget, its modifications, one of them, and registering one."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apthapi.compare.budget import DIMENSIONS, budget_of
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.execution.budget.asking import LONGEST, Typed, opposite, pasted, read, typed_of
from apthapi.web.execution.budget.judging import Verdict
from apthapi.web.execution.budget.known import Known, known_of
from apthapi.web.execution.budget.registered import KINDS, Modification, modification, modifications
from apthapi.web.execution.budget.registering import ACT, NotRegisteredError, register, rehearse
from apthapi.web.execution.places import tabs
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of
from apthapi.web.process.permisos import Peticion, Situacion, exige, hoy
from apthapi.web.process.whereabouts import whereabouts

Context = dict[str, object]
TITLE = "Modificaciones"
PER_PAGE = 50
SEES = "ver_presupuesto"


@require_GET
@exige(SEES)
def index(request: Peticion, plan: str) -> HttpResponse:
    """What was approved, what modified it and what is in force, beside what the POA says; and each modification."""
    situacion = request.situacion
    by = request.GET.get("por", "")
    by = by if by in DIMENSIONS else "categoria"
    database = live()
    in_place = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine])
    found = modifications(plan)
    context: Context = {
        **whereabouts(situacion, TITLE),
        "lugares": tabs(situacion, TITLE),
        "plan": plan,
        "presupuesto": budget_of(in_place.query, plan, by),
        "por": by,
        "dimensiones": [(code, each.title) for code, each in DIMENSIONS.items()],
        "titulo_por": DIMENSIONS[by].title,
        "pagina": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "cuantas": len(found),
        "pendientes": sum(each.pending for each in found),
        "registra": situacion.puede(ACT),
    }
    return render(request, "execution/presupuesto.html", context)


@require_GET
@exige(SEES)
def one(request: Peticion, plan: str, numero: str) -> HttpResponse:
    """One modification: what it says, its lines, and the way to undo it."""
    found = _found(plan, numero)
    context: Context = {
        **_within(request.situacion, f"Modificación {found.number}"),
        "m": found,
        "clase": found.title,
        "revierte": request.situacion.puede(ACT) and found.outside,
    }
    return render(request, "execution/modificacion.html", context)


@require_http_methods(["GET", "POST"])
@exige(ACT)
def new(request: Peticion, plan: str) -> HttpResponse:
    """Write a modification, paste its lines, look at what it does and register it. What was typed stays."""
    known = known_of(plan)
    if request.method == "GET":
        undone = request.GET.get("revierte", "")
        typed = _undoing(_found(plan, undone)) if undone else Typed()
        return _form(request, typed, known, undone=undone)
    typed = typed_of(request.POST.dict())
    step = request.POST.get("paso", "")
    if step == "pegar":
        lines, problems = pasted(request.POST.get("pegado", ""))
        typed.lines = [line for line in typed.lines if not line.is_blank] + lines
        typed.problems |= {f"pegado-{number}": problem for number, problem in enumerate(problems)}
        return _form(request, typed, known, keep_paste=bool(problems))
    if step == "agregar":
        return _form(request, typed, known)
    return _judged(request, typed, known, registers=step == "registrar")


def _judged(request: Peticion, typed: Typed, known: Known, *, registers: bool) -> HttpResponse:
    """Look at it, or register it: with warnings only once they were on the screen."""
    asked = read(typed, known, hoy())
    if asked is None:
        return _form(request, typed, known)
    situacion, designacion = request.situacion, request.designacion
    if not registers:
        return _form(request, typed, known, verdict=rehearse(situacion, designacion, asked))
    envio = _envio(request)
    try:
        number = register(situacion, designacion, asked, UUID(envio), request.POST.get("visto", ""))
    except NotRegisteredError as problem:
        return _form(request, typed, known, verdict=problem.verdict, refused=True)
    if not number:
        messages.info(request, "Esa modificación ya se había registrado con este mismo pedido.")
        return redirect("presupuesto", situacion.plan)
    messages.success(request, f"Se registró la modificación {number}: lo vigente ya la tiene.")
    return redirect("modificacion", situacion.plan, number)


def _form(
    request: Peticion,
    typed: Typed,
    known: Known,
    *,
    verdict: Verdict | None = None,
    undone: str = "",
    keep_paste: bool = False,
    refused: bool = False,
) -> HttpResponse:
    situacion = request.situacion
    told = typed.told
    context: Context = {
        **_within(situacion, "Registrar una modificación"),
        "plan": situacion.plan,
        "escrito": typed.with_room(),
        "dicho": told,
        "veredicto": verdict,
        "clases": KINDS.items(),
        "conocido": known,
        "categorias": sorted(known.categories),
        "unidades": sorted(known.units),
        "aprobadores": sorted({who for _, who in known.approvers}),
        "envio": _envio(request),
        "pegado": request.POST.get("pegado", "") if keep_paste else "",
        "revierte": undone,
        "largo": LONGEST,
    }
    wrong = bool(told) or refused or (verdict is not None and bool(verdict.refusals))
    return render(request, "execution/modificacion_nueva.html", context, status=422 if wrong else 200)


def _undoing(found: Modification) -> Typed:
    return Typed(kind=found.kind, approver=found.approver, lines=opposite(found.lines))


def _envio(request: Peticion) -> str:
    try:
        return str(UUID(request.POST.get("envio", "")))
    except ValueError:
        return str(uuid4())


def _found(plan: str, number: str) -> Modification:
    """The modification of the address. Raises Http404."""
    found = modification(plan, number)
    if found is None:
        raise Http404
    return found


def _within(situacion: Situacion, page: str) -> Context:
    """Where one is, below the budget of the plan."""
    context = whereabouts(situacion, page)
    places = list(context["donde"])  # type: ignore[call-overload]
    places[-1:] = [(TITLE, reverse("presupuesto", args=[situacion.plan])), (page, "")]
    return {**context, "donde": places, "plan": situacion.plan}
