"""One act on many units at once: each is done as if it were done on its own, and what cannot be done says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from apthapi.web.process.permisos import Situacion, situacion_de
from apthapi.web.process.unit_acts import UNIT_ACTS, NotReadyError, UnitAct, do

IN_BULK = ("revisar_unidad", "observar_unidad")
"""The acts that are offered for many units at once."""


@dataclass(frozen=True, slots=True)
class Hecho:
    """What came of an act on many units: those on which it was done, and for each of the others why not."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def offered_in_bulk(situacion: Situacion) -> list[UnitAct]:
    """The acts that this person may do on many units of the plan, whatever the state of each."""
    return [UNIT_ACTS[name] for name in IN_BULK if situacion.designacion_para(name)]


def do_in_bulk(situacion: Situacion, units: Iterable[str], what: UnitAct, reason: str) -> Hecho:
    """Do it on each unit, one act for each. Those that do not admit it are left as they are."""
    done, refused = [], []
    for unidad in units:
        why = _try(situacion, unidad, what, reason)
        if why:
            refused.append((unidad, why))
        else:
            done.append(unidad)
    return Hecho(tuple(done), tuple(refused))


def _try(situacion: Situacion, unidad: str, what: UnitAct, reason: str) -> str:
    """Do it on a unit; why it could not be done, empty if it was."""
    try:
        of_unit = situacion_de(situacion.persona, situacion.plan, unidad)
    except Http404:
        return "No existe, o no le corresponde verla."
    designacion = of_unit.designacion_para(what.accion)
    if why := of_unit.por_que_no(what.accion):
        return why
    assert designacion is not None
    try:
        do(of_unit, designacion, what, reason)
    except (NotReadyError, PermissionDenied) as problem:
        return str(problem)
    return ""
