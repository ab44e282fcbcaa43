"""The pages for bringing from elsewhere: choose where from, tick rows, see what it comes to, save."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apthapi.web.plans.copying import page
from apthapi.web.plans.copying.choice import BadChoiceError, Choice, read_choice
from apthapi.web.plans.copying.draft import Draft, draft
from apthapi.web.plans.copying.old_prices import confirm, old_prices
from apthapi.web.plans.copying.preview import acp_flags, totals
from apthapi.web.plans.copying.sources import Part, offers, part_of, source
from apthapi.web.plans.copying.storing import Problem, bring, rehearse
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.whereabouts import heading, whereabouts

_Context = dict[str, object]


@require_http_methods(["GET", "POST"])
@exige("editar_unidad")
def copy(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """Choose where from (nothing asked yet), tick rows (a source asked), preview or save (posted)."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("de_plan"):
        listed = offers(live(), request.situacion)
        return render(request, "plans/traer.html", {**_frame(request), "ofertas": listed})
    found = source(live(), request.situacion, asked["de_plan"], asked.get("de_unidad", ""))
    here = part_of(live(), plan, unidad)
    if request.method == "GET":
        return _ticking(request, found, here, None)
    try:
        choice = read_choice(request.POST)
        envio = UUID(request.POST.get("envio") or str(uuid4()))
    except (BadChoiceError, ValueError):
        messages.error(request, "El pedido no se entendió: vuelva a elegir.")
        return redirect(_address(request, found))
    return _posted(request, found, here, choice, envio)


@require_POST
@exige("editar_unidad")
def confirm_prices(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """Say that prices that came from elsewhere are good today: those given, or all of the unit."""
    given = [int(each) for each in request.POST.getlist("renglon") if each.isdecimal() and len(each) < 19]
    wanted = [each.renglon for each in old_prices(live(), plan, unidad)] if "todos" in request.POST else given
    many = confirm(request.situacion, request.designacion, wanted)
    messages.success(request, f"{many} {'precio confirmado' if many == 1 else 'precios confirmados'}.")
    return redirect("sugerencias", plan=plan, unidad=unidad)


def _posted(request: Peticion, found: Part, here: Part, choice: Choice, envio: UUID) -> HttpResponse:
    step = request.POST.get("paso", "")
    if choice.is_empty and step != "volver":
        messages.error(request, "No marcó ninguna fila.")
    if step == "volver" or choice.is_empty or choice.problems:
        return _ticking(request, found, here, choice)
    made = draft(found, here, choice)
    who = (request.situacion, request.designacion)
    if step != "guardar":
        return _preview(request, found, here, choice, made, rehearse(*who, found, choice, made))
    problems = bring(*who, found, choice, made, envio)
    if problems:
        return _preview(request, found, here, choice, made, problems)
    messages.success(request, _done(made))
    return redirect("paso", plan=here.plan, unidad=here.unidad, paso="requerimientos" if made.lineas else "operaciones")


def _ticking(request: Peticion, found: Part, here: Part, choice: Choice | None) -> HttpResponse:
    asked = request.GET
    shown = page.Filter(asked.get("busca", "")[:100], asked.get("formulario", "")[:8], "nuevas" in asked)
    context = {
        "operaciones": page.operations(found, here, shown, choice),
        "lineas": page.lines(found, here, shown, choice),
        "subidas": page.rises(live(), found, here, choice),
        "formularios": page.forms(found),
        "filtro": shown,
        "meses": choice.months if choice else True,
        "renumera": choice.renumbers if choice else False,
        "hay_problemas": bool(choice and choice.problems),
        "otro_anio": found.gestion != here.gestion,
    }
    return render(request, "plans/traer_elegir.html", {**_frame(request), **_of(found), **context})


def _preview(
    request: Peticion, found: Part, here: Part, choice: Choice, made: Draft, problems: list[Problem]
) -> HttpResponse:
    refused = {each.what.name: each.message for each in problems}
    context = {
        "borrador": made,
        "lineas": [(each, refused.get(each.name, "")) for each in made.lineas],
        "otras": [(each, refused.get(each.name, "")) for each in (*made.operaciones, *made.tareas)],
        "problemas": len(problems),
        "avisos": sum(bool(each.notes) for each in made.all),
        "totales": totals(live(), here, made.lineas),
        "acciones": acp_flags(live(), found, here, made),
        "eleccion": choice.as_json(),
        "envio": uuid4(),
    }
    return render(request, "plans/traer_revisar.html", {**_frame(request), **_of(found), **context})


def _frame(request: Peticion) -> _Context:
    situacion = request.situacion
    address = reverse("traer", args=[situacion.plan, situacion.unidad])
    return {**whereabouts(situacion, "Traer de otro plan"), "aqui": address}


def _of(found: Part) -> _Context:
    return {"origen": found, "origen_titulo": f"{heading(found.plan)} · {found.unidad}"}


def _address(request: Peticion, found: Part) -> str:
    situacion = request.situacion
    return f"{reverse('traer', args=[situacion.plan, situacion.unidad])}?de_plan={found.plan}&de_unidad={found.unidad}"


def _done(made: Draft) -> str:
    counted = (
        (made.operaciones, "operación", "operaciones"),
        (made.tareas, "tarea", "tareas"),
        (made.lineas, "línea", "líneas"),
    )
    said = [f"{len(rows)} {one if len(rows) == 1 else many}" for rows, one, many in counted if rows]
    marked = " Sus precios quedan marcados hasta que los confirme o los cambie." if made.lineas else ""
    return f"Se trajeron {', '.join(said)}.{marked}"
