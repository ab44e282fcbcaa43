"""What may not happen to the techos of a plan, and what may only happen knowingly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from apthapi.core.money import format_amount
from apthapi.web.plans.techos.matrix import WHOLE, Ceilings, Pair, UnitCeiling, written

MOST_NAMED = 12
"""Units named in a sentence; the matrix shows the rest."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """A unit that the change leaves with less techo than it already programs, said in words."""

    unidad: str
    nombre: str
    excess: int
    details: tuple[str, ...]

    @property
    def token(self) -> str:
        """What is confirmed: this unit, by this much. If it grows meanwhile, it is asked again."""
        return f"{self.unidad}:{self.excess}"


def beyond_entity(before: Ceilings, after: Ceilings) -> list[str]:
    """Why the units cannot have so much, in words; empty if the entity's techo covers them.

    Techos that came exceeded may be repaired little by little: what makes no fuente worse is not refused.
    """
    if not before.entity and not after.entity:
        return []
    old = _overdrafts(before)
    return [_sentence(after, pair) for pair, excess in _overdrafts(after).items() if excess > old.get(pair, 0)]


def shortages(before: Ceilings, after: Ceilings) -> list[Shortage]:
    """The units that would exceed their techo by more than they do now."""
    old = {each.unidad: each.excess for each in before.units}
    return [
        Shortage(each.unidad, each.nombre, each.excess, tuple(_short(each)))
        for each in after.units
        if each.excess > old.get(each.unidad, 0)
    ]


def _overdrafts(ceilings: Ceilings) -> dict[Pair, int]:
    """By how much the units pass the entity in each fuente and, under no fuente, in all."""
    entity, free = ceilings.entity, ceilings.entity.get(WHOLE, 0)
    tells = any(pair != WHOLE for pair in entity)
    over = {
        pair: excess
        for pair in ceilings.pairs
        if tells and pair != WHOLE and (excess := ceilings.assigned(pair) - entity.get(pair, 0)) > 0
    }
    if sum(over.values()) <= free:
        over = {}
    total = sum(ceilings.given.values()) - sum(entity.values())
    return over if over or total <= 0 else {WHOLE: total}


def _sentence(after: Ceilings, pair: Pair) -> str:
    if pair == WHOLE:
        what, assigned, techo = "todas las fuentes", sum(after.given.values()), sum(after.entity.values())
        holders = {each.unidad: sum(each.techos.values()) for each in after.units}
    else:
        what, assigned, techo = f"la fuente {written(pair)}", after.assigned(pair), after.entity.get(pair, 0)
        holders = {each.unidad: each.techos.get(pair, 0) for each in after.units}
    return (
        f"Las unidades tendrían Bs {format_amount(assigned)} de {what} y el techo de la entidad es "
        f"Bs {format_amount(techo)}: pasa en Bs {format_amount(assigned - techo)}. Tienen: {_named(holders)}."
    )


def _named(holders: Mapping[str, int]) -> str:
    """Who has what, the largest first."""
    having = sorted(
        ((amount, unidad) for unidad, amount in holders.items() if amount), key=lambda has: (-has[0], has[1])
    )
    named = [f"{unidad} {format_amount(amount)}" for amount, unidad in having[:MOST_NAMED]]
    rest = having[MOST_NAMED:]
    if rest:
        named.append(f"y otras {len(rest)} unidades {format_amount(sum(amount for amount, _ in rest))}")
    return "; ".join(named)


def _short(unit: UnitCeiling) -> Iterator[str]:
    """Where a unit exceeds: by fuente, or all together if its techo tells no fuente."""
    for pair, amount in sorted(unit.programado.items()):
        techo = unit.techos.get(pair, 0)
        if pair != WHOLE and WHOLE not in unit.techos and amount > techo:
            yield f"fuente {written(pair)}: {_against(amount, techo)}"
    if WHOLE in unit.techos or WHOLE in unit.programado:
        spent, techo = sum(unit.programado.values()), sum(unit.techos.values())
        yield f"en total: {_against(spent, techo)}"


def _against(spent: int, techo: int) -> str:
    return f"programó Bs {format_amount(spent)} y su techo sería Bs {format_amount(techo)}"
