"""What can be done with the part of a unit as a whole: send, take back, approve, return, review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from apthapi.core.findings import Finding, Severity
from apthapi.core.money import format_amount
from apthapi.web.accounts.models import Designacion
from apthapi.web.observations.pending import named, open_numbers, unanswered_that_stop, unresolved_that_stop
from apthapi.web.plans.form_dates import date_forms, undate_forms
from apthapi.web.plans.gaps import gaps
from apthapi.web.plans.judged import judged
from apthapi.web.plans.live import live
from apthapi.web.plans.steps import STEPS, progress_of
from apthapi.web.plans.summary import declare, declare_rows, declared, summary
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDeUnidad, ParteDeUnidad
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy
from apthapi.web.process.prepared import prepared


class NotReadyError(Exception):
    """It cannot be done yet; the message (Spanish) says what is missing."""


@dataclass(frozen=True, slots=True)
class UnitAct:
    """An act on the whole part: the action of the table of permissions, the button, the state that it leads to."""

    accion: str
    title: str
    leads_to: EstadoDeUnidad
    done: str
    main: bool = False
    needs_reason: bool = False


UNIT_ACTS: dict[str, UnitAct] = {
    each.accion: each
    for each in (
        UnitAct(
            "enviar_unidad",
            "Enviar a la dirección",
            EstadoDeUnidad.ENVIADA,
            "Enviado a la dirección de la unidad.",
            main=True,
        ),
        UnitAct(
            "recuperar_envio", "Recuperar el envío", EstadoDeUnidad.BORRADOR, "Recuperado: puede seguir trabajando."
        ),
        UnitAct("aprobar_unidad", "Aprobar", EstadoDeUnidad.APROBADA, "Aprobado y enviado a Planificación.", main=True),
        UnitAct("recuperar_aprobacion", "Recuperar la aprobación", EstadoDeUnidad.ENVIADA, "Aprobación recuperada."),
        UnitAct(
            "revisar_unidad", "Dar por revisada", EstadoDeUnidad.REVISADA, "Revisada por Planificación.", main=True
        ),
        UnitAct(
            "observar_unidad",
            "Devolver con observaciones",
            EstadoDeUnidad.OBSERVADA,
            "Devuelto a la unidad con sus observaciones.",
            needs_reason=True,
        ),
    )
}
"""Every act on a part, by its action."""


def offered(situacion: Situacion) -> list[UnitAct]:
    """The acts that this person may do now."""
    return [each for each in UNIT_ACTS.values() if situacion.puede(each.accion)]


def do(situacion: Situacion, designacion: Designacion, what: UnitAct, reason: str = "") -> None:
    """Do it. Raises NotReadyError with what is missing, EstadoNoAdmite if somebody acted before."""
    plan, unidad = situacion.plan, situacion.unidad
    reason = _with_observations(situacion, reason.strip()) if what.needs_reason else reason.strip()
    _refuse_if_observed(situacion, what.accion)
    if what.accion == "enviar_unidad":
        _declare_unless_refused(situacion, designacion)
    with act(what.accion, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=reason) as acto:
        parte = held_part(situacion)
        if what.accion == "aprobar_unidad" and prepared(situacion.persona, plan, unidad):
            raise NotReadyError(
                "Usted preparó esta parte, y quien prepara no aprueba (V59): debe aprobarla otra persona."
            )
        if what.accion == "enviar_unidad" and situacion.parte and parte.ultimo_acto != situacion.parte.ultimo_acto:
            raise NotReadyError("Alguien cambió la parte mientras se enviaba: revise y vuelva a enviar.")
        if what.accion == "enviar_unidad":
            parte.preparada_por = situacion.persona
            date_forms(live(), plan, unidad, hoy())
        elif what.leads_to in (EstadoDeUnidad.BORRADOR, EstadoDeUnidad.OBSERVADA):
            undate_forms(live(), plan, unidad)
        parte.estado, parte.ultimo_acto = what.leads_to, acto.pk
        parte.save(update_fields=["estado", "ultimo_acto", "preparada_por"])


def _with_observations(situacion: Situacion, reason: str) -> str:
    """Why a part is returned: what was written, and which pinned observations go with it."""
    numbers = open_numbers(situacion.plan, situacion.unidad)
    if not numbers:
        if not reason:
            raise NotReadyError(
                "Escriba qué debe corregir la unidad. También puede observar las celdas y devolver sin más palabras."
            )
        return reason
    listed = ", ".join(f"Nº {number}" for number in numbers)
    going = "Va 1 observación" if len(numbers) == 1 else f"Van {len(numbers)} observaciones"
    return f"{reason}\n\n{going} por responder: {listed}.".strip()


def _refuse_if_observed(situacion: Situacion, accion: str) -> None:
    """What was observed and stops is answered before the part is sent, and resolved before it is given as reviewed."""
    plan, unidad = situacion.plan, situacion.unidad
    if accion == "enviar_unidad" and (found := unanswered_that_stop(plan, unidad)):
        raise NotReadyError(f"Antes de enviar, responda lo que impide el envío: {named(found)}. Está en Observaciones.")
    if accion == "revisar_unidad" and (found := unresolved_that_stop(plan, unidad)):
        raise NotReadyError(
            f"Hay observaciones que lo impiden y no están resueltas: {named(found)}. "
            "Délas por resueltas, retírelas o devuelva la parte."
        )


def held_part(situacion: Situacion) -> ParteDeUnidad:
    """The part, locked until the act ends. Raises EstadoNoAdmite if its state is no longer that of the situation."""
    parts = ParteDeUnidad.objects.filter(plan=situacion.plan, unidad=situacion.unidad)
    parte = (parts.select_for_update() if connection.features.has_select_for_update else parts).get()
    if situacion.parte is None or parte.estado != situacion.parte.estado:
        raise EstadoNoAdmite("Otra persona actuó antes: vuelva a abrir la unidad.")
    return parte


def missing(situacion: Situacion) -> list[str]:
    """What the part still lacks although no rule forbids to send it, in sentences; who sends it must know."""
    [progress] = progress_of(live(), situacion.plan, situacion.unidad)
    lacks = []
    for step in STEPS.values():
        state = progress.steps[step.name].state
        if not state and step.name != "resumen":
            lacks.append(f"{step.title}: no tiene ninguna línea.")
        elif state == "falta" and step.name not in ("requerimientos", "resumen"):
            lacks.append(f"{step.title}: falta completar.")
    lacks += gaps(live(), situacion.plan, situacion.unidad)
    if numbers := open_numbers(situacion.plan, situacion.unidad):
        lacks.append(f"Observaciones: {len(numbers)} por responder.")
    money = progress.programado if progress.steps["requerimientos"].state else 0
    if progress.techo is not None and money is not None and money < progress.techo:
        lacks.append(f"Faltan Bs {format_amount(progress.techo - money)} para llegar al techo.")
    return lacks


def _declare_unless_refused(situacion: Situacion, designacion: Designacion) -> None:
    """Declare form 04 and judge the part; of a part that is refused, what it declared before stands."""
    plan, unidad = situacion.plan, situacion.unidad
    # Those of form 04 may go away with its declaration; the others will not, and then nothing needs to be written.
    _refuse([each for each in judged(plan, unidad).findings if each.table != "formulario04"])
    before = declared(live(), plan, unidad)
    from_paper = situacion.parte is not None and situacion.parte.resumen_declarado
    wrote = _declare(situacion, designacion)
    try:
        _refuse(judged(plan, unidad).findings)
    except NotReadyError:
        if not wrote:
            raise
        with act("reponer_resumen", situacion.persona, designacion, plan=plan, unidad=unidad) as acto:
            parte = held_part(situacion)
            declare_rows(live(), plan, unidad, before)
            parte.ultimo_acto, parte.resumen_declarado = acto.pk, from_paper
            parte.save(update_fields=["ultimo_acto", "resumen_declarado"])
        raise


def _declare(situacion: Situacion, designacion: Designacion) -> bool:
    """Form 04 becomes what form 3 adds up to, in an act of its own: the rules judge what is committed."""
    plan, unidad = situacion.plan, situacion.unidad
    if not live().query("select 1 from requerimientos where plan = ? and unidad = ? limit 1", [plan, unidad]):
        return False
    with act("calcular_resumen", situacion.persona, designacion, plan=plan, unidad=unidad) as acto:
        parte = held_part(situacion)
        before = declared(live(), plan, unidad)
        found, _ = summary(plan, unidad)
        if found is not None:
            declare(live(), plan, unidad, found)
        # A paper that says the same still declares it: if the part comes back, it ties out against its paper as before.
        same = set(before) <= set(declared(live(), plan, unidad))
        parte.ultimo_acto, parte.resumen_declarado = acto.pk, parte.resumen_declarado and same
        parte.save(update_fields=["ultimo_acto", "resumen_declarado"])
    situacion.parte.ultimo_acto = acto.pk  # type: ignore[union-attr]
    return True


def _refuse(findings: Iterable[Finding]) -> None:
    errors = sum(each.severity is Severity.ERROR for each in findings)
    if errors:
        raise NotReadyError(
            f"Falta corregir {errors} {'error' if errors == 1 else 'errores'} antes de enviar; "
            "están en Verificaciones, cada uno con su remedio."
        )
