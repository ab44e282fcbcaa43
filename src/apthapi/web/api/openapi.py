"""The description of the API (OpenAPI 3.1), made from the catalogue."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import apthapi
from apthapi.web.api import problems
from apthapi.web.api.asked import JSON
from apthapi.web.api.catalog import COMPONENTS, OWN, PUBLIC, Operation, operations_of
from apthapi.web.process.errors import PROBLEM

V1 = "/api/v1/"
BASES = {PUBLIC: V1, OWN: f"{V1}interno/"}
"""Where the addresses of each audience begin."""

_ARGUMENT = re.compile(r"<(str|int):(\w+)>")
_ARGUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "plan": (
        "Código de la versión, de la lista de versiones.",
        {"type": "string", "pattern": r"^[^/\\?#%\u0000-\u0020]{1,80}$"},
    ),
    "entidad": ("Código institucional.", {"type": "string", "pattern": r"^[^/\\?#%\u0000-\u0020]{1,20}$"}),
    "gestion": ("Gestión fiscal (año).", {"type": "integer", "minimum": 1900, "maximum": 2999}),
}
_HEADERS = {
    "ETag": {"schema": {"type": "string"}, "description": "Para preguntar otra vez con If-None-Match"},
    "Cache-Control": {"schema": {"type": "string"}},
}
_LINK = {"schema": {"type": "string"}, "description": 'La página que sigue, si la hay: rel="next"'}
_ABOUT = """\
Los planes (POA y presupuesto) de las entidades públicas, para programas.

Lo que está bajo `/api/v1/` es público y no pide nada; lo que está bajo `/api/v1/interno/` pide una ficha de acceso y \
muestra lo que el cargo de la ficha ve en la aplicación. Todo se lee; nada se escribe.

El dinero va dos veces: como texto con dos decimales (`importe`) y como centavos enteros (`importe_centavos`). Las \
cantidades y los porcentajes son texto con punto. Lo que no se sabe es `null`.
"""


def document() -> dict[str, Any]:
    """The whole description."""
    return _document()


@cache
def _document() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for audience in (PUBLIC, OWN):
        for each in operations_of(audience):
            paths[address(each, audience)] = {"get": _operation(each, audience)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Apthapi",
            "version": f"1 ({apthapi.__version__})",
            "description": _ABOUT,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**COMPONENTS, "problema": problems.SCHEMA},
            "securitySchemes": {
                "ficha": {"type": "http", "scheme": "bearer", "description": "La ficha que dio la administración"}
            },
        },
    }


def address(operation: Operation, audience: str) -> str:
    """Where it is asked, with the names of what changes: `/api/v1/planes/{plan}`."""
    return BASES[audience] + _ARGUMENT.sub(r"{\2}", operation.path)


def _operation(each: Operation, audience: str) -> dict[str, Any]:
    arguments = [name for _, name in _ARGUMENT.findall(each.path)]
    told: dict[str, Any] = {
        "operationId": f"{audience}_{each.name}",
        "summary": each.about,
        "tags": [each.group],
        "parameters": [*(_argument(name) for name in arguments), *(_parameter(one) for one in each.parameters)],
        "responses": _responses(each, audience),
    }
    if audience == OWN:
        told["security"] = [{"ficha": []}]
    return told


def _argument(name: str) -> dict[str, Any]:
    about, schema = _ARGUMENTS[name]
    return {"name": name, "in": "path", "required": True, "description": about, "schema": schema}


def _parameter(one: Any) -> dict[str, Any]:
    told = {"name": one.name, "in": "query", "description": one.about, "schema": one.schema()}
    if one.required:
        told["required"] = True
    if one.most > 1:
        told |= {"style": "form", "explode": False}
    return told


def _responses(each: Operation, audience: str) -> dict[str, Any]:
    schema = each.schema if each.kind == JSON else {"type": "string"}
    is_page = any(one.name == "desde" for one in each.parameters)
    found = {
        "200": {
            "description": "Lo que se pidió",
            "headers": _HEADERS | ({"Link": _LINK} if is_page else {}),
            "content": {each.kind.partition(";")[0]: {"schema": schema}},
        },
        "304": {"description": "No cambió desde el ETag que se dijo"},
    }
    statuses = [400, 404, 405, 406, 422, 429]
    if audience == OWN:
        statuses = sorted([*statuses, 401, 403, 409])
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problema"}}}
    return found | {str(each): {"description": problems.TITLES[each], "content": content} for each in statuses}
