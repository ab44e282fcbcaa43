"""What a person chose to bring, and how, as the pages send it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from apthapi.core.tables import TABLES
from apthapi.core.typed import understand

PERCENT = TABLES["operaciones"].column("ponderacion")
"""A column of percents: how people write them is understood as in any other."""
LOWEST, HIGHEST = -9_000, 50_000
RISE = "s|"
TABLES_BROUGHT = ("operaciones", "tareas", "lineas")


class BadChoiceError(ValueError):
    """The request is not one that the pages make."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of the source by `renglon`; whether months come, whether taken codes get another number; the rises.

    `written` are the percentages as they were typed, by partida, group, or '' for all; `rises`, those understood, in
    hundredths; `problems`, why the others were not.
    """

    operaciones: frozenset[int] = frozenset()
    tareas: frozenset[int] = frozenset()
    lineas: frozenset[int] = frozenset()
    months: bool = True
    renumbers: bool = False
    written: Mapping[str, str] = field(default_factory=dict)
    rises: Mapping[str, int] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.operaciones or self.tareas or self.lineas)

    def as_json(self) -> str:
        """In one text, for the page that previews it."""
        rows = {name: sorted(getattr(self, name)) for name in TABLES_BROUGHT}
        return json.dumps({**rows, "meses": self.months, "renumera": self.renumbers, "subidas": dict(self.written)})


def read_choice(data: QueryDict) -> Choice:
    """From the form where rows are ticked, or from the text of the preview. Raises BadChoiceError."""
    try:
        if "eleccion" in data:
            kept = json.loads(data.get("eleccion", ""))
            rows = {name: _numbers(kept[name]) for name in TABLES_BROUGHT}
            return _choice(rows, dict(kept["subidas"]), months=bool(kept["meses"]), renumbers=bool(kept["renumera"]))
        rows = {name: _numbers(data.getlist(name)) for name in TABLES_BROUGHT}
        written = {key.removeprefix(RISE): text for key, text in data.items() if key.startswith(RISE)}
        return _choice(rows, written, months="meses" in data, renumbers=data.get("codigos") == "otros")
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as problem:
        raise BadChoiceError(f"El pedido no tiene la forma esperada: {problem}.") from None


def _choice(
    rows: Mapping[str, frozenset[int]], written: Mapping[str, object], *, months: bool, renumbers: bool
) -> Choice:
    texts = {str(code): str(text).strip() for code, text in written.items() if str(text).strip()}
    rises: dict[str, int] = {}
    problems: dict[str, str] = {}
    for code, text in texts.items():
        typed = understand(PERCENT, text)
        if typed.problem or not isinstance(typed.value, int):
            problems[code] = typed.problem
        elif not LOWEST <= typed.value <= HIGHEST:
            problems[code] = "Escriba un porcentaje entre −90 y 500."
        else:
            rises[code] = typed.value
    return Choice(**rows, months=months, renumbers=renumbers, written=texts, rises=rises, problems=problems)


def _numbers(values: Iterable[object]) -> frozenset[int]:
    return frozenset(int(str(value)) for value in values)
