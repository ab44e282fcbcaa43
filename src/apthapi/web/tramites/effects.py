"""What an action of a trámite does to the version of the plan besides moving on, and how it is undone when recalled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto, Cambio, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.models import Movimiento, Tramite
from apthapi.web.tramites.requirements import Dado
from apthapi.web.versions.models import Linaje
from apthapi.web.versions.opening import Opening, being_made, open_version, put_in_force


class CannotRecallError(Exception):
    """What was done cannot be taken back any more; the message (Spanish) says why."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What is done in the act of the movement, and what undoes it; None if nothing can."""

    do: Callable[[Tramite, Dado], None]
    undo: Callable[[Tramite, Movimiento], None] | None = None


def _open(tramite: Tramite, given: Dado) -> None:
    """A copy of the version in force; or the one that was loaded from elsewhere to replace it, if there is one."""
    loaded = being_made(tramite.entidad.codigo, tramite.gestion)
    if loaded and _waits(loaded, tramite.base):
        _take_up(tramite, loaded, given)
        return
    tramite.plan = open_version(
        tramite.base,
        Opening(
            tipo=tramite.tipo,
            justificacion=tramite.asunto,
            afecta_pei=bool(tramite.afecta_pei),
            fecha=hoy(),
            vence=tramite.vence,
            units=given.unidades or None,
        ),
    )


def why_not_opened(tramite: Tramite) -> str:
    """Why no version can be opened now; empty if one can."""
    other = being_made(tramite.entidad.codigo, tramite.gestion)
    if not other or _waits(other, tramite.base):
        return ""
    return f"Ya hay una versión en elaboración, {other}: concluya o desestime esa primero."


def _take_formulation(tramite: Tramite, *_: object) -> None:
    """The first version of a gestión replaces none: it is itself what is approved."""
    tramite.plan = tramite.base


def _waits(loaded: str, base: str) -> bool:
    """Whether the version replaces that base and is of no trámite yet."""
    replaces = live().value("select reemplaza from planes where plan = ?", [loaded])
    return replaces == base and not Tramite.objects.filter(plan=loaded).exists()


def _take_up(tramite: Tramite, loaded: str, given: Dado) -> None:
    tramite.plan = loaded
    if given.unidades:
        others = ParteDeUnidad.objects.filter(plan=loaded, estado=EstadoDeUnidad.BORRADOR)
        others.exclude(unidad__in=given.unidades).update(estado=EstadoDeUnidad.REVISADA)
    if tramite.vence:
        Version.objects.filter(plan=loaded).update(vence=tramite.vence)


def _close_again(tramite: Tramite, movement: Movimiento) -> None:
    """A copy is dropped; a version that was loaded from elsewhere is let go as it was found."""
    _refuse_if_worked_on(tramite, movement, "no se cierra sin más. Puede desestimarla con su motivo")
    if Linaje.objects.filter(plan=tramite.plan).exists():
        Version.objects.filter(plan=tramite.plan).update(estado=EstadoDePlan.DESESTIMADA)
    else:
        reviewed = Acto.objects.filter(plan=tramite.plan, clase="revisar_unidad").values("unidad")
        parts = ParteDeUnidad.objects.filter(plan=tramite.plan, estado=EstadoDeUnidad.REVISADA)
        parts.exclude(unidad__in=reviewed).update(estado=EstadoDeUnidad.BORRADOR)
    tramite.plan = ""


def _rest_again(tramite: Tramite, movement: Movimiento) -> None:
    """What was given back to the units is whole again only if none of them was returned or changed meanwhile."""
    _refuse_if_worked_on(tramite, movement, "hay que revisarla y consolidarla otra vez")
    Version.objects.filter(plan=tramite.plan).update(estado=EstadoDePlan.CONSOLIDADA)


def _refuse_if_worked_on(tramite: Tramite, movement: Movimiento, instead: str) -> None:
    """What somebody did since is not thrown away, nor passed over."""
    if Cambio.objects.filter(plan=tramite.plan, acto__gt=movement.acto).exists():
        raise CannotRecallError(f"Ya se trabajó en la versión {tramite.plan}: {instead}.")


def _set_state(state: EstadoDePlan) -> Callable[[Tramite, object], None]:
    def change(tramite: Tramite, _: object) -> None:
        Version.objects.filter(plan=tramite.plan).update(estado=state)

    return change


def _approve(tramite: Tramite, _: Dado) -> None:
    """From the day of the resolution, or from today if it is not dated."""
    day = live().value("select max(fecha) from documentos where plan = ? and tipo = 'resolucion'", [tramite.plan])
    put_in_force(tramite.plan, date.fromisoformat(day) if day else hoy())


def _publish(tramite: Tramite, _: Dado) -> None:
    Version.objects.filter(plan=tramite.plan).update(publicada=True)


EFFECTS: dict[str, Effect] = {
    "abrir_version": Effect(_open, _close_again),
    "tomar_formulacion": Effect(_take_formulation),
    "consolidar": Effect(_set_state(EstadoDePlan.CONSOLIDADA), _set_state(EstadoDePlan.ELABORACION)),
    "reabrir": Effect(_set_state(EstadoDePlan.ELABORACION), _rest_again),
    "desestimar": Effect(_set_state(EstadoDePlan.DESESTIMADA)),
    "poner_en_vigencia": Effect(_approve),
    "publicar": Effect(_publish),
}
"""By the name that the table of actions uses."""
