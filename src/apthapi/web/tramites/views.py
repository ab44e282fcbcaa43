"""The pages of the trámites of an entity: the list, the request, one of them with its way and what may be done."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apthapi.web.accounts.models import OF_UNIT, Designacion
from apthapi.web.execution.budget.pending import Pending, pending_of, waits_on
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import EstadoNoAdmite, Peticion, Situacion, exige
from apthapi.web.process.whereabouts import days_left, heading, pressing
from apthapi.web.tramites.effects import why_not_opened
from apthapi.web.tramites.forms import RequestForm, StepForm
from apthapi.web.tramites.models import Movimiento, TipoDeTramite, Tramite
from apthapi.web.tramites.moving import (
    NotYetError,
    base_of,
    begin,
    designation_for,
    kind_for,
    move,
    offered,
    recall,
    way_for,
    why_not_recalled,
)
from apthapi.web.tramites.requirements import OF_THE_FORM, Dado, missing
from apthapi.web.tramites.way import START, Camino, Etapa, Paso, WayError, way_of

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Ofrecido:
    """An action that the person may do, with its form and what is still missing for it."""

    paso: Paso
    form: StepForm
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EtapaVista:
    """A stage on the line of the way, and what was done when it was left the last time."""

    etapa: Etapa
    state: str
    movement: Movimiento | None


@exige("ver_tramites")
def index(request: Peticion) -> HttpResponse:
    """The trámites of the entities of the person, those under way first."""
    found = of_person(request.situacion).select_related("entidad").order_by("terminado", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", "1"))
    rows = [(each, _stage_title(each)) for each in page]
    context = {"pagina": page, "filas": rows, "puede_pedir": bool(_begins(request.situacion))}
    return render(request, "tramites/lista.html", context)


@exige("actuar_en_tramite")
def new(request: Peticion) -> HttpResponse:
    """Ask for a change of the version in force."""
    situacion = request.situacion
    if not _begins(situacion):
        raise PermissionDenied("Su cargo no inicia trámites de cambio del plan.")
    may = _may_begin(situacion)
    form = request_form(situacion, request.POST or None)
    if request.method == "POST" and form.is_valid():
        cells = form.cleaned_data
        designacion, gestion = may[cells["base"]]
        tramite = Tramite(
            entidad=designacion.cargo.entidad,
            gestion=gestion,
            tipo=kind_for(cells["base"], cells["tipo"]),
            base=cells["base"],
            asunto=cells["asunto"].strip(),
            unidad=designacion.cargo.unidad,
        )
        try:
            begin(tramite, designacion, Dado(situacion.persona, cells["texto"]))
        except (NotYetError, WayError) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Solicitud enviada a Planificación.")
            return redirect("tramite", tramite.pk)
    waiting = [pending for plan in may if (pending := waits_on(plan))]
    return render(request, "tramites/nuevo.html", {"form": form, "por_incorporar": waiting})


def request_form(
    situacion: Situacion, data: QueryDict | None = None, initial: dict[str, str] | None = None
) -> RequestForm:
    """The request of a change, about the versions that the person may ask to change; `initial` is written in it."""
    bases = [(plan, str(heading(plan))) for plan in _may_begin(situacion)]
    form = RequestForm(data, bases=bases, initial=initial)
    if initial:
        form.fields["texto"].widget.attrs["rows"] = 12
    return form


@exige("ver_tramites")
def show(request: Peticion, tramite: int) -> HttpResponse:
    """One trámite: its way, who acts next and until when, and what this person may do."""
    return _page(request, _the(request.situacion, tramite))


@require_POST
@exige("actuar_en_tramite")
def act_on(request: Peticion, tramite: int, accion: str) -> HttpResponse:
    """Do an action of the stage; what is missing is told all at once, beside what was written."""
    found = _the(request.situacion, tramite)
    step, designacion = _step(request.situacion, found, accion)
    form = StepForm(request.POST, step=step, tramite=found)
    if not form.is_valid():
        others = tuple(each for each in step.requires if each not in OF_THE_FORM)
        for each in missing(found, others, Dado(request.situacion.persona)):
            form.add_error(None, each)
        return _page(request, found, form)
    try:
        move(found, step, designacion, form.given(request.situacion.persona))
    except NotYetError as problem:
        for each in problem.lacks:
            form.add_error(None, each)
        return _page(request, found, form)
    messages.success(request, step.done)
    return redirect("tramite", found.pk)


@require_POST
@exige("actuar_en_tramite")
def take_back(request: Peticion, tramite: int) -> HttpResponse:
    """Take back one's last movement, before anybody else acts."""
    found = _the(request.situacion, tramite)
    last = found.movimientos.filter(recuperado=False).order_by("-pk").first()
    designacion = next(
        (each for each in request.situacion.designaciones if last and each.cargo_id == last.cargo_id), None
    )
    if designacion is None:
        raise PermissionDenied("Solo quien hizo el último movimiento puede recuperarlo.")
    try:
        recall(found, request.situacion, designacion)
        messages.success(request, "Recuperado: el trámite volvió a su etapa anterior.")
    except (NotYetError, WayError) as problem:
        messages.error(request, str(problem))
    return redirect("tramite", found.pk)


def of_person(situacion: Situacion) -> QuerySet[Tramite]:
    """The trámites of the entities in which the person holds a position."""
    return Tramite.objects.filter(entidad__in={each.cargo.entidad_id for each in situacion.designaciones})


