"""The money of a plan, or of every version of a gestión, by what it is told apart by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from apthapi.compare.breakdown import CODES, MOST, Sum, breakdown
from apthapi.core.money import plain_amount
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.api.asked import Answer, Asked, Made, as_json
from apthapi.web.api.cells import amounts_of, object_schema
from apthapi.web.api.parameters import Parameter
from apthapi.web.api.problems import ProblemError, not_found
from apthapi.web.api.who import Place
from apthapi.web.plans.live import SCHEMAS, live

LARGEST = 20_000
"""Rows of an answer: more are asked for narrower."""

_BY = Parameter(
    "por",
    f"Por qué se desglosa: hasta {MOST}, con comas. Un código vacío es lo que no se distingue.",
    default=("unidad",),
    options=CODES,
    most=MOST,
)
PARAMETERS = (_BY, *(Parameter(name, f"Solo el dinero con este código de {name}.") for name in CODES))

_IN_SETS = {"partida": "objeto_gasto", "grupo": "objeto_gasto", "fuente": "fuentes", "organismo": "organismos"}
_CODES_SCHEMA = {name: {"type": "string"} for name in CODES}
_AMOUNTS = {cell.name: cell.schema for cell in amounts_of("importe", "Importe")}
_TOTALS = {cell.name: cell.schema for cell in amounts_of("total", "Suma de lo que se muestra")}
_ROW = {"type": "object", "required": list(_AMOUNTS), "properties": _CODES_SCHEMA | _AMOUNTS}
_NAMES = {"type": "object", "description": "Cómo se llama cada código", "additionalProperties": True}
SCHEMA = object_schema(
    [],
    plan={"type": "string"},
    por={"type": "array", "items": {"enum": list(CODES)}},
    **_TOTALS,
    datos={"type": "array", "items": _ROW | {"additionalProperties": False}},
    nombres=_NAMES,
)
_OF_VERSION = {"plan": {"type": "string"}, "version": {"type": "integer"}}
VERSIONS_SCHEMA = object_schema(
    [],
    entidad={"type": "string"},
    gestion={"type": "integer"},
    por={"type": "array", "items": {"enum": list(CODES)}},
    datos={
        "type": "array",
        "items": {
            "type": "object",
            "required": [*_OF_VERSION, *_AMOUNTS],
            "properties": _OF_VERSION | _CODES_SCHEMA | _AMOUNTS,
            "additionalProperties": False,
        },
    },
    nombres=_NAMES,
)


def of_plan(asked: Asked) -> Answer:
    """The money of one version."""
    place = asked.place

    def make() -> Made:
        by, sums = asked.values["por"], _sums(asked, place)
        total = sum(each.amount for each in sums)
        told = {"plan": place.plan, "por": by, "total": plain_amount(total), "total_centavos": total}
        return as_json(told | {"datos": [_row(by, each) for each in sums], "nombres": _named([place.plan], by, sums)})

    return Answer(make, place.stamp)


def of_versions(asked: Asked) -> Answer:
    """The money of every version of an entity and a gestión that may be seen, the first version first."""
    entidad, gestion = asked.arguments["entidad"], int(asked.arguments["gestion"])
    places = _places(asked, entidad, gestion)
    if not places:
        raise not_found("No hay versiones de esa entidad y gestión.")

    def make() -> Made:
        by = asked.values["por"]
        found = [(number, place.plan, each) for number, place in places for each in _sums(asked, place)]
        _refuse_if_too_many(found)
        rows = [{"plan": plan, "version": number, **_row(by, each)} for number, plan, each in found]
        names = _named([place.plan for _, place in places], by, [each for *_, each in found])
        return as_json({"entidad": entidad, "gestion": gestion, "por": by, "datos": rows, "nombres": names})

    return Answer(make, " ".join(place.stamp for _, place in places))


def _places(asked: Asked, entidad: str, gestion: int) -> list[tuple[int, Place]]:
    known = list(asked.who.versions())
    marks = ", ".join("?" for _ in known)
    rows = live().query(
        "select plan, version from planes where (entidad = ? or (entidad = '' and sigla = ?)) and gestion = ? "
        f"and plan in ({marks or 'null'}) order by version, renglon",
        [entidad, entidad, gestion, *known],
    )
    return [(number, place) for plan, number in rows if (place := _place(asked, plan)) is not None]


def _place(asked: Asked, plan: str) -> Place | None:
    """The version as far as it may be seen; None for one in which the unit of the position is not."""
    try:
        return asked.who.place(plan, asked.needs)
    except ProblemError as problem:
        if problem.status == 404:
            return None
        raise


def _sums(asked: Asked, place: Place) -> list[Sum]:
    database = live()
    own = PlanInPlace(database, place.plan, replaces=(), schema=SCHEMAS[database.engine], unidad=place.unit)
    only = {name: asked.values[name] for name in CODES if asked.values[name] is not None}
    sums = breakdown(own.query, place.plan, asked.values["por"], only)
    _refuse_if_too_many(sums)
    return sums


def _refuse_if_too_many(found: Sequence[object]) -> None:
    if len(found) > LARGEST:
        raise ProblemError(422, f"Son más de {LARGEST} filas: desglose por menos, o elija una unidad o una partida.")


def _row(by: Iterable[str], each: Sum) -> dict[str, Any]:
    codes = dict(zip(by, each.codes, strict=True))
    return codes | {"importe": plain_amount(each.amount), "importe_centavos": each.amount}


def _named(plans: Sequence[str], by: Sequence[str], sums: Sequence[Sum]) -> dict[str, dict[str, str]]:
    """How the codes that are shown are called in the gestión of the plans."""
    return {
        name: _names_of(name, plans, sorted({each.codes[at] for each in sums} - {""}))
        for at, name in enumerate(by)
        if name == "unidad" or name in _IN_SETS
    }


def _names_of(name: str, plans: Sequence[str], codes: Sequence[str]) -> dict[str, str]:
    database = live()
    schema, of_plans = SCHEMAS[database.engine], ", ".join("?" for _ in plans)
    if name == "unidad":
        sql = f"select unidad, max(nombre) from {schema}.unidades where plan in ({of_plans}) group by unidad"
    else:
        sql = (
            f"select codigo, max(nombre) from {schema}.{_IN_SETS[name]} where gestion in "
            f"(select gestion from {schema}.planes where plan in ({of_plans})) group by codigo"
        )
    known: dict[str, str] = dict(database.query(sql, list(plans)))
    return {code: known[code] for code in codes if code in known}
