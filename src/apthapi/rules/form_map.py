"""Which form 3 and which row of form 04 a partida belongs to."""

from __future__ import annotations

from apthapi.core.database import Database

FILAS = (
    ("3_01", "3_01", "DETERMINACIÓN DE SERVICIOS"),
    ("3_02", "3_02", "ACTIVOS FIJOS"),
    ("3_03", "3_03", "MATERIALES Y SUMINISTROS"),
    ("3_04", "pasajes", "PASAJES"),
    ("3_04", "viaticos", "VIÁTICOS"),
)
"""Form, row and printed description of each row of form 04."""


class FormMap:
    """The table `mapa_formularios` of a gestión: the entity's own rows if it has any, and the longest prefix decides.

    The rules read it the same way (`mapa_de`, `formulario_de`); here partidas outside the classifier count too.
    """

    def __init__(self, database: Database, gestion: int, entidad: str) -> None:
        rows = database.query(
            "select entidad, prefijo, formulario, fila from mapa_formularios where gestion = ? and entidad in ('', ?) "
            "order by length(prefijo) desc, prefijo",
            (gestion, entidad),
        )
        own = [row[1:] for row in rows if row[0] == entidad]
        self.rows: list[tuple[str, str, str]] = own or [row[1:] for row in rows]
        """Prefix, form and row of form 04; the longest prefixes first."""

    def form(self, partida: str) -> str:
        """`3_01` to `3_04`; empty if no row of the map reaches the partida."""
        return self._find(partida)[0]

    def row(self, partida: str) -> str:
        """Row of form 04: `3_01`, `3_02`, `3_03`, `pasajes` or `viaticos`."""
        return self._find(partida)[1]

    def _find(self, partida: str) -> tuple[str, str]:
        return next(((form, row) for prefix, form, row in self.rows if partida.startswith(prefix)), ("", ""))
