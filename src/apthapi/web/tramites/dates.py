"""What is due of somebody, and when: stages of trámites, parts that are not sent yet, observations, progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.execution.progress.reminding import IN_CHARGE
from apthapi.web.execution.progress.silence import waiting_for
from apthapi.web.observations.models import Observacion
from apthapi.web.observations.pending import dated
from apthapi.web.plans.live import live
from apthapi.web.process.models import EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.process.whereabouts import heading
from apthapi.web.tramites.waiting import waiting

_WORKED_BY = {
    EstadoDeUnidad.BORRADOR: Rol.PREPARA,
    EstadoDeUnidad.OBSERVADA: Rol.PREPARA,
    EstadoDeUnidad.ENVIADA: Rol.DIRECTOR,
    EstadoDeUnidad.APROBADA: Rol.PLANIFICACION,
}
"""Whose act the part of a unit waits for, by its state."""


@dataclass(frozen=True, slots=True)
class Plazo:
    """Something that is due of a position: a key that tells it from others, what, where, until when."""

    key: str
    what: str
    url: str
    day: date


def due_of(designaciones: Iterable[Designacion], today: date) -> list[Plazo]:
    """Everything that is due of those positions and has a date, in the order of the dates, as of a day."""
    held = list(designaciones)
    found = [
        Plazo(f"tramite {each.tramite.pk} {each.tramite.etapa}", f"{each.stage}: {each.tramite.asunto}", each.url, day)
        for each in waiting(held)
        if (day := each.tramite.vence)
    ]
    for designacion in held:
        found += _parts(designacion)
        found += progress_due(designacion, today)
    return sorted(set(found), key=lambda each: (each.day, each.key))


def _parts(designacion: Designacion) -> list[Plazo]:
    cargo = designacion.cargo
    plans = [row[0] for row in live().query("select plan from planes where entidad = ?", [cargo.entidad.codigo])]
    limits = Version.objects.filter(plan__in=plans, estado=EstadoDePlan.ELABORACION, vence__isnull=False)
    found = []
    for version in limits:
        states = [state for state, rol in _WORKED_BY.items() if rol == cargo.rol]
        parts = ParteDeUnidad.objects.filter(plan=version.plan, estado__in=states)
        units = list((parts.filter(unidad=cargo.unidad) if cargo.unidad else parts).values_list("unidad", flat=True))
        if units and version.vence:
            found.append(_part(version.plan, units, version.vence))
    return found + [_observation(each) for each in dated(plans, cargo.rol, cargo.unidad)]


def progress_due(designacion: Designacion, today: date) -> list[Plazo]:
    """The progress that a unit has not reported yet of each plan in force."""
    cargo = designacion.cargo
    if cargo.rol not in IN_CHARGE:
        return []
    return [
        Plazo(
            f"avance {plan} {cargo.unidad} {pending.first}",
            f"{heading(plan)}: avance de {pending.months} de {cargo.unidad}",
            reverse("avance_informar", args=[plan, cargo.unidad, pending.last]),
            pending.due,
        )
        for plan, pending in waiting_for(cargo.entidad.codigo, cargo.unidad, today)
        if pending.due
    ]


def _observation(each: Observacion) -> Plazo:
    address = [each.plan, each.unidad] if each.unidad else [each.plan]
    what = f"{heading(each.plan)}: observación Nº {each.numero}, {each.lugar}"
    assert each.vence is not None
    return Plazo(f"observacion {each.pk}", what, reverse("observaciones", args=address), each.vence)


def _part(plan: str, units: list[str], day: date) -> Plazo:
    title = heading(plan)
    if len(units) == 1:
        return Plazo(
            f"parte {plan} {units[0]}", f"{title}: parte de {units[0]}", reverse("unidad", args=[plan, *units]), day
        )
    return Plazo(f"partes {plan}", f"{title}: {len(units)} unidades", reverse("tablero", args=[plan]), day)
