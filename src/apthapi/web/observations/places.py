"""The place that an observation is pinned to: read from its address, written in words, with what the cell says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apthapi.core.database import Database
from apthapi.core.fields import Value
from apthapi.core.schema import ROW
from apthapi.core.sheets import SHEETS, Sheet
from apthapi.web.plans.history import written
from apthapi.web.plans.rows import scope
from apthapi.web.plans.steps import STEPS

OF_STEP = "paso:"
"""How the address of a whole step begins."""
_LONGEST = 60
_DESCRIBES = ("descripcion", "factor", "texto_acp", "nombre")
_STRUCTURE, _CEILINGS = "estructura", "techos"
_TITLES = {_STRUCTURE: "Estructura", _CEILINGS: "Techos"}
LARGEST = 2**53
MOST_WORDS = 300


class NoSuchPlaceError(ValueError):
    """There is no such place in the plan or the part; the message (Spanish) says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a step, a sheet, a row, a cell, or none of them for the whole part (or plan); and that in words."""

    words: str
    paso: str = ""
    vista: str = ""
    tabla: str = ""
    renglon: int | None = None
    columna: str = ""
    value: str = ""


def place_of(database: Database, plan: str, unidad: str, text: str) -> Place:
    """The place that an address names: `vista/renglon/columna`, `vista/renglon`, `vista`, `paso:resumen`, or nothing.

    Raises NoSuchPlaceError.
    """
    if not text:
        return Place("Toda la parte de la unidad" if unidad else "Todo el plan")
    if text.startswith(OF_STEP):
        return _step(text.removeprefix(OF_STEP), unidad)
    vista, _, rest = text.partition("/")
    renglon, _, columna = rest.partition("/")
    sheet = SHEETS.get(vista)
    if sheet is None or sheet.of_unit != bool(unidad):
        raise NoSuchPlaceError("Esa planilla no es de aquí: vuelva a elegir el lugar de la observación.")
    whole = Place(f"{title_of(sheet.step)}, {sheet.title}", sheet.step, vista, sheet.table_name)
    if not renglon:
        return whole
    return _in_row(sheet, _row(database, sheet, plan, unidad, renglon), columna, whole)


def places_to_choose(unidad: str, paso: str = "") -> Iterator[tuple[str, str]]:
    """What can be observed as a whole, as pairs of address and words: of one step, or of all."""
    if not unidad:
        yield "", "Todo el plan"
        yield from ((each.name, f"{title_of(each.step)}, {each.title}") for each in SHEETS.values() if not each.of_unit)
        return
    for step in STEPS.values():
        if paso in ("", step.name):
            yield f"{OF_STEP}{step.name}", f"Todo el paso {step.title}"
            yield from ((each.name, f"{step.title}, {each.title}") for each in step.sheets if len(step.sheets) > 1)
    yield "", "Toda la parte de la unidad"


def title_of(step: str) -> str:
    """The title of a step of a unit, or of a place of the plan."""
    return STEPS[step].title if step in STEPS else _TITLES.get(step, step)


def shown_value(sheet: Sheet, column: str, row: Mapping[str, Any]) -> str:
    """What a cell says, for people."""
    return written(sheet.table.column(column), row[column])


def name_of_row(sheet: Sheet, row: Mapping[str, Value]) -> str:
    """How people know the row: its number or code, and the beginning of what it describes."""
    name = sheet.number or sheet.fields[0].name
    title = next(each.title for each in sheet.fields if each.name == name)
    known = f"línea {row[name]}" if title == "Nº" else f"{title} {row[name] or 'sin escribir'}"
    text = next((str(row[each]).strip() for each in _DESCRIBES if row.get(each)), "")
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return f"{known} «{short}»" if short else known


def _step(name: str, unidad: str) -> Place:
    step = STEPS.get(name)
    if step is None or not unidad:
        raise NoSuchPlaceError("Ese paso no existe: vuelva a elegir el lugar de la observación.")
    return Place(f"Todo el paso {step.title}", name)


def _row(database: Database, sheet: Sheet, plan: str, unidad: str, renglon: str) -> dict[str, Any]:
    where, values = scope(sheet, plan, unidad)
    number = int(renglon) if renglon.isascii() and renglon.isdigit() and int(renglon) < LARGEST else 0
    found = database.dicts(f"select * from {sheet.table_name} where {where} and {ROW} = ?", [*values, number])
    if not found:
        raise NoSuchPlaceError("Esa fila ya no existe: otra persona la quitó. Vuelva a elegir el lugar.")
    return found[0]


def _in_row(sheet: Sheet, row: dict[str, Any], columna: str, whole: Place) -> Place:
    words = f"{whole.words}, {name_of_row(sheet, row)}"
    titles = {each.name: each.title for each in sheet.fields}
    if columna and columna not in titles:
        raise NoSuchPlaceError("Esa columna no es de la planilla: vuelva a elegir el lugar de la observación.")
    value = shown_value(sheet, columna, row) if columna else ""
    words = f"{words}, {titles[columna]}" if columna else words
    return Place(words[:MOST_WORDS], whole.paso, whole.vista, whole.tabla, row[ROW], columna, value)
