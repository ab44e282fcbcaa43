"""Which remissions a person may know of: those that came to the organ of one of their positions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from apthapi.web.accounts.models import Designacion
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.models import Remision
from apthapi.web.process.permisos import ACCIONES, Situacion
from apthapi.web.process.scope import entities_of


@dataclass(frozen=True, slots=True)
class Ante:
    """A remission as somebody of its organ sees it, and the position by which they do."""

    remision: Remision
    designacion: Designacion


def organs_of(situacion: Situacion, accion: str) -> QuerySet[Entidad]:
    """The organs in which the person may do the action."""
    return entities_of(situacion, accion).filter(rectora=True)


def received_by(situacion: Situacion, accion: str) -> QuerySet[Remision]:
    """What came to those organs."""
    Remision.give_up_on_the_silent()
    return Remision.objects.filter(ministerio__in=organs_of(situacion, accion)).select_related("ministerio", "origen")


def the_remission(situacion: Situacion, accion: str, codigo: UUID) -> Ante:
    """One of them. Raises Http404 for one of elsewhere, as if there were none."""
    found = received_by(situacion, accion).filter(codigo=codigo).first()
    if found is None:
        raise Http404
    held = next(
        each
        for each in situacion.designaciones
        if each.cargo.entidad_id == found.ministerio_id and each.cargo.rol in ACCIONES[accion].roles
    )
    return Ante(found, held)


def remitted_by(situacion: Situacion) -> QuerySet[Remision]:
    """What the entity of the plan in front has remitted: nobody else's, and nothing brought as a file."""
    Remision.give_up_on_the_silent()
    found = Remision.objects.filter(origen__codigo=situacion.entidad).select_related("ministerio")
    return found.order_by("-pk")
