"""What is known of a plan beforehand, by which misread texts are repaired and forms told apart."""

from __future__ import annotations

from apthapi.core.database import Database
from apthapi.formats.scan.reading import Known


def known_of(database: Database, plan: str) -> Known:
    """The units, actions and fuentes of a plan."""

    def rows(sql: str) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(str(value) for value in row) for row in database.query(sql, [plan]))

    year = "(select gestion from planes where plan = ?)"
    fuentes = rows(f"select distinct codigo from fuentes where gestion = {year} order by codigo")
    return Known(
        unidades=rows("select unidad, nombre from unidades where plan = ? order by renglon"),  # type: ignore[arg-type]
        acciones=rows("select ae, descripcion from acciones_estrategicas where plan = ? order by renglon"),  # type: ignore[arg-type]
        acp=rows("select acp, ae, descripcion from acciones_corto_plazo where plan = ? order by renglon"),  # type: ignore[arg-type]
        fuentes=tuple(code for (code,) in fuentes),
    )
