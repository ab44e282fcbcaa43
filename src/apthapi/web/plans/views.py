"""The pages of a plan: a unit's workspace and the structure of the plan."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apthapi.core.sheets import SHEETS, Sheet
from apthapi.web.accounts.models import Persona
from apthapi.web.execution.budget.pending import pending_for
from apthapi.web.execution.places import tabs
from apthapi.web.observations.page import beside as observed_beside
from apthapi.web.plans.chain import chain_of
from apthapi.web.plans.history import history
from apthapi.web.plans.live import live
from apthapi.web.plans.saving import panels
from apthapi.web.plans.steps import STEPS, Step, progress_of
from apthapi.web.plans.structure import structure_of
from apthapi.web.plans.summary import lines_of, summary
from apthapi.web.plans.tree import tree_of
from apthapi.web.process.observations import observation
from apthapi.web.process.permisos import Peticion, Situacion, exige
from apthapi.web.process.unit_acts import missing, offered
from apthapi.web.process.visits import note_visit
from apthapi.web.process.whereabouts import whereabouts
from apthapi.web.versions.never_executed import never_executed

_ACTS_OF = {"": None, "-": ""}
"""What an address says for all acts of a plan, and for those that are of no unit."""


@exige("ver_unidad")
def unit(request: Peticion, plan: str, unidad: str, paso: str = "situacion") -> HttpResponse:
    """One step of the part of a unit, with its tie-out and findings beside it."""
    situacion = request.situacion
    step = STEPS.get(paso)
    if step is None:
        raise Http404
    note_visit(situacion)
    sheet = _chosen(step, request.GET.get("hoja", ""))
    drawn = request.GET.get("ver") == "arbol"
    context = {
        **whereabouts(situacion),
        "pasos": _steps(situacion, step),
        "paso": step,
        "hojas": [] if drawn else [sheet] if step.name == "requerimientos" and sheet else step.sheets,
        "pestanas": _tabs(situacion, step, sheet, drawn),
        "base": reverse("unidad", args=[plan, unidad]),
        **_beside(step, plan, unidad, drawn),
        "acciones": offered(situacion),
        "observacion": observation(situacion),
        "edita": situacion.puede("editar_unidad"),
        "ejecucion": tabs(situacion, ""),
        **(_to_settle(situacion) if step.name == "requerimientos" else {}),
        "falta_al_enviar": _missing_when_sending(request),
        **observed_beside(situacion, step.name),
        "aqui": request.get_full_path(),
        "de_papel": situacion.parte is not None and situacion.parte.resumen_declarado,
        **panels(situacion),
    }
    return render(request, "plans/unidad.html", context)


def _to_settle(situacion: Situacion) -> dict[str, object]:
    """What the lines of the unit still have to incorporate, and those that wait for a reason since the year before."""
    return {"por_incorporar": pending_for(situacion), "nunca_ejecutadas": never_executed(situacion)}


@exige("ver_unidad")
def changes(request: Peticion, plan: str, unidad: str) -> HttpResponse:
    """Every act on the part of a unit, who did it, and what changed from what to what."""
    page, acts = history(plan, unidad, request.GET.get("page", "1"), _new_to(request))
    chosen = {"nuevo": _new_to(request) is not None, "aqui": request.get_full_path()}
    context = {**whereabouts(request.situacion, "Cambios"), "pagina": page, "actos": acts, **chosen}
    return render(request, "plans/cambios.html", context)


@exige("ver_tablero")
def plan_changes(request: Peticion, plan: str) -> HttpResponse:
    """Every act on a plan, its units, structure, techos and limit; of one unit if it is chosen."""
    wanted = request.GET.get("unidad", "")
    note_visit(request.situacion)
    page, acts = history(plan, _ACTS_OF.get(wanted, wanted), request.GET.get("page", "1"), _new_to(request))
    units = live().query("select unidad, nombre from unidades where plan = ? order by unidad", [plan])
    shown = {"nuevo": _new_to(request) is not None, "aqui": request.get_full_path()}
    chosen = {"unidades": units, "unidad": wanted, "plan": plan}
    context = {**whereabouts(request.situacion, "Cambios"), "pagina": page, "actos": acts, **chosen, **shown}
    return render(request, "plans/cambios.html", context)


def _new_to(request: Peticion) -> Persona | None:
    """Who wants only what others did since they last looked."""
    return request.situacion.persona if request.GET.get("desde") == "visita" else None


@exige("ver_plan")
def structure(request: Peticion, plan: str) -> HttpResponse:
    """The PDES, the PEI and the short-term actions of a plan as a tree."""
    tree = structure_of(live(), plan)
    context = {**whereabouts(request.situacion, "Estructura"), "arbol": tree, "plan": plan}
    return render(request, "plans/estructura.html", context | {"edita": request.situacion.puede("editar_estructura")})


@exige("ver_plan")
def structure_sheets(request: Peticion, plan: str) -> HttpResponse:
    """The same, and the units, as sheets to write in."""
    return _sheets_page(request, plan, "estructura", "Estructura del plan")


def _sheets_page(request: Peticion, plan: str, step: str, title: str) -> HttpResponse:
    situacion = request.situacion
    sheets = [sheet for sheet in SHEETS.values() if sheet.step == step]
    beside = observed_beside(situacion, "") if situacion.puede("ver_tablero") else {}
    context = {"titulo": title, "hojas": sheets, "base": reverse("tablero", args=[plan]), **beside}
    return render(request, "plans/hojas.html", {**whereabouts(situacion, title), **context})


def _chosen(step: Step, name: str) -> Sheet | None:
    return next((sheet for sheet in step.sheets if sheet.name == name), step.sheets[0] if step.sheets else None)


def _steps(situacion: Situacion, current: Step) -> list[dict[str, object]]:
    [progress] = progress_of(live(), situacion.plan, situacion.unidad)
    return [
        {
            "nombre": step.name,
            "titulo": step.title,
            "url": reverse("paso", args=[situacion.plan, situacion.unidad, step.name]),
            "activo": step is current,
            "estado": progress.steps[step.name].state,
            "estado_texto": progress.steps[step.name].word,
        }
        for step in STEPS.values()
    ]


def _missing_when_sending(request: Peticion) -> list[str]:
    """What to say again to whoever wants to send a part that lacks something."""
    situacion = request.situacion
    return missing(situacion) if "enviar" in request.GET and situacion.puede("enviar_unidad") else []


def _beside(step: Step, plan: str, unidad: str, drawn: bool) -> dict[str, object]:
    """What a step shows besides its sheets."""
    if step.name == "resumen":
        lines, without = lines_of(plan, unidad)
        return {"formulario": summary(plan, unidad)[1], "calculado": bool(lines), "sin_importe": without}
    if step.name == "articulacion":
        return {"cadena": chain_of(plan, unidad)}
    return {"arbol": tree_of(live(), plan, unidad)} if drawn else {}


def _tabs(situacion: Situacion, step: Step, chosen: Sheet | None, drawn: bool) -> list[tuple[str, str, bool]]:
    base = reverse("paso", args=[situacion.plan, situacion.unidad, step.name])
    if step.name == "operaciones":
        return [("Planilla", base, not drawn), ("Árbol y cronograma", f"{base}?ver=arbol", drawn)]
    if step.name != "requerimientos":
        return []
    return [(sheet.title, f"{base}?hoja={sheet.name}", sheet is chosen) for sheet in step.sheets]
