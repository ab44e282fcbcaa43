"""A stored value as JSON text, and the schema of what is written.

Money is told twice, as text with two decimals and as whole centavos, and never as a number with a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from json.encoder import encode_basestring
from typing import Any

from apthapi.core.fields import plain_number
from apthapi.core.money import plain_amount
from apthapi.core.schema import ROW, SCALE, Column, Kind
from apthapi.core.tables import TABLES

CENTAVOS = "_centavos"
"""Suffix of the second name of an amount."""

Schema = dict[str, Any]
_MONEY: Schema = {"type": ["string", "null"], "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
_DECIMAL: Schema = {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]{1,4})?$"}
_WHOLE: Schema = {"type": ["integer", "null"]}
_BOOLEANS = {"si": "true", "no": "false"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A name of an answer, from which column it comes, how its value is written as JSON, and its schema."""

    name: str
    column: str
    write: Callable[[Any], str]
    schema: Schema


def text(value: Any) -> str:
    """Text as JSON; what is not there is null."""
    return encode_basestring(value) if value else "null"


def whole(value: Any) -> str:
    """A whole number as JSON."""
    return "null" if value is None else str(value)


def amount(value: Any) -> str:
    """Centavos as text with two decimals."""
    return "null" if value is None else f'"{plain_amount(value)}"'


def amounts_of(name: str, about: str) -> tuple[Cell, Cell]:
    """The two cells of an amount."""
    return (
        Cell(name, name, amount, _MONEY | {"description": f"{about}, en bolivianos, como texto"}),
        Cell(name + CENTAVOS, name, whole, _WHOLE | {"description": f"{about}, en centavos"}),
    )


def cells_of(column: Column) -> tuple[Cell, ...]:
    """How a column of the format is told."""
    about, name = {"description": column.about}, column.name
    match column.kind:
        case Kind.MONEY:
            return amounts_of(name, column.about)
        case Kind.QUANTITY | Kind.PERCENT:
            return (Cell(name, name, _decimal(SCALE[column.kind]), _DECIMAL | about),)
        case Kind.INTEGER:
            return (Cell(name, name, whole, _WHOLE | about),)
        case Kind.BOOLEAN:
            written = lambda value: _BOOLEANS.get(value, "null")  # noqa: E731 - beside its schema
            return (Cell(name, name, written, {"type": ["boolean", "null"], **about}),)
        case Kind.DATE:
            return (Cell(name, name, text, {"type": ["string", "null"], "format": "date", **about}),)
        case Kind.OPTION:
            return (Cell(name, name, text, {"enum": [*column.options, None], **about}),)
        case _:
            return (Cell(name, name, text, {"type": ["string", "null"], **about}),)


@cache
def cells_of_table(name: str) -> tuple[Cell, ...]:
    """The cells of a row of a table of the format: its `renglon`, which lasts, and its columns but for the plan."""
    about = "Número de la fila: no cambia mientras la fila exista"
    row = Cell(ROW, ROW, whole, {"type": "integer", "description": about})
    columns = [each for each in TABLES[name].columns if each.name != "plan" or name == "planes"]
    return (row, *(cell for each in columns for cell in cells_of(each)))


def rows_as_json(cells: Sequence[Cell], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Each row, whose values are those of the columns, as a JSON object."""
    place = {name: at for at, name in enumerate(columns)}
    how = [(f'"{cell.name}":', cell.write, place[cell.column]) for cell in cells]
    for row in rows:
        yield "{" + ",".join([f"{name}{write(row[at])}" for name, write, at in how]) + "}"


def object_schema(cells: Iterable[Cell], **more: Schema) -> Schema:
    """The schema of an object with those cells, all of them always there."""
    properties = {cell.name: cell.schema for cell in cells} | more
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _decimal(scale: int) -> Callable[[Any], str]:
    return lambda value: "null" if value is None else f'"{plain_number(value, scale)}"'
