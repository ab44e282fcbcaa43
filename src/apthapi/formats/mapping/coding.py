"""The codes of units, actions, operations and tasks, when a sheet gives them, and when it gives only their text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import fuzz

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.formats.mapping.names import code_and_text, folded, initials

_ALIKE = 92
"""How alike the name of a unit must be to one that is known."""
_CODE_OF_UNIT = re.compile(r"[^\s/\\?#%]{1,14}")
_UNIT_AND_NAME = re.compile(r"([A-ZÁÉÍÓÚÑ0-9][A-ZÁÉÍÓÚÑ0-9.&]{0,13})\s*[-–—:|]\s*(\S.+)")
Scope = tuple[str, ...]


class Codes:
    """Gives the same code to the same text, wherever in the workbook it stands."""

    def __init__(
        self,
        units: Mapping[str, str],
        words: Mapping[str, Mapping[str, str]],
        categories: Mapping[str, str] | None = None,
    ) -> None:
        self._categories = {_category(text): code for text, code in (categories or {}).items()}
        self._words = {name: {folded(text): code for text, code in pairs.items()} for name, pairs in words.items()}
        self._units = dict(units)
        self._known: dict[tuple[str, Scope], dict[str, str]] = {}
        self._taken: dict[tuple[str, Scope], set[str]] = {("unidad", ()): set(units)}
        self._known[("unidad", ())] = {folded(name): code for code, name in units.items() if name}

    def resolve(self, level: str, scope: Scope, text: str) -> tuple[str, str]:
        """The code that a cell means, and the text that it brings beside it."""
        said = self._words.get(level, {}).get(folded(text))
        if said:
            self._remember(level, scope, said, text)
            return said, text if said != text else ""
        code, name = _unit(text) if level == "unidad" else code_and_text(text)
        if not code:
            code = self._code_for(level, scope, name)
        self._remember(level, scope, code, name)
        return code, name

    def unit_of_category(self, text: str) -> str:
        """The unit of a category, however it is written; empty if it is of none that is known."""
        return self._categories.get(_category(text), "") if text else ""

    def _remember(self, level: str, scope: Scope, code: str, name: str) -> None:
        self._taken.setdefault((level, scope), set()).add(code)
        if name:
            self._known.setdefault((level, scope), {}).setdefault(folded(name), code)

    def _code_for(self, level: str, scope: Scope, name: str) -> str:
        known = self._known.get((level, scope), {})
        flat = folded(name)
        if flat in known:
            return known[flat]
        taken = self._taken.get((level, scope), set())
        if level == "unidad":
            near = max(known, key=lambda each: fuzz.ratio(each, flat), default="")
            return known[near] if near and fuzz.ratio(near, flat) >= _ALIKE else initials(name, frozenset(taken))
        return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)


def _category(text: str) -> str:
    try:
        return str(parse_categoria(text))
    except CategoriaError:
        return text.strip()


def _unit(text: str) -> tuple[str, str]:
    text = " ".join(text.split())
    if _CODE_OF_UNIT.fullmatch(text):
        return text, ""
    if found := _UNIT_AND_NAME.fullmatch(text):
        return found[1], found[2]
    code, name = code_and_text(text)
    return (code, name) if code else ("", text)
