"""Begins a trámite, moves it through its stages, and takes back the last movement while nobody else has acted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import Max

from apthapi.web.accounts.models import Designacion
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, Version
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy
from apthapi.web.tramites.effects import EFFECTS, CannotRecallError
from apthapi.web.tramites.models import Movimiento, TipoDeTramite, Tramite
from apthapi.web.tramites.requirements import Dado, missing
from apthapi.web.tramites.sound import sound_way
from apthapi.web.tramites.way import START, Camino, Paso, WayError
from apthapi.web.versions.opening import CannotOpenError

ACT = "tramite"


class NotYetError(Exception):
    """An action that cannot be done yet, with all that is missing, in sentences (Spanish)."""

    def __init__(self, lacks: Sequence[str]) -> None:
        self.lacks = tuple(lacks)
        super().__init__(" ".join(lacks))


def way_for(tramite: Tramite) -> Camino:
    """The way that a trámite follows. Raises WayError, also if its stage is no longer there."""
    way = sound_way(tramite.entidad.codigo, tramite.gestion, tramite.tipo)
    if tramite.etapa and tramite.etapa not in way.stages:
        raise WayError(
            f"La etapa «{tramite.etapa}» en que está el trámite ya no existe en las tablas de la gestión "
            f"{tramite.gestion}: repóngala en Tablas y calendario."
        )
    return way


def offered(situacion: Situacion, tramite: Tramite) -> list[Paso]:
    """The actions that this person may do now, in the order of the table."""
    roles = _roles(situacion, tramite)
    return [each for each in way_for(tramite).steps_of(tramite.etapa) if each.roles & roles]


def designation_for(situacion: Situacion, tramite: Tramite, step: Paso) -> Designacion | None:
    """The position by which the person does it; None if they hold none that may."""
    return next((each for each in _of(situacion, tramite) if each.cargo.rol in step.roles), None)


def begin(tramite: Tramite, designacion: Designacion, given: Dado) -> Tramite:
    """Save a new trámite with its first movement. Raises NotYetError, WayError."""
    way = way_for(tramite)
    step = way.steps_of(START)[0]
    if lacks := [*_about(tramite, step, designacion), *missing(tramite, step.requires, given)]:
        raise NotYetError(lacks)
    # The number is given inside the act: acts on a plan wait for each other, and all of these are on the one in force.
    with act(f"{ACT}_{step.name}", given.persona, designacion, plan=tramite.base, detalle=tramite.asunto) as acto:
        same = Tramite.objects.filter(entidad=tramite.entidad, gestion=tramite.gestion)
        if same.filter(base=tramite.base, asunto=tramite.asunto, terminado=False).exists():
            raise NotYetError(["Ya hay un trámite en curso con ese asunto: búsquelo en Trámites."])
        tramite.numero = (same.aggregate(last=Max("numero"))["last"] or 0) + 1
        _enter(tramite, way, step)
        _take_effect(step, tramite, given)
        tramite.save()
        _write(tramite, step, designacion, given, acto.pk)
    return tramite


def move(tramite: Tramite, step: Paso, designacion: Designacion, given: Dado) -> None:
    """Do an action of the stage in which the trámite is.

    Raises NotYetError with all that is missing, EstadoNoAdmite if somebody acted before, WayError.
    """
    way, seen = way_for(tramite), _last_act(tramite)
    if lacks := missing(tramite, step.requires, given):
        raise NotYetError(lacks)
    with act(f"{ACT}_{step.name}", given.persona, designacion, plan=_plan(tramite), detalle=given.texto) as acto:
        held = _held(tramite)
        if _last_act(tramite, before=acto.pk) != seen:
            # What was required may no longer be so: a unit returned, a paper voided, a line changed.
            raise EstadoNoAdmite("Alguien actuó en la versión mientras tanto: revise y vuelva a hacerlo.")
        if given.afecta_pei is not None:
            held.afecta_pei = given.afecta_pei
        _enter(held, way, step)
        _take_effect(step, held, given)
        held.save()
        _write(held, step, designacion, given, acto.pk)


def last_movement(tramite: Tramite) -> Movimiento | None:
    """The movement that brought it where it is."""
    return tramite.movimientos.filter(recuperado=False).select_related("cargo").order_by("-pk").first()


def why_not_recalled(tramite: Tramite, situacion: Situacion) -> str:
    """Why the person cannot take back the last movement; empty if they can."""
    last = last_movement(tramite)
    if last is None or last.persona_id != situacion.persona.pk:
        return "Solo quien hizo el último movimiento puede recuperarlo."
    step = way_for(tramite).step(last.desde, last.accion)
    if step is None or not step.recallable:
        return "Este paso no se recupera: se corrige con otro."
    return ""


def recall(tramite: Tramite, situacion: Situacion, designacion: Designacion) -> None:
    """Take back the last movement, with its effect. Raises NotYetError, EstadoNoAdmite if somebody acted before."""
    if why := why_not_recalled(tramite, situacion):
        raise NotYetError([why])
    with act(f"{ACT}_recuperar", situacion.persona, designacion, plan=_plan(tramite)):
        held = _held(tramite)
        last = last_movement(held)
        step = way_for(held).step(last.desde, last.accion) if last else None
        if last is None or step is None or last.persona_id != situacion.persona.pk:
            raise EstadoNoAdmite("Otra persona actuó antes: vuelva a abrir el trámite.")
        undo = EFFECTS[step.effect].undo if step.effect else None
        if undo is not None:
            try:
                undo(held, last)
            except CannotRecallError as problem:
                raise NotYetError([str(problem)]) from None
        # A request that is taken back waits with who made it, to be sent again or given up.
        held.etapa, held.terminado, held.vence = last.desde or way_for(held).first, False, None
        held.save()
        last.recuperado = True
        last.save(update_fields=["recuperado"])


def base_of(entidad: str) -> list[tuple[str, int]]:
    """What a trámite of an entity may be about, each with its gestión, the newest first.

    Its versions in force, and formulations that are being made and of no trámite yet.
    """
    rows = live().query(
        "select plan, gestion, reemplaza from planes where entidad = ? order by gestion desc, version desc", [entidad]
    )
    states = dict(Version.objects.filter(plan__in=[row[0] for row in rows]).values_list("plan", "estado"))
    taken = set(Tramite.objects.filter(terminado=False).values_list("plan", flat=True))
    return [
        (plan, int(gestion))
        for plan, gestion, older in rows
        if states.get(plan) == EstadoDePlan.VIGENTE
        or (states.get(plan) == EstadoDePlan.ELABORACION and not older and plan not in taken)
    ]


def kind_for(base: str, wanted: str) -> str:
    """A formulation is formulated, whatever change was asked for; what is in force is changed."""
    state = Version.objects.filter(plan=base).values_list("estado", flat=True).first()
    return TipoDeTramite.FORMULACION if state == EstadoDePlan.ELABORACION else wanted


def _about(tramite: Tramite, step: Paso, designacion: Designacion) -> list[str]:
    lacks = [] if tramite.asunto.strip() else ["Escriba el asunto en una línea."]
    if (tramite.base, tramite.gestion) not in base_of(tramite.entidad.codigo):
        lacks.append("Elija la versión vigente que se quiere cambiar, o la formulación que se lleva a aprobar.")
    if designacion.cargo.rol not in step.roles:
        lacks.append(f"Su cargo no permite: {step.title.lower()}.")
    return lacks


def _take_effect(step: Paso, tramite: Tramite, given: Dado) -> None:
    if step.effect:
        try:
            EFFECTS[step.effect].do(tramite, given)
        except CannotOpenError as problem:
            raise NotYetError([str(problem)]) from None


def _roles(situacion: Situacion, tramite: Tramite) -> set[str]:
    return {each.cargo.rol for each in _of(situacion, tramite)}


def _of(situacion: Situacion, tramite: Tramite) -> list[Designacion]:
    """The positions of the person that reach the trámite: of a unit, only what that unit asked for."""
    return [
        each
        for each in situacion.designaciones
        if each.cargo.entidad_id == tramite.entidad_id and each.cargo.unidad in ("", tramite.unidad)
    ]


def _plan(tramite: Tramite) -> str:
    return tramite.plan or tramite.base


def _last_act(tramite: Tramite, before: int | None = None) -> int:
    """The last act on the version of the trámite, before one of them."""
    acts = Acto.objects.filter(plan=_plan(tramite))
    acts = acts if before is None else acts.filter(pk__lt=before)
    return int(acts.aggregate(last=Max("pk"))["last"] or 0)


def _held(tramite: Tramite) -> Tramite:
    """The trámite, locked until the act ends. Raises EstadoNoAdmite if it is no longer where the person saw it."""
    found = Tramite.objects.filter(pk=tramite.pk)
    held = (found.select_for_update() if connection.features.has_select_for_update else found).get()
    if held.etapa != tramite.etapa:
        raise EstadoNoAdmite("Otra persona actuó antes: vuelva a abrir el trámite.")
    return held


def _enter(tramite: Tramite, way: Camino, step: Paso) -> None:
    """The trámite is in the stage to which the action leads, and its days begin to count."""
    stage = way.stages[step.leads_to]
    tramite.etapa, tramite.terminado = stage.name, stage.is_end
    tramite.vence = hoy() + timedelta(days=stage.days) if stage.days else None


def _write(tramite: Tramite, step: Paso, designacion: Designacion, given: Dado, acto: int) -> None:
    Movimiento.objects.create(
        tramite=tramite,
        accion=step.name,
        titulo=step.title,
        desde=step.stage,
        hasta=step.leads_to,
        texto=given.texto.strip(),
        persona=given.persona,
        cargo=designacion.cargo,
        acto=acto,
    )
