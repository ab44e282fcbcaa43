"""The tables of a plan: by pages of rows, and whole as a stream that holds a few thousand rows at a time.

Rows come in the order of their `renglon`, which an index gives from any row on: a page costs the same wherever it is,
and a row that stays is neither left out nor told twice while others come and go. No reading is kept open between two
parts of a stream, however slow the caller is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from apthapi.core.fields import plain_number
from apthapi.core.money import plain_amount
from apthapi.core.schema import ROW, SCALE, Column, Kind
from apthapi.core.tables import TABLES
from apthapi.web.api.asked import Answer, Asked, Made, as_page
from apthapi.web.api.cells import cells_of_table, rows_as_json
from apthapi.web.api.parameters import Parameter, page_of
from apthapi.web.api.who import Needs, Place
from apthapi.web.plans.live import SCHEMAS, live

AT_ONCE = 2000
"""Rows of a stream that are in memory together."""

_STRUCTURE = Needs("ver_plan")
_OF_UNITS = Needs("ver_tablero", "ver_unidad")
_OF_WHOLE = Needs("ver_consolidado")

OFFERED: dict[str, Needs] = {
    "pdes": _STRUCTURE,
    "acciones_estrategicas": _STRUCTURE,
    "acciones_corto_plazo": _STRUCTURE,
    "unidades": _OF_UNITS,
    "acp_unidad": _OF_UNITS,
    "operaciones": _OF_UNITS,
    "tareas": _OF_UNITS,
    "requerimientos": _OF_UNITS,
    "techos": Needs("ver_techos", "ver_unidad"),
    "recursos": _OF_WHOLE,
    "presupuesto_aprobado": _OF_WHOLE,
    "modificaciones": Needs("ver_modificaciones"),
    "ejecucion_fisica": Needs("ver_avance", "ver_avance_unidad"),
    "ejecucion_financiera": Needs("ver_gasto", "ver_gasto_unidad"),
    "evaluaciones": Needs("ver_evaluacion", "ver_evaluacion_unidad"),
    "documentos": Needs("ver_expediente"),
}
"""The tables that are told, and what a position needs to see each."""

_FILTERS = ("unidad", "acp", "ae", "operacion", "formulario", "categoria", "partida", "fuente", "organismo")


def filters_of(table: str) -> tuple[Parameter, ...]:
    """By which columns the rows of a table may be narrowed."""
    columns = [each for each in TABLES[table].columns if each.name in _FILTERS]
    return tuple(
        Parameter(each.name, f"Solo las filas con este valor. {each.about}.", options=each.options) for each in columns
    )


def parameters_of(table: str) -> tuple[Parameter, ...]:
    """All that the pages of a table may be asked."""
    return (*page_of("las filas"), *filters_of(table))


def page(table: str, asked: Asked) -> Answer:
    """A page of rows."""
    place = asked.place

    def make() -> Made:
        most = asked.values["limite"]
        found = _rows(table, place, asked, asked.values["desde"], most + 1)
        following = found[most - 1][0] if len(found) > most else None
        return as_page(rows_as_json(cells_of_table(table), _columns(table), found[:most]), following)

    return Answer(make, _stamp(table, place))


def ndjson(table: str, asked: Asked) -> Answer:
    """Every row, each a JSON object in its line."""
    place = asked.place

    def pieces() -> Iterator[bytes]:
        for rows in _parts(table, place, asked):
            yield ("\n".join(rows_as_json(cells_of_table(table), _columns(table), rows)) + "\n").encode()

    return Answer(lambda: Made(pieces(), file=f"{place.plan}-{table}.ndjson"), _stamp(table, place))


def as_csv(table: str, asked: Asked) -> Answer:
    """Every row, as the files of the plan format write it."""
    place, columns = asked.place, TABLES[table].columns

    def pieces() -> Iterator[bytes]:
        yield _written([[each.name for each in columns]])
        plan_at = next(at for at, each in enumerate(columns) if each.name == "plan")
        rest = [each for each in columns if each.name != "plan"]
        how = [_writer(each) for each in rest]
        for rows in _parts(table, place, asked):
            lines = [[say(value) for say, value in zip(how, row[1:], strict=True)] for row in rows]
            for line in lines:
                line.insert(plan_at, place.plan)
            yield _written(lines)

    return Answer(lambda: Made(pieces(), file=f"{place.plan}-{table}.csv"), _stamp(table, place))


def _stamp(table: str, place: Place) -> str:
    return f"{place.stamp} {place.only(table)}"


def _columns(table: str) -> list[str]:
    return [ROW, *(each.name for each in TABLES[table].columns if each.name != "plan")]


def _parts(table: str, place: Place, asked: Asked) -> Iterator[list[Any]]:
    after = 0
    while rows := _rows(table, place, asked, after, AT_ONCE):
        yield rows
        after = rows[-1][0]


def _rows(table: str, place: Place, asked: Asked, after: int, most: int) -> list[Any]:
    only = {each.name: asked.values[each.name] for each in filters_of(table) if asked.values.get(each.name)}
    where, values = "plan = ? and renglon > ?", [place.plan, after]
    if place.unit and "unidad" in TABLES[table].names:
        where, values = f"{where} and unidad = ?", [*values, place.unit]
    for name, value in only.items():
        where, values = f"{where} and {name} = ?", [*values, value]
    if condition := place.only(table):
        where = f"{where} and ({condition})"
    database = live()
    names = ", ".join(_columns(table))
    sql = f"select {names} from {SCHEMAS[database.engine]}.{table} where {where} order by {ROW} limit {int(most)}"
    return database.query(sql, values)


def _writer(column: Column) -> Callable[[Any], str]:
    """`core.fields.write` for one column, chosen once and not for each of a million cells."""
    if column.kind is Kind.MONEY:
        return lambda value: "" if value is None else plain_amount(value)
    if column.is_number:
        scale = SCALE[column.kind]
        return lambda value: "" if value is None else plain_number(value, scale)
    return str


def _written(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()
