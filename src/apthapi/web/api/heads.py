"""Which entities and which versions of their plans there are."""

from __future__ import annotations

from typing import Any

from apthapi.core.tables import TABLES
from apthapi.web.api.asked import Answer, Asked, Made, as_page
from apthapi.web.api.cells import Cell, cells_of, object_schema, rows_as_json, text, whole
from apthapi.web.api.parameters import USUAL, Parameter, page_of
from apthapi.web.plans.live import live
from apthapi.web.process.models import EstadoDePlan

_CODE = {"type": ["string", "null"]}

ENTITIES = (
    Cell("entidad", "entidad", text, {"type": "string", "description": "Código institucional"}),
    Cell("nombre", "nombre", text, _CODE | {"description": "Nombre de la entidad"}),
    Cell("sigla", "sigla", text, _CODE | {"description": "Sigla"}),
    Cell("versiones", "versiones", whole, {"type": "integer", "description": "Cuántas versiones se ven aquí"}),
    Cell("primera_gestion", "primera", whole, {"type": "integer", "description": "Primera gestión"}),
    Cell("ultima_gestion", "ultima", whole, {"type": "integer", "description": "Última gestión"}),
)
_OF_PLAN = tuple(cell for each in TABLES["planes"].columns for cell in cells_of(each))
VERSIONS = (
    Cell("renglon", "renglon", whole, {"type": "integer", "description": "Número de la fila"}),
    *_OF_PLAN,
    Cell("estado", "estado", text, {"enum": list(EstadoDePlan.values), "description": "Estado de la versión"}),
    Cell("publicada", "publicada", lambda value: "true" if value else "false", {"type": "boolean"}),
)
ENTITY, VERSION = object_schema(ENTITIES), object_schema(VERSIONS)

OF_ENTITIES = (
    Parameter("desde", "El «siguiente» de la página anterior: vienen las entidades posteriores.", example="340"),
    Parameter("limite", "Cuántas trae la página.", USUAL, False, 1, 1000),
)
OF_VERSIONS = (
    *page_of("las versiones"),
    Parameter("entidad", "Solo las de esa entidad."),
    Parameter("gestion", "Solo las de esa gestión.", None, False, 1900, 2999),
)


def entities(asked: Asked) -> Answer:
    """The entities with a version that may be seen, by their code."""
    return Answer(lambda: _entities(asked))


def versions(asked: Asked) -> Answer:
    """The versions that may be seen, in the order in which they came to be."""
    return Answer(lambda: _versions(asked))


def version(asked: Asked) -> Answer:
    """One version."""
    place = asked.place

    def make() -> Made:
        rows = _heads([place.plan])
        [told] = rows_as_json(VERSIONS, _NAMES, [(*row, place.version.estado, place.version.publicada) for row in rows])
        return Made(told.encode())

    return Answer(make, place.stamp)


_STORED = ("renglon", *TABLES["planes"].names)
_NAMES = (*_STORED, "estado", "publicada")


def _entities(asked: Asked) -> Made:
    most, after = asked.values["limite"], asked.values["desde"] or ""
    found: dict[str, list[Any]] = {}
    for row in _heads(list(asked.who.versions())):
        told = dict(zip(_STORED, row, strict=True))
        code = told["entidad"] or told["sigla"]
        one = found.setdefault(code, [code, "", "", 0, told["gestion"], told["gestion"]])
        one[1:4] = told["nombre_entidad"], told["sigla"], one[3] + 1
        one[4:] = min(one[4], told["gestion"]), max(one[5], told["gestion"])
    codes = [code for code in sorted(found) if code > after][: most + 1]
    following = codes[most - 1] if len(codes) > most else None
    rows = [found[code] for code in codes[:most]]
    names = ["entidad", "nombre", "sigla", "versiones", "primera", "ultima"]
    return as_page(rows_as_json(ENTITIES, names, rows), following)


def _versions(asked: Asked) -> Made:
    most, wanted = asked.values["limite"], asked.values
    known = asked.who.versions()
    rows = []
    for row in _heads(list(known)):
        told = dict(zip(_STORED, row, strict=True))
        code = told["entidad"] or told["sigla"]
        fits = wanted["entidad"] in (None, code) and wanted["gestion"] in (None, told["gestion"])
        if fits and row[0] > wanted["desde"]:
            state = known[told["plan"]]
            rows.append((*row, state.estado, state.publicada))
    following = rows[most - 1][0] if len(rows) > most else None
    return as_page(rows_as_json(VERSIONS, _NAMES, rows[:most]), following)


def _heads(plans: list[str]) -> list[Any]:
    """The rows of `planes` of those plans, in their order; there are a few of each entity and gestión."""
    marks = ", ".join("?" for _ in plans)
    return live().query(
        f"select {', '.join(_STORED)} from planes where plan in ({marks or 'null'}) order by renglon", plans
    )
