"""What officials do with a remission: take it, accept it, return it, open it again. Each is an act, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.ministerio.models import Decision, MotivoDeDevolucion, PasoDeRemision, Remision
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto

MOST_REASONS = 100
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Accion:
    """One thing to do: from which states, to which, how it is called before and after."""

    name: str
    title: str
    done: str
    since: frozenset[Decision]
    leads_to: Decision


ACTIONS = {
    each.name: each
    for each in (
        Accion("tomar", "Tomar en revisión", "En revisión", frozenset({Decision.RECIBIDO}), Decision.EN_REVISION),
        Accion("aceptar", "Aceptar el plan", "Aceptado", frozenset({Decision.EN_REVISION}), Decision.ACEPTADO),
        Accion(
            "devolver",
            "Devolver con observaciones",
            "Devuelto con observaciones",
            frozenset({Decision.EN_REVISION}),
            Decision.DEVUELTO,
        ),
        Accion(
            "reabrir",
            "Abrir otra vez la revisión",
            "Revisión abierta otra vez",
            frozenset({Decision.ACEPTADO, Decision.DEVUELTO}),
            Decision.EN_REVISION,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Motivo:
    """A reason to return a plan; `regla` and `lugar` if a rule found it."""

    texto: str
    regla: str = ""
    lugar: str = ""


@dataclass(frozen=True, slots=True)
class Quien:
    """Who acts, by which position."""

    persona: Persona
    designacion: Designacion


class NotDoneError(Exception):
    """Nothing was done; the message (Spanish) says why."""


class DecidedError(NotDoneError):
    """Somebody else did something first."""


def decide(remision: Remision, quien: Quien, accion: Accion, text: str, reasons: Sequence[Motivo] = ()) -> None:
    """Do it, in one act. Raises NotDoneError for what lacks, DecidedError if it is in another state by now."""
    text = text.strip()[:LONGEST]
    _refuse(remision, accion, text, reasons)
    about = "\n".join([f"remisión {remision.codigo}", f"{remision}: {accion.done}", *text.splitlines()])
    with act(f"remision_{accion.name}", quien.persona, quien.designacion, detalle=about) as acto:
        # The row itself decides who is first: the other finds it in another state.
        still = Remision.objects.filter(pk=remision.pk, decision__in=accion.since)
        if not still.update(decision=accion.leads_to):
            raise DecidedError(_who_was_first(remision))
        _note(remision, quien, accion, acto, text, reasons)
    remision.refresh_from_db()


def _refuse(remision: Remision, accion: Accion, text: str, reasons: Sequence[Motivo]) -> None:
    if accion.leads_to == Decision.ACEPTADO:
        if not remision.is_checked:
            raise NotDoneError("Las reglas todavía no respondieron: el plan se acepta cuando está verificado.")
        if remision.errores and not text:
            raise NotDoneError(
                f"Las reglas encontraron {remision.errores} {'error' if remision.errores == 1 else 'errores'}. Para "
                "aceptarlo así, escriba el fundamento."
            )
    if accion.leads_to == Decision.DEVUELTO and not reasons:
        raise NotDoneError("Escriba o marque al menos una observación: la entidad debe saber qué corregir.")
    if len(reasons) > MOST_REASONS:
        raise NotDoneError(f"Son {len(reasons)} observaciones; de una vez se devuelven hasta {MOST_REASONS}.")
    if accion.name == "reabrir" and not text:
        raise NotDoneError("Escriba por qué se abre otra vez.")


def _note(remision: Remision, quien: Quien, accion: Accion, acto: Acto, text: str, reasons: Sequence[Motivo]) -> None:
    step = PasoDeRemision.objects.create(
        remision=remision,
        decision=accion.leads_to,
        titulo=accion.done,
        texto=text,
        persona=quien.persona,
        cargo=quien.designacion.cargo,
        acto=acto.pk,
    )
    for number, each in enumerate(reasons, start=1):
        MotivoDeDevolucion.objects.create(
            paso=step, orden=number, regla=each.regla, lugar=each.lugar[:200], texto=each.texto[:LONGEST]
        )


def _who_was_first(remision: Remision) -> str:
    last = PasoDeRemision.objects.filter(remision=remision).select_related("cargo").last()
    who = f" por {last.cargo}" if last and last.cargo else ""
    now = Remision.objects.get(pk=remision.pk).get_decision_display().lower()
    return f"Mientras usted miraba, pasó a «{now}»{who}. No se cambió nada: mire cómo quedó."
