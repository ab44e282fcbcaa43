"""The pages of the techos: the distribution, its tie-out to the law, and who changed what."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from apthapi.core.sheets import SHEETS
from apthapi.core.typed import understand
from apthapi.web.execution.budget.pending import pending_for
from apthapi.web.plans.lists import LISTS
from apthapi.web.plans.live import live
from apthapi.web.plans.request import json_of
from apthapi.web.plans.techos.history import changes_of
from apthapi.web.plans.techos.law import against_law
from apthapi.web.plans.techos.matrix import Pair, read_ceilings
from apthapi.web.plans.techos.page import BadFormError, Form, page, read_form
from apthapi.web.plans.techos.storing import ACT, AMOUNT, Verdict, store, with_column
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import whereabouts

CHANGES_A_PAGE = 50


@require_GET
@exige("ver_techos")
def ceilings(request: Peticion, plan: str) -> HttpResponse:  # noqa: ARG001 - of the address
    """The techos of the entity and of each unit, what is not yet given to any, and what is programmed."""
    return _matrix(request, Form(), Verdict())


@require_POST
@exige("distribuir_techos")
def distribute(request: Peticion, plan: str) -> HttpResponse:
    """Store a distribution, or show it again with every reason why not."""
    try:
        form = read_form(request.POST)
    except BadFormError as problem:
        messages.error(request, str(problem))
        return redirect("techos", plan=plan)
    verdict = store(request.situacion, request.designacion, form.entries, envio=form.envio, confirmed=form.confirmed)
    if verdict.is_refused:
        return _matrix(request, form, verdict)
    messages.success(request, _done(verdict.changed))
    return redirect("techos", plan=plan)


@require_POST
@exige("distribuir_techos")
def interpret(request: Peticion, plan: str) -> HttpResponse:  # noqa: ARG001 - of the address
    """Say what texts mean as techos, storing nothing."""
    try:
        texts = [str(text) for text in json.loads(json_of(request))["textos"]]
    except (KeyError, TypeError, ValueError):
        return JsonResponse({"mensaje": "El pedido no tiene la forma esperada."}, status=400)
    read = [understand(AMOUNT, text) for text in texts]
    cells = [
        {"valor": each.value, "mensaje": each.problem, "opciones": [list(c) for c in each.choices]} for each in read
    ]
    return JsonResponse({"celdas": cells})


@require_GET
@exige("ver_techos")
def law(request: Peticion, plan: str) -> HttpResponse:
    """The techo of the entity against what the law approved, and the approved budget itself."""
    database = live()
    rows = against_law(database, plan, read_ceilings(database, plan))
    context = {"filas": rows, "hoja": SHEETS["presupuesto_aprobado"], "base": reverse("tablero", args=[plan])}
    return render(request, "plans/techos_ley.html", {**_frame(request, "Presupuesto aprobado"), **context})


@require_GET
@exige("ver_techos")
def history(request: Peticion, plan: str) -> HttpResponse:
    """Every change of the techos, or those of one unit, or of one techo."""
    asked = request.GET
    unidad = asked.get("unidad") if "unidad" in asked else None
    pair: Pair | None = (asked["fuente"], asked.get("organismo", "")) if "fuente" in asked else None
    found = Paginator(changes_of(plan, unidad, pair), CHANGES_A_PAGE)
    units = LISTS["unidades"](live(), plan, "")
    context = {"pagina": found.get_page(asked.get("page")), "unidad": unidad, "par": pair, "unidades": units}
    return render(request, "plans/techos_historia.html", {**_frame(request, "Historia"), **context})


def _matrix(request: Peticion, form: Form, verdict: Verdict) -> HttpResponse:
    database, plan = live(), request.situacion.plan
    found = read_ceilings(database, plan)
    pairs = {pair for _, pair in form.entries}
    if request.GET.get("fuente"):
        pairs.add((request.GET["fuente"][:20], request.GET.get("organismo", "")[:20]))
    for pair in pairs:
        found = with_column(found, pair)
    editable = request.situacion.puede(ACT)
    context = {
        **_frame(request, "Distribución"),
        **page(database, plan, found, form, verdict),
        "por_incorporar": pending_for(request.situacion),
        "edita": editable,
        "motivo": "" if editable else request.situacion.por_que_no(ACT),
        "fuentes": LISTS["fuentes"](database, plan, "") if editable else [],
        "organismos": LISTS["organismos"](database, plan, "") if editable else [],
    }
    return render(request, "plans/techos.html", context)


def _frame(request: Peticion, title: str) -> dict[str, object]:
    plan = request.situacion.plan
    tabs = [("Distribución", "techos"), ("Presupuesto aprobado", "techos_ley"), ("Historia", "techos_historia")]
    pages = [(each, reverse(name, args=[plan]), each == title) for each, name in tabs]
    return {**whereabouts(request.situacion, "Techos"), "pestanas": pages, "plan": plan}


def _done(changed: int) -> str:
    if not changed:
        return "No había cambios que guardar."
    return f"Se guardó la distribución: {changed} {'techo cambió' if changed == 1 else 'techos cambiaron'}."
