"""Form 01, análisis de situación: the four quadrants of a unit."""

from __future__ import annotations

from apthapi.core.package import Package
from apthapi.documents.heading import Data

_QUADRANTS = {
    "fortaleza": "FORTALEZAS",
    "debilidad": "DEBILIDADES",
    "oportunidad": "OPORTUNIDADES",
    "amenaza": "AMENAZAS",
}


def form01(package: Package, plan: str, unidad: str) -> Data:
    """The factors of each quadrant, in their order."""
    rows = package.dicts(
        "select cuadrante, factor, acciones, incidencia from situacion "
        "where plan = ? and unidad = ? order by orden, renglon",
        (plan, unidad),
    )
    quadrants = [
        {"titulo": title, "filas": [row for row in rows if row["cuadrante"] == name]}
        for name, title in _QUADRANTS.items()
    ]
    return {"analisis": ["ANÁLISIS INTERNO", "ANÁLISIS EXTERNO"], "cuadrantes": quadrants}
