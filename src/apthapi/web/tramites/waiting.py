"""The trámites that wait for an act of somebody: for their home page, and for reminders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apthapi.web.accounts.models import Designacion
from apthapi.web.process.whereabouts import days_left, pressing
from apthapi.web.tramites.models import Tramite
from apthapi.web.tramites.moving import way_for
from apthapi.web.tramites.way import WayError


@dataclass(frozen=True, slots=True)
class Espera:
    """A trámite that waits: in which stage, until when, and where to act."""

    tramite: Tramite
    stage: str
    url: str
    limit: str
    limit_state: str


def waiting(designaciones: Iterable[Designacion]) -> list[Espera]:
    """The trámites whose stage is of one of those positions, the one that is due first at the top."""
    held = list(designaciones)
    found = Tramite.objects.filter(terminado=False, entidad__in={each.cargo.entidad_id for each in held})
    rows = [row for each in found.select_related("entidad") if (row := _waits(each, held))]
    return sorted(rows, key=lambda row: (row.tramite.vence or date.max, row.tramite.pk))


def _waits(tramite: Tramite, held: list[Designacion]) -> Espera | None:
    roles = {each.cargo.rol for each in held if each.cargo.entidad_id == tramite.entidad_id}
    units = {each.cargo.unidad for each in held if each.cargo.entidad_id == tramite.entidad_id}
    try:
        way = way_for(tramite)
    except WayError:
        return None
    stage = way.stages.get(tramite.etapa)
    if stage is None or not stage.roles & roles:
        return None
    if tramite.unidad and "" not in units and tramite.unidad not in units:
        return None  # what another unit asked for
    due = tramite.vence
    return Espera(
        tramite,
        stage.title,
        reverse("tramite", args=[tramite.pk]),
        days_left(due) if due else "",
        pressing(due) if due else "",
    )
