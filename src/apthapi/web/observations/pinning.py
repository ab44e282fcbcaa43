"""Pins observations: to one place, or the same one to several units at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError
from django.db.models import Max

from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.observations.models import Observacion
from apthapi.web.observations.places import NoSuchPlaceError, Place, place_of
from apthapi.web.observations.severities import SEVERITIES
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, ParteDeUnidad
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy

ANSWERS_OF_UNIT = (Rol.PREPARA, Rol.DIRECTOR, Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA)
ANSWERS_OF_PLAN = (Rol.PLANIFICACION, Rol.FINANZAS, Rol.JURIDICA)
"""Who can be asked for an answer, the usual one first."""
LONGEST = 4000


class NotPinnedError(Exception):
    """It is not pinned or answered as it is; the message (Spanish) says what is missing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a reviewer wrote: how heavy, the text, until when, and which role must answer."""

    severidad: str
    texto: str
    vence: date | None
    destinatario: str


def read_wording(sent: dict[str, str], *, of_unit: bool) -> Wording:
    """Understand a form that was sent. Raises NotPinnedError with everything that is missing."""
    problems = []
    text = sent.get("texto", "").strip()
    severity = sent.get("severidad", "")
    answers = ANSWERS_OF_UNIT if of_unit else ANSWERS_OF_PLAN
    answerer = sent.get("destinatario", "") or answers[0]
    if severity not in SEVERITIES:
        problems.append("Elija la severidad.")
    if not text:
        problems.append("Escriba qué observa.")
    elif len(text) > LONGEST:
        problems.append(f"El texto tiene {len(text)} letras; el máximo es {LONGEST}.")
    if answerer not in answers:
        problems.append("Elija quién debe responder.")
    limit = _limit(sent.get("vence", ""), problems)
    if problems:
        raise NotPinnedError(" ".join(problems))
    return Wording(severity, text, limit, answerer)


def _limit(text: str, problems: list[str]) -> date | None:
    if not text.strip():
        return None
    try:
        limit = date.fromisoformat(text.strip())
    except ValueError:
        problems.append("La fecha límite no se entiende: escríbala como día, mes y año.")
        return None
    if limit < hoy():
        problems.append("La fecha límite ya pasó: elija hoy o un día que venga.")
    return limit


def pin(situacion: Situacion, designacion: Designacion, where: str, wording: Wording, envio: UUID) -> Observacion:
    """Pin it to a place of the part (or of the plan); the same `envio` again is the same observation.

    Raises NoSuchPlaceError, EstadoNoAdmite if the plan was approved meanwhile.
    """
    try:
        return _pin(situacion, designacion, where, wording, envio)
    except IntegrityError:
        before = Acto.objects.filter(envio=envio, persona=situacion.persona).first()
        found = Observacion.objects.filter(acto=before.pk, unidad=situacion.unidad).first() if before else None
        if found is None:
            raise
        return found


def pin_to_units(
    situacion: Situacion, designacion: Designacion, units: Sequence[str], where: str, wording: Wording, envio: UUID
) -> tuple[list[Observacion], list[str]]:
    """The same observation for several units of the plan, one act for each; sent again, those that lack it get it.

    Those that were pinned, and each unit that could not be, with why. Raises as `pin` if there is none of the first;
    NotPinnedError or NoSuchPlaceError before anything is pinned if there is no such unit, or not that place in each.
    """
    parts = {each.unidad: each for each in ParteDeUnidad.objects.filter(plan=situacion.plan, unidad__in=units)}
    if not units or set(units) - parts.keys():
        raise NotPinnedError("Elija al menos una unidad." if not units else "Una de esas unidades no es del plan.")
    if len(parts) > 1 and where.partition("/")[2]:
        raise NotPinnedError(_ROW_OF_ONE)
    for unidad in parts:
        place_of(live(), situacion.plan, unidad, where)
    made: list[Observacion] = []
    refused = []
    for unidad in sorted(parts):
        try:
            made.append(pin(_of(situacion, parts[unidad]), designacion, where, wording, uuid5(envio, unidad)))
        except (NoSuchPlaceError, EstadoNoAdmite) as problem:
            if not made:
                raise
            refused.append(f"{unidad}: {problem}")
    return made, refused


def _pin(situacion: Situacion, designacion: Designacion, where: str, wording: Wording, envio: UUID) -> Observacion:
    plan, unidad = situacion.plan, situacion.unidad
    detail = f"{place_of(live(), plan, unidad, where).words}: {wording.texto}"
    with act(
        "fijar_observacion", situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=envio
    ) as acto:
        refuse_if_closed(situacion)
        place = place_of(live(), plan, unidad, where)
        return Observacion.objects.create(
            **_of_place(place),
            plan=plan,
            unidad=unidad,
            numero=_next_number(plan, unidad),
            severidad=wording.severidad,
            texto=wording.texto,
            vence=wording.vence,
            destinatario=wording.destinatario,
            persona=situacion.persona,
            cargo=designacion.cargo,
            momento=acto.momento,
            acto=acto.pk,
            ultimo_acto=acto.pk,
        )


def told(observacion: Observacion, text: str) -> str:
    """What the trace says of an act on an observation."""
    return f"Nº {observacion.numero}, {observacion.lugar}{f': {text}' if text else ''}"


def refuse_if_closed(situacion: Situacion) -> None:
    """Raises EstadoNoAdmite if the version is no longer being made, whatever it was when the page was opened."""
    if situacion.version is None:
        return
    situacion.version.refresh_from_db(fields=["estado"])
    if not situacion.admite("observar_plan"):
        raise EstadoNoAdmite(_CLOSED)


_ROW_OF_ONE = (
    "Una fila es de una sola unidad: para observar a varias, elija un paso, una planilla o toda la parte; "
    "para observar la fila, elija solo su unidad."
)
_CLOSED = "Esta versión del plan ya no se observa: se aprobó mientras usted escribía."


def _of_place(place: Place) -> dict[str, object]:
    return {
        "paso": place.paso,
        "vista": place.vista,
        "tabla": place.tabla,
        "renglon": place.renglon,
        "columna": place.columna,
        "lugar": place.words,
        "valor": place.value,
    }


def _next_number(plan: str, unidad: str) -> int:
    """Those who pin to the same part wait for each other (see `act`), so that nobody takes the same number."""
    last = Observacion.objects.filter(plan=plan, unidad=unidad).aggregate(last=Max("numero"))["last"]
    return int(last or 0) + 1


def _of(situacion: Situacion, parte: ParteDeUnidad) -> Situacion:
    """The same person before the part of one unit."""
    return Situacion(
        situacion.persona,
        situacion.designaciones,
        situacion.plan,
        parte.unidad,
        situacion.entidad,
        situacion.version,
        parte,
    )


def units_to_choose(plan: str) -> Iterable[tuple[str, str]]:
    """The units of the plan that have a part: code and name."""
    names: dict[str, str] = dict(live().query("select unidad, nombre from unidades where plan = ?", [plan]))
    parts = ParteDeUnidad.objects.filter(plan=plan).order_by("pk").values_list("unidad", flat=True)
    return [(unidad, names.get(unidad, "")) for unidad in parts]
