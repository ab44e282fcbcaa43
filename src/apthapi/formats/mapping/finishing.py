"""What follows of a line of requirements by computing, and what does not fit in it."""

from __future__ import annotations

from apthapi.core.derived import QUANTITY_UNIT
from apthapi.core.money import format_amount
from apthapi.core.tables import MONTHS
from apthapi.formats.mapping.known import Known
from apthapi.formats.mapping.rows import Applied, Row, amount, warn


def finish_line(row: Row, out: Applied, known: Known) -> None:
    """Give a line its form and its total, and tell what does not add up in it."""
    if row.table != "requerimientos":
        return
    cells = row.cells
    if not cells.get("formulario") and (form := known.form_of(str(cells.get("partida") or ""))):
        cells["formulario"] = form
    months = [amount(cells.get(month)) for month in MONTHS]
    quantity, price = cells.get("cantidad"), cells.get("precio_unitario")
    if isinstance(quantity, int) and isinstance(price, int):
        _multiplied(row, out, quantity, price)
    elif cells.get("importe") is None and any(months):
        cells["importe"] = sum(months)
    said = format_amount(amount(cells.get("importe")))
    if any(months) and sum(months) != amount(cells.get("importe")):
        _tell(
            row,
            out,
            "importe",
            f"Los meses suman {format_amount(sum(months))} y el total es {said}.",
            "Se importó como está; corrija los meses o el total.",
        )


def _multiplied(row: Row, out: Applied, quantity: int, price: int) -> None:
    product, rest = divmod(quantity * price, QUANTITY_UNIT)
    stated = row.cells.get("importe")
    if stated is None and not rest:
        row.cells["importe"] = product
    elif stated is None or rest or stated != product:
        said = format_amount(amount(stated)) if stated is not None else "vacío"
        exact = format_amount(product) + (" y fracción" if rest else "")
        _tell(
            row,
            out,
            "importe",
            f"Cantidad por precio da {exact}, y el total dice {said}.",
            "Se importó como está; corrija la cantidad, el precio o el total.",
        )


def _tell(row: Row, out: Applied, column: str, message: str, repair: str) -> None:
    where = row.at.get(column) or next(iter(row.at.values()), "")
    out.problems.append(warn(row.hoja, where, "", message, repair, columna=column))
