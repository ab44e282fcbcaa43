"""What can be done with an observation once it is pinned: answer, resolve, reopen, withdraw, note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import IntegrityError, connection

from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.observations.models import OPEN, EstadoDeObservacion, Intervencion, Observacion
from apthapi.web.observations.pinning import LONGEST, NotPinnedError, refuse_if_closed, told
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import ACCIONES, Situacion

_ANY = tuple(EstadoDeObservacion.values)
_ABIERTA, _RESPONDIDA = EstadoDeObservacion.ABIERTA, EstadoDeObservacion.RESPONDIDA
_RESUELTA, _RETIRADA = EstadoDeObservacion.RESUELTA, EstadoDeObservacion.RETIRADA


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done: its button, from which states, to which (None: it stays), whether it needs words."""

    key: str
    title: str
    accion: str
    states: tuple[str, ...]
    leads_to: EstadoDeObservacion | None
    done: str
    past: str
    ask: str
    needs_text: bool = True


STEPS: dict[str, Step] = {
    each.key: each
    for each in (
        Step(
            "responder",
            "Responder",
            "responder_observacion",
            OPEN,
            _RESPONDIDA,
            "Respuesta enviada.",
            "Respondió",
            "Qué corrigió, o por qué no corresponde",
        ),
        Step(
            "resolver",
            "Dar por resuelta",
            "resolver_observacion",
            OPEN,
            _RESUELTA,
            "Observación resuelta.",
            "Dio por resuelta",
            "Conformidad (opcional)",
            needs_text=False,
        ),
        Step(
            "reabrir",
            "Reabrir",
            "resolver_observacion",
            (_RESPONDIDA, _RESUELTA, _RETIRADA),
            _ABIERTA,
            "Observación reabierta.",
            "Reabrió",
            "Qué falta",
        ),
        Step(
            "retirar",
            "Retirar",
            "resolver_observacion",
            OPEN,
            _RETIRADA,
            "Observación retirada.",
            "Retiró",
            "Por qué se retira",
        ),
        Step("anotar", "Anotar", "anotar_observacion", _ANY, None, "Nota agregada.", "Anotó", "Nota para todos"),
    )
}
"""Everything that can be done, by its address."""

CONTINUES = "seguir"
"""What is noted when an observation goes on in the next version."""


def accion_of(key: str, *, of_unit: bool) -> str:
    """The action of the table of permissions: observations of the plan itself have their own."""
    accion = STEPS[key].accion
    return accion if of_unit else accion.replace("_observacion", "_del_plan")


def position_for(situacion: Situacion, observacion: Observacion, key: str) -> Designacion | None:
    """The position by which the person may do it, whatever the state of the observation; None if there is none.

    Who is asked answers, and who answers for the unit. Whoever made it resolves it, or Planificación, which conducts
    the process; only who made it withdraws it.
    """
    roles = ACCIONES[accion_of(key, of_unit=bool(observacion.unidad))].roles
    return next((each for each in situacion.designaciones if _may(situacion, each, observacion, key, roles)), None)


def _may(
    situacion: Situacion, designacion: Designacion, observacion: Observacion, key: str, roles: frozenset[Rol]
) -> bool:
    cargo = designacion.cargo
    reaches = cargo.entidad.codigo == situacion.entidad and cargo.unidad in ("", observacion.unidad)
    if cargo.rol not in roles or not reaches:
        return False
    if key == "responder":
        return bool(cargo.unidad) or cargo.rol == observacion.destinatario
    if key == "anotar":
        return True
    is_own = observacion.cargo_id == cargo.pk
    return is_own or (key != "retirar" and cargo.rol == Rol.PLANIFICACION)


def offered(situacion: Situacion, observacion: Observacion) -> list[Step]:
    """What this person may do with it now."""
    if not situacion.admite("observar_plan"):
        return []
    return [
        each
        for each in STEPS.values()
        if observacion.estado in each.states and position_for(situacion, observacion, each.key)
    ]


def intervene(
    situacion: Situacion, observacion: Observacion, key: str, text: str, *, seen: int, envio: UUID
) -> Observacion:
    """Do it. `seen` is the last act on the observation that the person had in front; 0 if that does not matter.

    The same `envio` twice is done once. Raises NotPinnedError with what is missing or what somebody did meanwhile,
    EstadoNoAdmite if the plan was approved.
    """
    text = text.strip()
    step, designacion = STEPS[key], position_for(situacion, observacion, key)
    if designacion is None:
        raise NotPinnedError("Esta observación la atiende otro cargo.")
    if step.needs_text and not text:
        raise NotPinnedError(f"Escriba un texto: {step.ask[0].lower()}{step.ask[1:]}.")
    if len(text) > LONGEST:
        raise NotPinnedError(f"El texto tiene {len(text)} letras; el máximo es {LONGEST}.")
    try:
        return _intervene(situacion, designacion, observacion, step, text, seen=seen, envio=envio)
    except IntegrityError:
        if not Acto.objects.filter(envio=envio, persona=situacion.persona).exists():
            raise
        observacion.refresh_from_db()
        return observacion


def resolve_many(situacion: Situacion, found: Sequence[Observacion], text: str, envio: UUID) -> tuple[int, list[str]]:
    """Resolve several, one act for each; those that were closed already are let be.

    How many were resolved, and why each of the others could not be.
    """
    still = sorted((each for each in found if each.is_open), key=lambda each: (each.unidad, each.numero))
    refused = []
    for each in still:
        try:
            intervene(situacion, each, "resolver", text, seen=each.ultimo_acto, envio=uuid5(envio, str(each.pk)))
        except NotPinnedError as problem:
            refused.append(str(problem))
    return len(still) - len(refused), refused


def _intervene(
    situacion: Situacion,
    designacion: Designacion,
    observacion: Observacion,
    step: Step,
    text: str,
    *,
    seen: int,
    envio: UUID,
) -> Observacion:
    persona, plan, unidad = situacion.persona, observacion.plan, observacion.unidad
    clase = f"{step.key}_observacion"
    detail = told(observacion, text)
    with act(clase, persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio) as acto:
        refuse_if_closed(situacion)
        held = _held(observacion)
        _refuse_if_moved(held, step, seen)
        Intervencion.objects.create(
            observacion=held,
            clase=step.key,
            texto=text,
            persona=persona,
            cargo=designacion.cargo,
            momento=acto.momento,
            acto=acto.pk,
        )
        held.estado, held.ultimo_acto = step.leads_to or held.estado, acto.pk
        held.save(update_fields=["estado", "ultimo_acto"])
    return held


def _held(observacion: Observacion) -> Observacion:
    """The observation as it is now, locked until the act ends."""
    rows = Observacion.objects.filter(pk=observacion.pk)
    return (rows.select_for_update() if connection.features.has_select_for_update else rows).get()


def _refuse_if_moved(held: Observacion, step: Step, seen: int) -> None:
    """Nobody closes or answers what they have not read."""
    last = held.intervenciones.select_related("cargo").order_by("-pk").first()
    who = f"{last.cargo or 'Otra persona'} {STEPS[last.clase].past.lower()}" if last and last.clase in STEPS else ""
    if held.estado not in step.states:
        state = held.get_estado_display().lower()
        raise NotPinnedError(f"La observación Nº {held.numero} está «{state}»{f': {who}' if who else ''}.")
    if step.leads_to is not None and seen and held.ultimo_acto != seen:
        raise NotPinnedError(
            f"Mientras usted escribía, {who or 'alguien actuó'} en la observación Nº {held.numero}. "
            "Léala y vuelva a hacerlo."
        )
