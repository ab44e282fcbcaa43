"""Puts a plan or a part in the state that a test is about, in an act, as the database wants it."""

from __future__ import annotations

from collections.abc import Iterable

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.process.acts import act
from apthapi.web.process.models import ParteDeUnidad, Version


def set_plan(plan: str = PLAN, **values: object) -> None:
    """Values of the version of a plan: `estado`, `vence`…"""
    with act("prueba", None, None, plan=plan):
        Version.objects.filter(plan=plan).update(**values)


def set_part(unidad: str = COMPLETED, plan: str = PLAN, **values: object) -> None:
    """Values of the part of a unit: `estado`, `preparada_por`…"""
    with act("prueba", None, None, plan=plan):
        ParteDeUnidad.objects.filter(plan=plan, unidad=unidad).update(**values)


def set_parts(units: Iterable[str] = (), plan: str = PLAN, **values: object) -> None:
    """Values of the parts of some units, or of all."""
    parts = ParteDeUnidad.objects.filter(plan=plan)
    with act("prueba", None, None, plan=plan):
        (parts.filter(unidad__in=list(units)) if units else parts).update(**values)
