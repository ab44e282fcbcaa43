"""What is pending for a person: the parts and plans that wait for an act of one of their positions."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from apthapi.web.accounts.models import OF_UNIT, Cargo, Designacion, Persona, Rol
from apthapi.web.plans.live import live
from apthapi.web.plans.techos.notices import Notice, notices
from apthapi.web.process.board import told
from apthapi.web.process.models import BEING_MADE, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version, Visita
from apthapi.web.process.permisos import Situacion, hoy
from apthapi.web.process.seen import news_by_unit
from apthapi.web.process.unit_acts import UNIT_ACTS
from apthapi.web.process.whereabouts import days_left, heading, pressing

_TO_CORRECT = "Corregir lo observado y enviar otra vez"


@dataclass(frozen=True, slots=True)
class Pending:
    """One plan as one position sees it: what waits for it, by when, and what changed since the person last looked."""

    title: str
    position: str
    url: str
    state: str
    limit: str
    limit_state: str
    waiting: tuple[tuple[str, str, str], ...]
    """What waits: unit, what to do, where."""
    stands: str
    """How far it is, in a sentence: how many units are in each state, or in which the own one is."""
    changes: int
    changes_url: str
    being_made: bool = False
    """Whether it is on its way to be approved."""
    notices: tuple[Notice, ...] = ()
    """What changed in the techos of the unit, above all if it now exceeds them."""


def pending(persona: Persona) -> list[Pending]:
    """Everything that waits for the person, plan by plan, the ones being made first."""
    return [
        _pending(persona, designacion, version)
        for designacion in persona.designaciones_vigentes(hoy()).exclude(cargo__rol=Rol.MINISTERIO)
        for version in _versions(designacion.cargo)
    ]


def _versions(cargo: Cargo) -> list[Version]:
    """Those of its entity; for a position of a unit, those that have the unit."""
    plans = [row[0] for row in live().query("select plan from planes where entidad = ?", [cargo.entidad.codigo])]
    if cargo.unidad:
        parts = ParteDeUnidad.objects.filter(plan__in=plans, unidad=cargo.unidad)
        plans = list(parts.values_list("plan", flat=True))
    versions = Version.objects.filter(plan__in=plans)
    return sorted(versions, key=lambda version: (version.estado not in BEING_MADE, version.plan))


def _pending(persona: Persona, designacion: Designacion, version: Version) -> Pending:
    cargo = designacion.cargo
    of_unit = cargo.rol in OF_UNIT
    parts = ParteDeUnidad.objects.filter(plan=version.plan).order_by("pk")
    parts = parts.filter(unidad=cargo.unidad) if cargo.unidad else parts
    waiting = []
    for parte in parts:
        situacion = Situacion(persona, (designacion,), version.plan, parte.unidad, cargo.entidad.codigo, version, parte)
        acts = [each.title for each in UNIT_ACTS.values() if each.main and situacion.puede(each.accion)]
        if acts:
            what = _TO_CORRECT if parte.estado == EstadoDeUnidad.OBSERVADA else acts[0]
            waiting.append((parte.unidad, what, reverse("unidad", args=[version.plan, parte.unidad])))
    url = reverse("unidad", args=[version.plan, cargo.unidad]) if of_unit else reverse("tablero", args=[version.plan])
    open_ = version.estado == EstadoDePlan.ELABORACION and version.vence is not None
    return Pending(
        str(heading(version.plan)),
        str(designacion),
        url,
        version.estado,
        days_left(version.vence) if open_ and version.vence else "",
        pressing(version.vence) if open_ and version.vence else "",
        tuple(waiting),
        f"{cargo.unidad}: {parts[0].get_estado_display()}" if cargo.unidad else told([each.estado for each in parts]),
        _changes(persona, version.plan, cargo.unidad),
        reverse("cambios", args=[version.plan, cargo.unidad])
        if of_unit
        else reverse("cambios_del_plan", args=[version.plan]),
        version.estado in BEING_MADE,
        _notices(persona, version, cargo.unidad) if of_unit else (),
    )


def _notices(persona: Persona, version: Version, unidad: str) -> tuple[Notice, ...]:
    if version.estado != EstadoDePlan.ELABORACION:
        return ()
    return tuple(notices(version.plan, unidad, _last_seen(persona, version.plan, unidad) or 0))


def _last_seen(persona: Persona, plan: str, unidad: str) -> int | None:
    """The last act that the person has seen of a plan, or of a unit of it."""
    visits = Visita.objects.filter(persona=persona, plan=plan)
    visits = visits.filter(unidad=unidad) if unidad else visits
    return visits.order_by("-hasta_acto").values_list("hasta_acto", flat=True).first()


def _changes(persona: Persona, plan: str, unidad: str) -> int:
    """Acts of others on the plan (or the unit) since the person was last there, as the board counts them."""
    news = news_by_unit(persona, plan)
    return news.get(unidad, 0) if unidad else sum(news.values())
