"""Breaks chosen rules of an example plan, each alone: one function for each rule, in modules by subject."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from apthapi.example.breaking import (
    articulacion,
    entidad,
    modificaciones,
    presupuesto,
    proceso,
    programacion,
    requerimientos,
)
from apthapi.example.breaking.draft import Breaker, read_draft, write_draft

BREAKERS: dict[str, Breaker] = {
    **entidad.BREAKERS,
    **articulacion.BREAKERS,
    **programacion.BREAKERS,
    **requerimientos.BREAKERS,
    **presupuesto.BREAKERS,
    **modificaciones.BREAKERS,
    **proceso.BREAKERS,
}
"""What breaks each rule of the catalogue."""

_LAST = ("V44", "V43")
"""These cut the approved budget in another way, so they come after those that move money in it."""


def known_rules(rules: Iterable[str]) -> tuple[str, ...]:
    """The rules in the order in which they are broken. Raises KeyError for an unknown id."""
    chosen = {each.upper() for each in rules}
    for each in sorted(chosen - BREAKERS.keys()):
        raise KeyError(each)
    return (*sorted(chosen - set(_LAST)), *(each for each in _LAST if each in chosen))


def break_folder(folder: Path, rules: Iterable[str]) -> None:
    """Edit the plan of a folder so that those rules break, and no other. Raises KeyError for an unknown id."""
    draft = read_draft(folder)
    for each in known_rules(rules):
        BREAKERS[each](draft)
    write_draft(draft, folder)
