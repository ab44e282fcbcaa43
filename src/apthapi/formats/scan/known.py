"""What a plan says beforehand of the forms that are read: by it misread names and codes are repaired."""

from __future__ import annotations

from apthapi.core.fields import Value
from apthapi.core.package import Package
from apthapi.formats.scan.reading import OF_PLAN, Known


def plan_of(package: Package, plan: str) -> dict[str, Value]:
    """What a plan says of itself that does not depend on a paper: its code and what its heading may state."""
    [row] = package.dicts(f"select plan, {', '.join(OF_PLAN)} from planes where plan = ?", (plan,))
    return row


def known_of(package: Package, plan: str) -> Known:
    """The units, strategic actions, ACP and fuentes of a plan."""

    def rows(table: str, columns: str, where: str = "plan = ?") -> tuple[tuple[str, ...], ...]:
        if table not in package.present:
            return ()
        parameters = [plan] * where.count("?")
        sql = f"select distinct {columns} from {table} where {where} order by 1"
        return tuple(tuple(str(value or "") for value in row) for row in package.database.query(sql, parameters))

    fuentes = {row[0] for table in ("techos", "formulario04", "requerimientos") for row in rows(table, "fuente")}
    return Known(
        unidades=tuple((sigla, name) for sigla, name in rows("unidades", "unidad, nombre")),
        # A version that brings no catalogue of its own goes by that of the plans before it.
        acciones=tuple((code, text) for code, text in rows("acciones_estrategicas", "ae, descripcion", "1 = 1")),
        acp=tuple((acp, ae, text) for acp, ae, text in rows("acciones_corto_plazo", "acp, ae, descripcion", "1 = 1")),
        fuentes=tuple(sorted(fuentes - {"", "total"})),
    )
