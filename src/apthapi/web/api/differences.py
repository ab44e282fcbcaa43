"""What a version changed of another: its money at every level, and the rows of a table that differ."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from apthapi.compare import Comparison, compare_plans
from apthapi.compare.changes import Change, Move
from apthapi.compare.pairs import Kind, Pair, Wanted, pairs_of, whole_rows
from apthapi.core.money import plain_amount
from apthapi.web.api.asked import Answer, Asked, Made, as_json, as_page
from apthapi.web.api.cells import amounts_of, cells_of_table, object_schema, rows_as_json
from apthapi.web.api.parameters import LARGEST, MOST, USUAL, Parameter
from apthapi.web.api.problems import not_found
from apthapi.web.api.who import Place
from apthapi.web.comparison.money import MONEY_TABLES
from apthapi.web.comparison.versions import Places
from apthapi.web.plans.live import live
from apthapi.web.plans.package import photograph

LEVELS = ("unidad", "categoria", "grupo", "partida", "fuente")
ROWS = ("unidades", "acciones_corto_plazo", "acp_unidad", "operaciones", "tareas", "requerimientos")
"""The tables whose rows are set side by side."""

_WITH = Parameter("con", "La versión con la que se compara; si no se dice, la que reemplaza.")
PARAMETERS = (_WITH, Parameter("nivel", "Solo los cambios de ese nivel.", options=LEVELS))
ROW_PARAMETERS = (
    _WITH,
    Parameter("desde", "El «siguiente» de la página anterior.", 0, False, 0, LARGEST),
    Parameter("limite", "Cuántas filas trae la página.", USUAL, False, 1, MOST),
    Parameter("que", "Solo lo que se agrega, se quita o cambia.", options=tuple(Kind)),
)

_SIDES = (("total_antes", "Total antes"), ("total_despues", "Total después"))
_MOVED = (*amounts_of("antes", "Antes"), *amounts_of("despues", "Después"), *amounts_of("diferencia", "Diferencia"))
_CHANGE = object_schema(
    _MOVED,
    nivel={"enum": list(LEVELS)},
    codigo={"type": "string"},
    nombre={"type": "string"},
    que={"enum": [str(each) for each in Move]},
)
SCHEMA = object_schema(
    [cell for name, about in _SIDES for cell in amounts_of(name, about)],
    plan={"type": "string"},
    con={"type": "string"},
    frases={"type": "array", "items": {"type": "string"}, "description": "Los cambios, dichos en palabras"},
    cambios={"type": "array", "items": _CHANGE},
)


def row_schema(table: str) -> dict[str, Any]:
    """The schema of a row that differs, in a table."""
    side = {"anyOf": [{"$ref": f"#/components/schemas/{table}"}, {"type": "null"}]}
    return object_schema([], que={"enum": [str(each) for each in Kind]}, antes=side, despues=side)


def money(asked: Asked) -> Answer:
    """The money that moved, level by level."""
    place, other = _both(asked)

    def make() -> Made:
        compared = _compared(asked, place, other)
        levels = [asked.values["nivel"]] if asked.values["nivel"] else LEVELS
        totals = zip(("total_antes", "total_despues"), (compared.total_before, compared.total_after), strict=True)
        told: dict[str, object] = {"plan": place.plan, "con": other.plan, "frases": list(compared.sentences)}
        for name, amount in totals:
            told |= _amounts(name, amount)
        told["cambios"] = [_told(level, each) for level in levels for each in compared.money[level]]
        return as_json(told)

    return Answer(make, f"{place.stamp} {other.stamp}")


def rows(table: str, asked: Asked) -> Answer:
    """The rows of a table that differ, in the order of the table; `desde` counts those that were told already."""
    place, other = _both(asked)

    def make() -> Made:
        start, most = asked.values["desde"], asked.values["limite"]
        side = Places(other.plan, place.plan).of(table)
        wanted = Wanted(unidad=place.unit, kind=Kind(asked.values["que"]) if asked.values["que"] else None)
        pairs = pairs_of(live().query, table, side, wanted)
        some = pairs[start : start + most]
        found = whole_rows(live().query, table, side, [row for each in some for row in _both_rows(each)])
        following = start + most if len(pairs) > start + most else None
        return as_page([_pair(table, each, found) for each in some], following)

    return Answer(make, f"{place.stamp} {other.stamp}")


def _both(asked: Asked) -> tuple[Place, Place]:
    """The plan of the address and the one with which it is compared. Raises ProblemError."""
    place = asked.place
    wanted = asked.values["con"] or live().value("select reemplaza from planes where plan = ?", [place.plan])
    if not wanted:
        raise not_found("Esta versión no reemplaza a ninguna: diga en «con» con cuál se compara.")
    known = asked.who.versions()
    if wanted not in known:
        raise not_found("La otra versión no existe o no se ve aquí: diga en «con» otra con la que se compare.")
    other = Place(known[wanted], place.unit)
    same = live().query("select distinct entidad from planes where plan in (?, ?)", [place.plan, other.plan])
    if len(same) > 1:
        raise not_found("Se compara con otra versión de la misma entidad: diga en «con» una de ellas.")
    return place, other


def _compared(asked: Asked, place: Place, other: Place) -> Comparison:
    photo = photograph(
        [place.plan, other.plan],
        units=[place.unit] if place.unit else None,
        before=[each for each in asked.who.chain(other.plan) if each != place.plan],
        tables=MONEY_TABLES - {"ejecucion_financiera"},
        only={"modificaciones": "incorporada <> 'no'"},
        whole={"unidades"},
        summed=True,
    )
    with closing(photo.package) as package:
        return compare_plans(package, other.plan, place.plan, rows=False, unidad=place.unit)


def _told(level: str, change: Change) -> dict[str, object]:
    told = {"nivel": level, "codigo": change.code, "nombre": change.label, "que": str(change.move)}
    known = None if change.move is Move.UNKNOWN else change.difference
    return told | _amounts("antes", change.before) | _amounts("despues", change.after) | _amounts("diferencia", known)


def _amounts(name: str, amount: int | None) -> dict[str, object]:
    return {name: None if amount is None else plain_amount(amount), f"{name}_centavos": amount}


def _both_rows(pair: Pair) -> list[int]:
    return [each for each in (pair.before, pair.after) if each is not None]


def _pair(table: str, pair: Pair, found: dict[int, dict[str, Any]]) -> str:
    sides = [_side(table, found.get(row) if row is not None else None) for row in (pair.before, pair.after)]
    return f'{{"que":"{pair.kind}","antes":{sides[0]},"despues":{sides[1]}}}'


def _side(table: str, row: dict[str, Any] | None) -> str:
    if row is None:
        return "null"
    [told] = rows_as_json(cells_of_table(table), list(row), [list(row.values())])
    return told
