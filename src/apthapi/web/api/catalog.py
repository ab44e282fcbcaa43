"""Every operation of the API, declared once: its address, what it may be asked, what it answers, and who may.

The addresses, the reading of what is asked and the description (OpenAPI) are all made from this list. A new resource is
one more entry of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from apthapi.core.tables import TABLES
from apthapi.web.api import budget, changes, differences, heads, tables
from apthapi.web.api.asked import CSV, JSON, NDJSON, Answer, Asked, as_json
from apthapi.web.api.cells import cells_of_table, object_schema
from apthapi.web.api.parameters import Parameter
from apthapi.web.api.who import Bearer, Needs

PUBLIC, OWN = "publica", "interna"
BOTH = frozenset({PUBLIC, OWN})

Schema = Mapping[str, Any]
_PLAN = Needs("ver_plan")


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked: `path` is below `/api/v1/`, or `/api/v1/interno/` for tokens.

    `needs` is what a position needs of the table of permissions; `groups`, where it stands in the description.
    """

    name: str
    path: str
    about: str
    group: str
    answer: Callable[[Asked], Answer]
    parameters: tuple[Parameter, ...] = ()
    schema: Schema = field(default_factory=dict)
    kind: str = JSON
    needs: Needs = _PLAN
    audiences: frozenset[str] = BOTH
    is_file: bool = False


def _page(row: str) -> Schema:
    properties = {
        "datos": {"type": "array", "items": {"$ref": f"#/components/schemas/{row}"}},
        "siguiente": {"type": ["integer", "string", "null"], "description": "El «desde» de la página que sigue"},
    }
    return {"type": "object", "required": ["datos", "siguiente"], "properties": properties}


def _token(asked: Asked) -> Answer:
    who = asked.who
    assert isinstance(who, Bearer)
    ficha, cargo = who.ficha, who.ficha.cargo
    told = {
        "nombre": ficha.nombre,
        "cargo": cargo.nombre,
        "rol": cargo.rol,
        "unidad": cargo.unidad,
        "entidad": cargo.entidad.codigo,
        "vence": ficha.vence.isoformat(),
        "por_minuto": ficha.por_minuto,
    }
    return Answer(lambda: as_json(told))


_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_TOKEN = object_schema(
    [], **dict.fromkeys(("nombre", "cargo", "rol", "unidad", "entidad", "vence"), _TEXT), por_minuto=_WHOLE
)

_HEADS = (
    Operation(
        "entidades", "entidades", "Las entidades que tienen planes", "Versiones", heads.entities,
        heads.OF_ENTITIES, _page("entidad"),
    ),
    Operation(
        "planes", "planes", "Las versiones de los planes", "Versiones", heads.versions, heads.OF_VERSIONS,
        _page("version"),
    ),
    Operation(
        "plan", "planes/<str:plan>", "Una versión", "Versiones", heads.version,
        schema={"$ref": "#/components/schemas/version"},
    ),
)  # fmt: skip
_MONEY = (
    Operation(
        "presupuesto", "planes/<str:plan>/presupuesto", "El dinero de una versión, sumado por lo que se pida",
        "Presupuesto", budget.of_plan, budget.PARAMETERS, budget.SCHEMA,
        needs=Needs("ver_consolidado", "ver_unidad"),
    ),
    Operation(
        "presupuesto_versiones", "entidades/<str:entidad>/<int:gestion>/presupuesto",
        "El dinero de cada versión de una gestión, sumado por lo que se pida", "Presupuesto",
        budget.of_versions, budget.PARAMETERS, budget.VERSIONS_SCHEMA,
        needs=Needs("ver_consolidado", "ver_unidad"),
    ),
    Operation(
        "comparacion", "planes/<str:plan>/comparacion", "El dinero que una versión cambió de otra",
        "Diferencias", differences.money, differences.PARAMETERS, differences.SCHEMA,
        needs=Needs("ver_comparacion", "ver_comparacion_unidad"),
    ),
)  # fmt: skip
_CHANGES = (
    Operation(
        "cambios", "cambios", "Lo que una entidad publicó, retiró o reemplazó, en su orden", "Cambios", changes.public,
        changes.PUBLIC_PARAMETERS, changes.PUBLIC_SCHEMA, audiences=frozenset({PUBLIC}),
    ),
    Operation(
        "cambios", "cambios", "Los cambios de estado de las versiones y de las partes de las unidades, en su orden",
        "Cambios", changes.own, changes.PARAMETERS, changes.SCHEMA, audiences=frozenset({OWN}),
    ),
    Operation(
        "ficha", "ficha", "Qué cargo lee con esta ficha y hasta cuándo", "Ficha", _token, schema=_TOKEN,
        audiences=frozenset({OWN}),
    ),
)  # fmt: skip


def _of_table(name: str, needs: Needs) -> tuple[Operation, ...]:
    path, about, group = f"planes/<str:plan>/{name}", TABLES[name].about, "Tablas del plan"
    whole = tables.filters_of(name)
    return (
        Operation(
            name, path, about, group, partial(tables.page, name), tables.parameters_of(name), _page(name), needs=needs
        ),
        Operation(
            f"{name}_csv", f"{path}.csv", f"{about}: todas las filas", group, partial(tables.as_csv, name), whole,
            kind=CSV, needs=needs, is_file=True,
        ),
        Operation(
            f"{name}_ndjson", f"{path}.ndjson", f"{about}: todas las filas, una en cada línea", group,
            partial(tables.ndjson, name), whole, kind=NDJSON, needs=needs, is_file=True,
        ),
    )  # fmt: skip


def _differing(name: str) -> Operation:
    return Operation(
        f"comparacion_{name}",
        f"planes/<str:plan>/comparacion/{name}",
        f"Las filas que una versión cambió de otra. {TABLES[name].about}",
        "Diferencias",
        partial(differences.rows, name),
        differences.ROW_PARAMETERS,
        _page(f"cambio_{name}"),
        needs=Needs("ver_comparacion", "ver_comparacion_unidad"),
    )


OPERATIONS: tuple[Operation, ...] = (
    *_HEADS,
    *(each for name, needs in tables.OFFERED.items() for each in _of_table(name, needs)),
    *_MONEY,
    *(_differing(name) for name in differences.ROWS),
    *_CHANGES,
)
"""Everything that can be asked."""

COMPONENTS: dict[str, Schema] = {
    "entidad": heads.ENTITY,
    "version": heads.VERSION,
    **{name: object_schema(cells_of_table(name)) for name in tables.OFFERED},
    **{f"cambio_{name}": differences.row_schema(name) for name in differences.ROWS},
}
"""The schemas that answers share."""


def operations_of(audience: str) -> tuple[Operation, ...]:
    """What one audience may ask."""
    return tuple(each for each in OPERATIONS if audience in each.audiences)
