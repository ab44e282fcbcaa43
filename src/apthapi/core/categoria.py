"""The categoría programática (programa, proyecto, actividad) in every form seen in the wild.

Norms: Directrices de Formulación Presupuestaria art. 16; norms of writing in docs/plan-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apthapi.core.quoting import quoted

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−./]+")
PROJECT_DIGITS = 3
ACTIVITY_DIGITS = 3
SISIN_DIGITS = (13, 14)
LONGEST = 60
OLD_FULL = 8
"""Digits of a whole category before the programa had three."""


class CategoriaError(ValueError):
    """The text is no category, or has more than one reading; the message (Spanish) says why."""


@dataclass(frozen=True, slots=True)
class Categoria:
    """Programa, proyecto and actividad as text with their zeros; `odd` if it was written in a shortened form."""

    programa: str
    proyecto: str
    actividad: str
    odd: bool = False

    def __str__(self) -> str:
        return f"{self.programa} {self.proyecto} {self.actividad}"


def parse_categoria(text: str, *, programa_digits: int = 2) -> Categoria:
    """Read `48000001`, `48 000 005`, `0-0-001`, `00010`, or a project given by its SISIN code.

    `programa_digits` is 2, or 3 from the gestión whose classifier says so. Raises CategoriaError.
    """
    parts = [part for part in _SEPARATORS.split(text.strip()) if part] if len(text) <= LONGEST else []
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        raise CategoriaError(f"{quoted(text)} no es una categoría programática, como 48 000 001")
    if len(parts) == 3:
        return _from_parts(text, parts, programa_digits)
    if len(parts) == 1:
        return _from_digits(text, parts[0], programa_digits)
    raise CategoriaError(f"{quoted(text)} debe tener programa, proyecto y actividad, como 48 000 001")


def _from_parts(text: str, parts: list[str], width: int) -> Categoria:
    programa, proyecto, actividad = (part.lstrip("0") for part in parts)
    if len(parts[1]) in SISIN_DIGITS:
        proyecto = parts[1]
    too_long = len(proyecto) > PROJECT_DIGITS and len(proyecto) not in SISIN_DIGITS
    if len(programa) > width or too_long or len(actividad) > ACTIVITY_DIGITS:
        raise CategoriaError(f"{quoted(text)} tiene más dígitos que una categoría de {width} + 3 + 3")
    widths = [len(part) for part in parts]
    usual = widths[0] == width and widths[2] == ACTIVITY_DIGITS and widths[1] in (3, 4, *SISIN_DIGITS)
    return Categoria(programa.zfill(width), proyecto.zfill(3), actividad.zfill(3), odd=not usual)


def _from_digits(text: str, digits: str, width: int) -> Categoria:
    full = width + PROJECT_DIGITS + ACTIVITY_DIGITS
    if len(digits) == full:
        return Categoria(digits[:width], digits[width : width + 3], digits[width + 3 :])
    if len(digits) == full + 1 and digits[width : width + 4] == "0000":
        return Categoria(digits[:width], "000", digits[width + 4 :])
    if len(digits) > full:
        raise CategoriaError(f"{quoted(text)} tiene más dígitos que una categoría de {width} + 3 + 3")
    readings = set(_readings(digits, width))
    if len(readings) > 1:
        shown = " o ".join(sorted(" ".join(reading) for reading in readings))
        raise CategoriaError(f"{quoted(text)} está abreviada y puede ser {shown}; escríbala completa")
    return Categoria(*readings.pop(), odd=True)


def _readings(digits: str, width: int) -> Iterator[tuple[str, str, str]]:
    """What a shortened category may be: zeros lost on the left, or zeros of the project left out."""
    padded = digits.zfill(width + PROJECT_DIGITS + ACTIVITY_DIGITS)
    yield padded[:width], padded[width : width + 3], padded[width + 3 :]
    if len(digits) >= OLD_FULL:
        return
    for programa in range(1, width + 1):
        middle = digits[programa:-ACTIVITY_DIGITS]
        if len(digits) >= programa + ACTIVITY_DIGITS and not middle.strip("0"):
            yield digits[:programa].zfill(width), "000", digits[-ACTIVITY_DIGITS:]
    if len(digits) <= width:
        yield digits.zfill(width), "000", "000"
