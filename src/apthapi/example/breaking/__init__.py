"""Breaks chosen rules of an example plan, each alone: one function for each rule, in modules by subject.

Any rule can be broken alone, and nearly all with any other. By their own logic these cannot be broken together:

- V39 or V40 with V42: only a techo without fuente breaks the total of a unit and no fuente of it, and V42 does not
  judge a plan that has such a techo.
- V44 with V33, V45, V46 or V47: V44 breaks without V45 only if the approved budget is not known by group, and those
  need it so.
- V42 with V43, V49 or V53: beside a unit without lines, V52 compares the resources with the approved budget.
"""

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

_LAST = ("V54", "V44", "V43")
"""These copy the lines or cut the approved budget in another way, so they come after those that move money."""


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
