"""The addresses of a reading: below its unit, or below the plan."""

from __future__ import annotations

from django.urls import reverse

from apthapi.web.lecturas.models import Lectura


def to(name: str, lectura: Lectura, **more: object) -> str:
    """An address of a reading, or of the place where it is listed."""
    where: dict[str, object] = {"plan": lectura.plan}
    if lectura.unidad:
        where["unidad"] = lectura.unidad
    if name not in ("lecturas", "lectura_nueva"):
        where["lectura"] = lectura.codigo
    return reverse(name, kwargs={**where, **more})
