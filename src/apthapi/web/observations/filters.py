"""Which observations a list shows: what a reviewer chooses in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from apthapi.web.accounts.models import OF_UNIT
from apthapi.web.observations.models import OPEN, EstadoDeObservacion, Observacion
from apthapi.web.observations.severities import SEVERITIES
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import Situacion, hoy

ALL, PENDING = "todas", ""
STATES = ((PENDING, "Por cerrar"), *EstadoDeObservacion.choices, (ALL, "Todas"))
"""What can be chosen as state, the usual one first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen; empty is anything."""

    estado: str = ""
    severidad: str = ""
    unidad: str = ""
    mias: bool = False
    vencidas: bool = False
    novedades: bool = False

    @property
    def any(self) -> bool:
        """Whether anything but the usual was chosen."""
        return self != Chosen()


def read_choice(sent: Mapping[str, str]) -> Chosen:
    """Understand an address; what is not one of the choices is as if nothing had been chosen."""
    estado, severidad = sent.get("estado", ""), sent.get("severidad", "")
    return Chosen(
        estado=estado if estado in dict(STATES) else "",
        severidad=severidad if severidad in SEVERITIES else "",
        unidad=sent.get("unidad", ""),
        mias=sent.get("mias") == "1",
        vencidas=sent.get("vencidas") == "1",
        novedades=sent.get("novedades") == "1",
    )


def chosen_ones(situacion: Situacion, choice: Chosen, since: Mapping[str, int]) -> QuerySet[Observacion]:
    """The observations of the part (or of the whole plan) that were chosen."""
    found = Observacion.objects.filter(plan=situacion.plan)
    if situacion.unidad:
        found = found.filter(unidad=situacion.unidad)
    elif choice.unidad:
        found = found.filter(unidad="" if choice.unidad == "-" else choice.unidad)
    if choice.estado == PENDING:
        found = found.filter(estado__in=OPEN)
    elif choice.estado != ALL:
        found = found.filter(estado=choice.estado)
    if choice.severidad:
        found = found.filter(severidad=choice.severidad)
    if choice.vencidas:
        found = found.filter(estado=EstadoDeObservacion.ABIERTA, vence__lt=hoy())
    if choice.mias:
        found = found.filter(mine(situacion))
    if choice.novedades:
        own = Acto.objects.filter(plan=situacion.plan, persona=situacion.persona, clase__endswith="_observacion")
        found = found.filter(_news(since)).exclude(ultimo_acto__in=own.values("pk"))
    return found.select_related("cargo")


def mine(situacion: Situacion) -> Q:
    """Those that the person made in a position, or is asked to answer in one."""
    which = Q(cargo__in=[each.cargo_id for each in situacion.designaciones])
    for each in situacion.designaciones:
        cargo = each.cargo
        asked = Q(destinatario=cargo.rol)
        which |= asked & Q(unidad=cargo.unidad) if cargo.rol in OF_UNIT else asked
    return which


def _news(since: Mapping[str, int]) -> Q:
    """Something was done with them after the last act that the person had seen of their unit."""
    which = ~Q(unidad__in=list(since))
    by_act: dict[int, list[str]] = {}
    for unidad, act in since.items():
        by_act.setdefault(act, []).append(unidad)
    for act, units in by_act.items():
        which |= Q(unidad__in=units, ultimo_acto__gt=act)
    return which
