"""What waits because of observations: what stops a part, what is due, and what is whose turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from apthapi.web.accounts.models import OF_UNIT, Rol
from apthapi.web.observations.models import OPEN, EstadoDeObservacion, Observacion
from apthapi.web.observations.severities import STOPPING
from apthapi.web.plans.live import live
from apthapi.web.process.models import BEING_MADE, Version
from apthapi.web.process.permisos import Situacion, hoy

SOON = 3
"""Days before its date in which an observation is said to be due soon."""
NAMED = 3
"""Observations that a message names; of more, it says how many."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody in one unit of a plan ('' is the plan itself), in a sentence, and where it is."""

    plan: str
    unidad: str
    text: str
    url: str
    overdue: int


def unanswered_that_stop(plan: str, unidad: str) -> list[Observacion]:
    """Those without which the part cannot be sent: they stop, and nobody has answered."""
    found = Observacion.objects.filter(plan=plan, unidad=unidad, severidad__in=STOPPING)
    return list(found.filter(estado=EstadoDeObservacion.ABIERTA).order_by("numero"))


def unresolved_that_stop(plan: str, unidad: str) -> list[Observacion]:
    """Those with which the part cannot be given as reviewed: they stop, and nobody has resolved them."""
    found = Observacion.objects.filter(plan=plan, unidad=unidad, severidad__in=STOPPING)
    return list(found.filter(estado__in=OPEN).order_by("numero"))


def named(found: list[Observacion]) -> str:
    """`Nº 3 (Requerimientos, 3_01 Servicios, línea 4), Nº 5 (…) y 2 más`."""
    told = [f"Nº {each.numero} ({each.lugar})" for each in found[:NAMED]]
    more = len(found) - NAMED
    return ", ".join(told) + (f" y {more} más" if more > 0 else "")


def open_numbers(plan: str, unidad: str) -> list[int]:
    """The numbers of those that wait for an answer of the unit."""
    found = Observacion.objects.filter(plan=plan, unidad=unidad, estado=EstadoDeObservacion.ABIERTA)
    return list(found.order_by("numero").values_list("numero", flat=True))


def due_soon(days: int = SOON) -> QuerySet[Observacion]:
    """Those of plans that are being made, that wait for an answer and whose date comes within so many days."""
    today = hoy()
    return _waiting().filter(vence__gte=today, vence__lte=today + timedelta(days=days)).order_by("vence", "pk")


def overdue(plan: str = "") -> QuerySet[Observacion]:
    """Those that wait for an answer and whose date has passed, of one plan or of all that are being made."""
    found = _waiting().filter(vence__lt=hoy()).order_by("vence", "pk")
    return found.filter(plan=plan) if plan else found


def answered_by(observacion: Observacion) -> tuple[Rol, str]:
    """Who must answer: a role, and its unit if it is one of a unit. For reminders."""
    rol = Rol(observacion.destinatario)
    return rol, observacion.unidad if rol in OF_UNIT else ""


def waiting_for(situacion: Situacion) -> list[Waiting]:
    """What waits for the person in their positions: to answer what is asked of them, to resolve what was answered.

    Of one plan (and unit) if the situation is of one, else of every plan that is being made; two queries.
    """
    return [*_to_answer(situacion), *_to_resolve(situacion)]


def _to_answer(situacion: Situacion) -> list[Waiting]:
    asked = Q(pk__in=[])
    for each in situacion.designaciones:
        cargo = each.cargo
        mine = Q(destinatario=cargo.rol)
        asked |= mine & Q(unidad=cargo.unidad) if cargo.rol in OF_UNIT else mine
    found = _of(situacion, Observacion.objects.filter(asked, estado=EstadoDeObservacion.ABIERTA))
    return [_told(row, "observación por responder", "observaciones por responder") for row in _by_unit(found)]


def _to_resolve(situacion: Situacion) -> list[Waiting]:
    own = [each.cargo_id for each in situacion.designaciones]
    found = Observacion.objects.filter(cargo__in=own, estado=EstadoDeObservacion.RESPONDIDA)
    rows = _by_unit(_of(situacion, found))
    return [_told(row, "respuesta por revisar", "respuestas por revisar") for row in rows]


def _told(row: tuple[str, str, int, int], one: str, many: str) -> Waiting:
    plan, unidad, count, late = row
    text = f"{count} {one if count == 1 else many}"
    if late:
        text += f", {late} {'vencida' if late == 1 else 'vencidas'}"
    url = reverse("observaciones", kwargs={"plan": plan, **({"unidad": unidad} if unidad else {})})
    return Waiting(plan, unidad, text, url, late)


def _by_unit(found: QuerySet[Observacion]) -> list[tuple[str, str, int, int]]:
    """Plan, unit, how many, and how many of them are overdue."""
    late = Q(vence__lt=hoy(), estado=EstadoDeObservacion.ABIERTA)
    rows = found.values_list("plan", "unidad").annotate(count=Count("pk"), late=Count("pk", filter=late))
    return [
        (plan, unidad, count, overdue_ones) for plan, unidad, count, overdue_ones in rows.order_by("plan", "unidad")
    ]


def _of(situacion: Situacion, found: QuerySet[Observacion]) -> QuerySet[Observacion]:
    """Of its plan, or of the plans of the entities in which the person holds a position."""
    if situacion.plan:
        found = found.filter(plan=situacion.plan)
        return found.filter(unidad=situacion.unidad) if situacion.unidad else found
    return found.filter(plan__in=_plans_of(situacion))


def _plans_of(situacion: Situacion) -> list[str]:
    entities = sorted({each.cargo.entidad.codigo for each in situacion.designaciones})
    if not entities:
        return []
    marks = ", ".join("?" for _ in entities)
    rows = live().query(f"select plan from planes where entidad in ({marks})", entities)
    making = Version.objects.filter(estado__in=BEING_MADE, plan__in=[row[0] for row in rows])
    return list(making.values_list("plan", flat=True))


def _waiting() -> QuerySet[Observacion]:
    making = Version.objects.filter(estado__in=BEING_MADE).values("plan")
    return Observacion.objects.filter(estado=EstadoDeObservacion.ABIERTA, plan__in=making)
