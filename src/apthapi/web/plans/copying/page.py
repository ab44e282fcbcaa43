"""The rows of a source as they are chosen: which are already here, and what can be raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apthapi.core.database import Database
from apthapi.core.fields import words_of
from apthapi.core.sheets import SHEETS
from apthapi.web.plans.copying.choice import Choice
from apthapi.web.plans.copying.sources import Part

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows are shown: with these words, of this form, or only what is not here yet."""

    words: str = ""
    form: str = ""
    only_new: bool = False

    def keeps(self, row: Row, *, is_here: bool) -> bool:
        """Whether a row is shown."""
        text = f"{row.get('partida', '')} {row['descripcion']}".lower()
        found = all(word in f"{text} {words_of(text)}" for word in self.words.lower().split())
        return found and (not self.form or row.get("formulario") == self.form) and not (self.only_new and is_here)


@dataclass(frozen=True, slots=True)
class Option:
    """A row that can be ticked; `tasks` are those of an operation."""

    row: Row
    is_here: bool
    ticked: bool
    tasks: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Rise:
    """A percentage that can be written: for all, for a group or for a partida, with what it would raise."""

    code: str
    name: str
    lines: int
    amount: int
    text: str
    problem: str
    is_group: bool


def operations(source: Part, here: Part, shown: Filter, choice: Choice | None) -> list[Option]:
    """The operations of the source with their tasks. Without a choice yet, those that are not here are ticked."""
    known = {_words(row) for row in here.operaciones} - {""}
    known_tasks = {_words(row) for row in here.tareas} - {""}
    found = []
    for row in source.operaciones:
        is_here = _words(row) in known
        tasks = tuple(
            _option(task, _words(task) in known_tasks, choice.tareas if choice else None)
            for task in source.tareas
            if task["operacion"] == row["operacion"]
        )
        if shown.keeps(row, is_here=is_here) and not shown.form:
            found.append(_option(row, is_here, choice.operaciones if choice else None, tasks))
    return found


def lines(source: Part, here: Part, shown: Filter, choice: Choice | None) -> list[Option]:
    """The lines of the source; a line is here if one of the same form and partida has the same words."""
    known = {_same(row) for row in here.lineas}
    options = [
        _option(row, bool(row["descripcion_clave"]) and _same(row) in known, choice.lineas if choice else None)
        for row in source.lineas
    ]
    return [each for each in options if shown.keeps(each.row, is_here=each.is_here)]


def rises(database: Database, source: Part, here: Part, choice: Choice | None) -> list[Rise]:
    """What can be raised: everything, each group, each partida that the source has."""
    of_code: dict[str, list[Row]] = {"": list(source.lineas)}
    for row in source.lineas:
        if row["partida"]:
            of_code.setdefault(f"{row['partida'][:1]}0000", []).append(row)
            of_code.setdefault(row["partida"], []).append(row)
    # The names of today stand over those of before, which may not be loaded.
    names: dict[str, str] = dict(
        database.query(
            "select codigo, nombre from objeto_gasto where gestion in (?, ?) order by gestion",
            [source.gestion, here.gestion],
        )
    )
    written, problems = (choice.written, choice.problems) if choice else ({}, {})
    return [
        Rise(
            code,
            names.get(code, "") if code else "Todo lo demás",
            len(rows),
            _amount(rows),
            written.get(code, ""),
            problems.get(code, ""),
            not code or code.endswith("0000"),
        )
        for code, rows in sorted(of_code.items())
    ]


def forms(source: Part) -> list[tuple[str, str]]:
    """The forms that the source has lines of."""
    used = {row["formulario"] for row in source.lineas}
    return [(form, SHEETS[f"requerimientos_{form}"].title) for form in sorted(used)]


def _option(row: Row, is_here: bool, chosen: frozenset[int] | None, tasks: tuple[Option, ...] = ()) -> Option:
    return Option(row, is_here, not is_here if chosen is None else row["renglon"] in chosen, tasks)


def _words(row: Row) -> str:
    return words_of(row["descripcion"])


def _same(row: Row) -> tuple[str, str, str]:
    return row["formulario"], row["partida"], row["descripcion_clave"]


def _amount(rows: Iterable[Row]) -> int:
    return sum(row["importe"] or 0 for row in rows)
