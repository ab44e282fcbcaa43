"""What a unit is told of its techos on its home page: that it exceeds them, or that they changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.core.money import format_amount
from apthapi.web.plans.live import live
from apthapi.web.plans.techos.history import TechoChange, changes_of
from apthapi.web.plans.techos.matrix import WHOLE, read_ceilings, written

MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, and the state in which it is shown (`excede` or `informacion`)."""

    estado: str
    texto: str


def notices(plan: str, unidad: str, since: int) -> list[Notice]:
    """What to tell the unit; `since` is the last act that the person has seen.

    Nothing is kept: an excess is told while it lasts, with the change that made it; another change, until it is seen.
    """
    found = read_ceilings(live(), plan, unidad).units
    if not found:
        return []
    [unit] = found
    changes = [change for change in changes_of(plan, unidad) if change.is_distribution]
    if not unit.excess:
        return [Notice("informacion", _told(change)) for change in changes[:MOST_SAID] if change.acto > since]
    cause = next((change for change in changes if change.difference < 0), None)
    told = f"{_told(cause)} " if cause else ""
    over = f"Lo programado excede su techo en Bs {format_amount(unit.excess)}: redúzcalo, o pida a Finanzas ampliarlo."
    return [Notice("excede", told + over)]


def _told(change: TechoChange) -> str:
    of = "su techo" if change.pair == WHOLE else f"su techo de la fuente {written(change.pair)}"
    when = f"{change.when:%d/%m/%Y}"
    if change.after is None:
        return f"{change.who} quitó {of}, que era de Bs {format_amount(change.before or 0)}, el {when}."
    if change.before is None:
        return f"{change.who} le dio {of}, Bs {format_amount(change.after)}, el {when}."
    verb = "bajó" if change.difference < 0 else "subió"
    return (
        f"{change.who} {verb} {of} de Bs {format_amount(change.before)} a Bs {format_amount(change.after)} el {when}."
    )
