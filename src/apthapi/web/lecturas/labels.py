"""How the places of a reading are called: as the printed form names them."""

from __future__ import annotations

from collections.abc import Mapping

from apthapi.core.fields import Value
from apthapi.documents.resumen import TOTAL
from apthapi.web.lecturas.effective import SUMMARY, Celda, Fila, Formulario
from apthapi.web.lecturas.sums import ROWS_OF_04
from apthapi.web.plans.history import sheet_of, titles_of

FORMS = {
    "01": "Análisis de situación",
    "02": "Articulación",
    "3_01": "Servicios",
    "3_02": "Activos fijos",
    "3_03": "Materiales",
    "3_04": "Pasajes y viáticos",
    "04": "Resumen de presupuesto",
}
_HEADING = {
    "unidad": "Unidad",
    "nombre": "Nombre de la unidad",
    "categoria": "Categoría programática",
    "gestion": "Gestión",
    "entidad": "Código de la entidad",
    "nombre_entidad": "Entidad",
    "tipo": "Clase de versión",
    "version": "Versión",
}


def form_title(form: Formulario) -> str:
    """`Formulario 04, Resumen de presupuesto`."""
    name = FORMS.get(form.form)
    return f"Formulario {form.form}, {name}" if name else f"Formulario {form.form}"


def row_title(table: str, values: Mapping[str, Value]) -> str:
    """What a row is called: `Servicios, fuente 41`, `Fortalezas 3`, `ACP 3.1.2`."""
    if table == SUMMARY:
        fila, fuente = str(values.get("fila") or ""), str(values.get("fuente") or "")
        of = "total" if fuente == TOTAL else f"fuente {fuente or '—'}"
        return f"{ROWS_OF_04.get(fila, fila or 'Fila sin nombre')}, {of}"
    sheet = sheet_of(table, dict(values))
    if table == "situacion":
        return f"{sheet.title if sheet else 'Situación'} {values.get('orden') or 'nueva'}"
    if table == "acp_unidad":
        return f"ACP {values.get('acp') or 'sin código'}"
    if table == "requerimientos":
        return f"{sheet.title if sheet else 'Requerimiento'}, línea {values.get('linea') or 'nueva'}"
    return sheet.title if sheet else table


def cell_title(row: Fila | None, cell: Celda) -> str:
    """What a cell is called in its row; of a heading, in the form."""
    name = cell.column.name
    if row is None:
        return _HEADING.get(name, name.replace("_", " ").capitalize())
    if row.table == SUMMARY:
        return {"importe": "Importe Bs", "fuente": "Fuente", "fila": "Fila"}.get(name, name)
    return titles_of(row.table, dict(row.values)).get(name, name.replace("_", " ").capitalize())
