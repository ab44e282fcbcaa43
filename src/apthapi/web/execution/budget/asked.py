"""A modification of the budget that somebody asks to register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.compare.slots import Place

Pot = tuple[str, str, str, str]
"""What the rules tell money apart by: unit, partida, fuente and organismo."""


@dataclass(frozen=True, slots=True)
class Line:
    """What it moves in one place, in centavos with sign: negative takes away."""

    place: Place
    amount: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Kind, norm, authority and day (ISO) of a modification, with its lines."""

    kind: str
    norm: str
    approver: str
    day: str
    lines: tuple[Line, ...]

    @property
    def increases(self) -> int:
        """All that it adds."""
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def decreases(self) -> int:
        """All that it takes away, as a positive amount."""
        return -sum(line.amount for line in self.lines if line.amount < 0)

    @property
    def moved(self) -> Mapping[Place, int]:
        """What changes in each place, its lines added up."""
        found: dict[Place, int] = {}
        for line in self.lines:
            found[line.place] = found.get(line.place, 0) + line.amount
        return found

    @property
    def lowered(self) -> frozenset[Pot]:
        """Where money is taken away, as the rules tell places apart."""
        found: dict[Pot, int] = {}
        for line in self.lines:
            pot = pot_of(line.place)
            found[pot] = found.get(pot, 0) + line.amount
        return frozenset(pot for pot, amount in found.items() if amount < 0)


def pot_of(place: Place) -> Pot:
    """A place without its category."""
    return place.unidad, place.partida, place.fuente, place.organismo
