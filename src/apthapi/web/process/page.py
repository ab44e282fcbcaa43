"""Writes docs/permissions.md: every address, who may ask for it and in which states, as the code has it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

import django
from django.urls import URLPattern, URLResolver, get_resolver

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apthapi.web.config.settings")
    django.setup()

from apthapi.web.accounts.models import Rol
from apthapi.web.process.models import EstadoDePlan, EstadoDeUnidad
from apthapi.web.process.permisos import ACCIONES, Alcance

_REACH = {Alcance.NADA: "", Alcance.PLAN: "un plan", Alcance.UNIDAD: "una unidad"}

_HEADING = """# Quién puede qué

Página generada desde `src/apthapi/web/process/permisos.py` y las direcciones, con
`python -m apthapi.web.process.page`; no se edita a mano. `tests/web/permission_table.py` dice lo mismo escrito
aparte: una prueba recorre cada dirección con cada rol en los estados que la deciden, y otra le pregunta a lo que
decide por todos los estados de plan y de unidad.

Lo que una persona puede sale solo de los cargos que ocupa hoy, como titular o a.i.: los de una unidad alcanzan a esa
unidad, los demás a toda la entidad. Responde 404 lo que no le corresponde conocer (otra entidad, otra unidad), 403 lo
que su cargo no permite, 409 lo que el estado ya no admite, y 401 (o la página de ingreso) a quien no ingresó."""


def permissions_page() -> str:
    """The whole page, in Markdown."""
    lines = [_HEADING, "", "## Acciones", "", *_table(["acción", "sobre", *_ROLES, "plan", "unidad"], _actions())]
    lines += ["", "## Direcciones", "", *_table(["dirección", "acción"], _addresses())]
    return "\n".join(lines) + "\n"


_ROLES = [rol.label for rol in Rol]


def _actions() -> Iterator[list[str]]:
    for name, accion in ACCIONES.items():
        marks = ["sí" if rol in accion.roles else "" for rol in Rol]
        states = [_states(accion.plan, EstadoDePlan), _states(accion.unidad, EstadoDeUnidad)]
        also = ", también quien hoy no ejerce ninguno" if accion.sin_cargo else ""
        yield [f"`{name}` {accion.about}{also}", _REACH[accion.alcance], *marks, *states]


def _states(admitted: frozenset[Any], among: type[EstadoDePlan | EstadoDeUnidad]) -> str:
    """In the order of the process; any if none is named."""
    return ", ".join(str(state.label).lower() for state in among if state in admitted) or "cualquiera"


def _addresses() -> Iterator[list[str]]:
    for route, obeys, token in sorted(_routes(get_resolver().url_patterns, "/")):
        named = ", ".join(f"`{each}`" for each in token)
        yield [f"`{route}`", f"ficha de acceso: {named}" if token else _obeyed(obeys)]


def _obeyed(obeys: tuple[str, ...] | None) -> str:
    if obeys is None:
        return "la cuenta propia (allauth)"
    return ", ".join(f"`{each}`" for each in obeys) or "pública"


def _routes(patterns: Iterable[Any], before: str) -> Iterator[tuple[str, tuple[str, ...] | None, tuple[str, ...]]]:
    """Each address, the actions that it obeys, and those that the position of a token needs."""
    for each in patterns:
        route = before + str(each.pattern).removeprefix("^").removesuffix("$")
        if isinstance(each, URLResolver):
            yield from _routes(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route, getattr(each.callback, "exige", None), getattr(each.callback, "ficha", ())


def _table(columns: list[str], rows: Iterable[list[str]]) -> list[str]:
    return [_row(columns), _row(["---"] * len(columns)), *map(_row, rows)]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(permissions_page(), end="")
