"""What an address may ask for after `?`: declared once, for reading it and for describing it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apthapi.core.quoting import quoted
from apthapi.web.api.problems import ProblemError, Wrong

Value = str | int | tuple[str, ...] | None

LARGEST = 2**53 - 1
"""The largest whole number that every language reads from JSON without losing any of it."""
MOST, USUAL = 1000, 100
"""Rows of a page: at most, and if nothing is said."""
_CODE = r"[^\x00-\x1f\x7f]{1,80}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: a code, a whole number if it has limits, or some of several options."""

    name: str
    about: str
    default: Value = None
    required: bool = False
    lowest: int | None = None
    highest: int | None = None
    options: tuple[str, ...] = ()
    most: int = 1
    """How many of the options may be named, with commas between them."""
    pattern: str = _CODE
    example: str = ""

    def read(self, text: str) -> Value:
        """The value that the text means. Raises ValueError (Spanish), with how to write it."""
        if self.lowest is not None and self.highest is not None:
            return self._whole(text)
        if self.options:
            return self._chosen(text)
        if not re.fullmatch(self.pattern, text):
            raise ValueError(f"{quoted(text[:40])} no sirve; escriba {self.example or 'un código de 1 a 80 letras'}.")
        return text

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        if self.lowest is not None:
            made: dict[str, Any] = {"type": "integer", "minimum": self.lowest, "maximum": self.highest}
        elif self.options and self.most > 1:
            items = {"type": "string", "enum": list(self.options)}
            made = {"type": "array", "items": items, "minItems": 1, "maxItems": self.most, "uniqueItems": True}
        elif self.options:
            made = {"type": "string", "enum": list(self.options)}
        else:
            pattern = self.pattern.replace(r"\x", r"\u00")
            made = {"type": "string", "pattern": f"^{pattern}$"}
        if self.default is not None:
            made["default"] = self.default
        return made

    def _whole(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,16}", text) or not self.lowest <= int(text) <= self.highest:  # type: ignore[operator]
            raise ValueError(
                f"{quoted(text[:40])} no sirve; escriba un número entero de {self.lowest} a {self.highest}."
            )
        return int(text)

    def _chosen(self, text: str) -> Value:
        names = text.split(",") if self.most > 1 else [text]
        unknown = next((name for name in names if name not in self.options), None)
        if unknown is not None:
            raise ValueError(f"{quoted(unknown[:40])} no es ninguno de: {', '.join(self.options)}.")
        if len(set(names)) < len(names) or len(names) > self.most:
            raise ValueError(f"Nombre hasta {self.most}, cada uno una vez, con comas: {','.join(self.options[:2])}.")
        return tuple(names) if self.most > 1 else text


def page_of(what: str) -> tuple[Parameter, Parameter]:
    """The two parameters of what comes by pages."""
    return (
        Parameter("desde", f"El «siguiente» de la página anterior: vienen {what} posteriores.", 0, False, 0, LARGEST),
        Parameter("limite", "Cuántas filas trae la página.", USUAL, False, 1, MOST),
    )


def read_parameters(given: QueryDict, declared: Sequence[Parameter]) -> dict[str, Any]:
    """The values by name. Raises ProblemError with everything that is wrong at once."""
    wrong = list(_unknown(given, [each.name for each in declared]))
    found: dict[str, Any] = {}
    for each in declared:
        texts = given.getlist(each.name)
        if not texts:
            found[each.name] = each.default
            if each.required:
                wrong.append(Wrong(each.name, f"Falta. {each.about}"))
            continue
        if len(texts) > 1:
            wrong.append(Wrong(each.name, "Está más de una vez; escríbalo una sola."))
            continue
        try:
            found[each.name] = each.read(texts[0])
        except ValueError as problem:
            wrong.append(Wrong(each.name, str(problem)))
    if wrong:
        raise ProblemError(422, "; ".join(f"{each.parameter}: {each.reason}" for each in wrong), wrong=wrong)
    return found


def _unknown(given: Iterable[str], names: Sequence[str]) -> Iterable[Wrong]:
    for name in given:
        if name not in names:
            there = f"Se admiten: {', '.join(names)}." if names else "Esta dirección no admite ninguno."
            yield Wrong(name[:80], f"No existe ese parámetro. {there}")
