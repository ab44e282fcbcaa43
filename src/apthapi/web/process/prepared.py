"""Who prepared the part of a unit: whoever did so does not approve it (V59)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Designacion, Persona, Rol
from apthapi.web.process.models import Acto, Cambio, ParteDeUnidad


def prepared(persona: Persona, plan: str, unidad: str) -> bool:
    """Whether the person sent the part, or wrote rows in it while they held a position that prepares it.

    By whatever act: typed, copied or added. A director who only corrects has not prepared.
    """
    if ParteDeUnidad.objects.filter(plan=plan, unidad=unidad, preparada_por=persona).exists():
        return True
    rows = Cambio.objects.filter(plan=plan, unidad=unidad, acto=OuterRef("pk"), tabla__in=list(TABLES))
    acts = Acto.objects.filter(_as_who_prepares(persona, unidad), plan=plan, unidad=unidad, persona=persona)
    return acts.filter(Exists(rows)).exists()


def _as_who_prepares(persona: Persona, unidad: str) -> Q:
    """The acts by a position that prepares, and those of the days on which the person held one of the unit as well."""
    found = Q(cargo__rol=Rol.PREPARA)
    held = Designacion.objects.filter(persona=persona, cargo__rol=Rol.PREPARA, cargo__unidad=unidad)
    for each in held.select_related("cargo"):
        days = Q(momento__date__gte=each.desde)
        if each.hasta is not None:
            days &= Q(momento__date__lte=each.hasta)
        found |= days & Q(cargo__entidad=each.cargo.entidad_id)
    return found
