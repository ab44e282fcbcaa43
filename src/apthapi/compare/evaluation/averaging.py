"""Weighted means of exact fractions that say in words how they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

ONE = Fraction(1)
_PLAIN = "promedio simple"


@dataclass(frozen=True, slots=True)
class Weighing:
    """The part of each member, None for those that do not count; they add to 1. `method` (Spanish) says how."""

    shares: tuple[Fraction | None, ...]
    method: str


def weigh(weights: Sequence[int | None], counts: Sequence[bool], *, by: str, of: str) -> Weighing:
    """The part of the members that count, by their weights; alike if any weight is missing or they add to nothing.

    `by` names the weights and `of` the members, for the method: «ponderado por la ponderación de las operaciones».
    """
    members = [weight for weight, taken in zip(weights, counts, strict=True) if taken]
    if not members:
        return Weighing((None,) * len(weights), "")
    whole = sum(weight or 0 for weight in members)
    if any(weight is None or weight < 0 for weight in members):
        method = f"{_PLAIN} de {of}, porque a alguna le falta {by}"
    elif not whole:
        method = f"{_PLAIN} de {of}, porque {by} suma cero"
    else:
        parts = (Fraction(weight or 0, whole) if taken else None for weight, taken in zip(weights, counts, strict=True))
        return Weighing(tuple(parts), f"promedio de {of} según {by}")
    same = Fraction(1, len(members))
    return Weighing(tuple(same if taken else None for taken in counts), method)


def mean(figures: Sequence[Fraction | None], shares: Sequence[Fraction | None]) -> Fraction | None:
    """The mean of those that have a part, each between 0 and 1 inside it; None if none has."""
    found = [share * capped(figure) for figure, share in zip(figures, shares, strict=True) if share is not None]
    return sum(found, Fraction(0)) if found else None


def capped(figure: Fraction | None) -> Fraction:
    """A figure as an average takes it: what goes beyond its programme does not make up for others."""
    return min(max(figure or Fraction(0), Fraction(0)), ONE)


def ratio(part: int | None, whole: int | None) -> Fraction | None:
    """A part of a whole; None if the part is not known, or the whole is not known or is nothing."""
    return Fraction(part, whole) if part is not None and whole is not None and whole > 0 else None