def _the(situacion: Situacion, pk: int) -> Tramite:
    """One of them. Raises Http404 for one of elsewhere, as if there were none."""
    found = of_person(situacion).select_related("entidad").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _step(situacion: Situacion, tramite: Tramite, accion: str) -> tuple[Paso, Designacion]:
    """The action and the position by which it is done. 404, 403 or 409 as the table of actions says."""
    try:
        way = way_for(tramite)
    except WayError as problem:
        raise EstadoNoAdmite(str(problem)) from None
    named = [each for each in way.steps if each.name == accion and each.stage != START]
    if not named:
        raise Http404
    designacion = designation_for(situacion, tramite, named[0])
    if designacion is None:
        raise PermissionDenied(f"Su cargo no permite: {named[0].title.lower()}.")
    step = way.step(tramite.etapa, accion)
    if step is None:
        stage = way.stages[tramite.etapa].title.lower()
        raise EstadoNoAdmite(f"El trámite está en «{stage}», y ahí no se hace: {named[0].title.lower()}.")
    return step, designacion


def _begins(situacion: Situacion) -> list[Designacion]:
    """The positions of the person that ask for changes, by the tables of the last gestión."""
    gestion = live().value("select max(gestion) from acciones_tramite") or 0
    kind = TipoDeTramite.REFORMULACION.value
    return [
        each
        for each in situacion.designaciones
        for step in way_of(each.cargo.entidad.codigo, int(gestion), kind).steps_of(START)[:1]
        if each.cargo.rol in step.roles
    ]


def _may_begin(situacion: Situacion) -> dict[str, tuple[Designacion, int]]:
    """The versions in force that the person may ask to change, with the position by which, and the gestión."""
    found: dict[str, tuple[Designacion, int]] = {}
    for designacion in _begins(situacion):
        for plan, gestion in base_of(designacion.cargo.entidad.codigo):
            found.setdefault(plan, (designacion, gestion))
    return found


def _page(request: Peticion, tramite: Tramite, sent: StepForm | None = None) -> HttpResponse:
    situacion = request.situacion
    context: dict[str, object] = {
        "tramite": tramite,
        "base": heading(tramite.base),
        "version": heading(tramite.plan) if tramite.plan else None,
        "movimientos": list(tramite.movimientos.select_related("cargo").order_by("-pk")),
        "vence": days_left(tramite.vence) if tramite.vence and not tramite.terminado else "",
        "vence_estado": pressing(tramite.vence) if tramite.vence and not tramite.terminado else "",
        "ve_plan": not all(each.cargo.rol in OF_UNIT for each in situacion.designaciones),
        "por_incorporar": _to_incorporate(tramite),
    }
    try:
        way = way_for(tramite)
    except WayError as problem:
        return render(request, "tramites/tramite.html", context | {"problema": str(problem)})
    stage = way.stages[tramite.etapa]
    context |= {
        "etapas": _line(way, tramite),
        "etapa": stage,
        "ofrecidos": [_offer(each, tramite, situacion, sent) for each in offered(situacion, tramite)],
        "recupera": not why_not_recalled(tramite, situacion),
    }
    status = 422 if sent is not None else 200
    return render(request, "tramites/tramite.html", context, status=status)


def _to_incorporate(tramite: Tramite) -> Pending | None:
    """What was modified of the version in force outside of a reformulation, while the trámite is under way."""
    if tramite.terminado:
        return None
    return pending_of(tramite.plan) if tramite.plan and tramite.plan != tramite.base else waits_on(tramite.base)


def _offer(step: Paso, tramite: Tramite, situacion: Situacion, sent: StepForm | None) -> Ofrecido:
    if sent is not None and sent.prefix == step.name:
        return Ofrecido(step, sent, ())
    asked = tuple(each for each in step.requires if each.startswith("documento:") or each == "unidades_revisadas")
    lacks = missing(tramite, asked, Dado(situacion.persona))
    if "apertura" in step.requires and (why := why_not_opened(tramite)):
        lacks.append(why)
    return Ofrecido(step, StepForm(step=step, tramite=tramite), tuple(lacks))


def _line(way: Camino, tramite: Tramite) -> list[EtapaVista]:
    """The stages in their order: what is done, where it is, what is to come. Ends that were not reached stay out."""
    left = {each.desde: each for each in tramite.movimientos.filter(recuperado=False).select_related("cargo")}
    here = way.stages[tramite.etapa]
    ordered = sorted(way.stages.values(), key=lambda each: each.order)
    left.setdefault(ordered[0].name, left[START])
    shown = []
    for stage in (each for each in ordered if each.name in way.reached):
        if stage.is_end and stage.name != tramite.etapa and stage.order > here.order and here.is_end:
            continue
        if stage.is_end and stage.name != tramite.etapa and stage.name != _usual_end(way):
            continue
        state = "aqui" if stage is here else "hecha" if stage.order < here.order and not _given_up(way, here) else ""
        shown.append(EtapaVista(stage, state, left.get(stage.name) if state == "hecha" else None))
    return shown


def _usual_end(way: Camino) -> str:
    """The end to which one comes without giving up: the first of them."""
    ends = sorted((each for each in way.stages.values() if each.is_end), key=lambda each: each.order)
    return ends[0].name if ends else ""


def _given_up(way: Camino, here: Etapa) -> bool:
    return here.is_end and here.name != _usual_end(way)


def _stage_title(tramite: Tramite) -> str:
    try:
        return way_for(tramite).stages[tramite.etapa].title
    except (WayError, KeyError):
        return tramite.etapa
