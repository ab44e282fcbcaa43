"""The names of codes: of the reference sets of a gestión, as the installation has them."""

from __future__ import annotations

from functools import cache

from apthapi.core.reference import read_data
from apthapi.web.plans.live import live

UNKNOWN = "El plan no lo dice"
_SETS = {"fuente": "fuentes", "organismo": "organismos", "grupo": "objeto_gasto"}

Labels = dict[str, dict[str, str]]


def labels_of(gestion: int | None) -> Labels:
    """The names of fuentes, organismos and grupos; of a gestión that is not open, those of the latest that is."""
    year = live().value(
        "select coalesce(max(case when gestion <= ? then gestion end), max(gestion)) from conjuntos", [gestion]
    )
    return {
        name: dict(live().query(f"select codigo, nombre from {table} where gestion = ?", [year]))
        for name, table in _SETS.items()
    }


@cache
def levels() -> dict[str, str]:
    """The level of the State of each entity, as the institutional classifier that comes with the product has it."""
    return {row["code"]: row["nivel"] for row in read_data("clasificadores/institucional.csv")}
