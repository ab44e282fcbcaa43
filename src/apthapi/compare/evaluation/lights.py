"""Traffic lights: a figure against the limits of the entity, as a word, an icon and a colour at once."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

HUNDREDTHS = 10_000
"""Limits are kept in hundredths of percent points: 8500 is 85 %."""


@dataclass(frozen=True, slots=True)
class Light:
    """`name` is verde, amarillo, rojo or apagado; the word and the icon say it without the colour."""

    name: str
    word: str
    icon: str
    colour: str


GREEN = Light("verde", "Según lo programado", "aprobado", "verde")
YELLOW = Light("amarillo", "Requiere atención", "falta", "amarillo")
RED = Light("rojo", "Retrasado", "excede", "rojo")
OFF = Light("apagado", "Sin cifra", "", "gris")
LIGHTS = (RED, YELLOW, GREEN, OFF)
"""Every light, what needs somebody first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where a figure is green or yellow, and how far money and progress may part; None is not set."""

    green: Fraction | None = None
    yellow: Fraction | None = None
    gap: Fraction | None = None


def limits_of(green: int | None, yellow: int | None, gap: int | None) -> Limits:
    """The limits as they are kept, in hundredths of percent points."""
    return Limits(*(None if each is None else Fraction(each, HUNDREDTHS) for each in (green, yellow, gap)))


def light_of(figure: Fraction | None, limits: Limits) -> Light:
    """The light of a figure (1 is all that was programmed). Without figure or limits none is lit."""
    if figure is None or limits.green is None or limits.yellow is None:
        return OFF
    if figure >= limits.green:
        return GREEN
    return YELLOW if figure >= limits.yellow else RED
