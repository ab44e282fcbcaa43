"""The cells that follow from others: totals of a line, its months, texts of the action that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from apthapi.core.database import Database, Row
from apthapi.core.fields import Value, plain_number, words_of
from apthapi.core.money import LIMIT, format_amount
from apthapi.core.schema import WORDS
from apthapi.core.tables import MONTHS

Cells = dict[str, Value]
QUANTITY_UNIT = 10**4


class NotExactError(ValueError):
    """The cells that were written do not fit together; `column` is the one to repair."""

    def __init__(self, column: str, message: str) -> None:
        self.column = column
        super().__init__(message)


class Asks(Protocol):
    """Who answers the questions of a derivation."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query."""


class AskedOnce:
    """Asks a database each question once, for as long as nobody writes what is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[object, ...], list[Row]] = {}

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """The rows of a query."""
        question = (sql, *parameters)
        if question not in self._known:
            self._known[question] = self._database.query(sql, parameters)
        return self._known[question]


def derive(database: Asks, table: str, before: Mapping[str, Value], written: Cells) -> Cells:
    """The further cells that change when `written` is stored in a row that held `before`. Raises NotExactError."""
    how = _HOW.get(table)
    return how(database, before, written) if how else {}


def equal_parts(amount: int, months: int) -> list[int]:
    """An amount in equal months to the centavo; what is left over goes to the last one."""
    each = amount // months
    return [*([each] * (months - 1)), amount - each * (months - 1)]


def _line(database: Asks, before: Mapping[str, Value], written: Cells) -> Cells:
    row = {**before, **written}
    more: Cells = {}
    quantity, price = row.get("cantidad"), row.get("precio_unitario")
    # A total that came otherwise from a paper stays, until somebody writes in the cells that make it.
    if not written.keys() & {"cantidad", "precio_unitario", "importe"}:
        pass
    elif isinstance(quantity, int) and isinstance(price, int):
        more["importe"] = _product(quantity, price, written)
    elif "importe" not in written:
        more["importe"] = None
    return more | _months(before, written, more) | _organismo(database, row, written)


def _product(quantity: int, price: int, written: Cells) -> int:
    product, rest = divmod(quantity * price, QUANTITY_UNIT)
    shown = f"{plain_number(quantity, 4).replace('.', ',')} × {format_amount(price)}"
    column = next(name for name in ("cantidad", "precio_unitario", "importe") if name in written)
    if rest:
        raise NotExactError(column, f"{shown} no da centavos exactos: cambie la cantidad o el precio.")
    if abs(product) > LIMIT:
        raise NotExactError(column, f"{shown} pasa del mayor importe admitido, {format_amount(LIMIT)}.")
    if "importe" in written and written["importe"] not in (None, product):
        raise NotExactError("importe", f"El total es cantidad por precio: {shown} = {format_amount(product)}.")
    return product


def _months(before: Mapping[str, Value], written: Cells, more: Cells) -> Cells:
    """Months that were equal parts of the old total become equal parts of the new one; others are left as they are."""
    old, new = before.get("importe"), {**before, **written, **more}.get("importe")
    used = [month for month in MONTHS if before.get(month)]
    if not used or old == new or not isinstance(old, int) or not isinstance(new, int) or written.keys() & set(MONTHS):
        return {}
    if [before[month] for month in used] != equal_parts(old, len(used)):
        return {}
    return dict(zip(used, equal_parts(new, len(used)), strict=True))


def _organismo(database: Asks, row: Mapping[str, Value], written: Cells) -> Cells:
    """The organismo that goes with the fuente in the techos of the plan, when there is only one."""
    if not written.get("fuente") or row.get("organismo"):
        return {}
    found = database.query(
        "select distinct organismo from techos where plan = ? and fuente = ? and organismo <> ''",
        [row["plan"], written["fuente"]],
    )
    return {"organismo": found[0][0]} if len(found) == 1 else {}


def _action(database: Asks, before: Mapping[str, Value], written: Cells) -> Cells:
    """Choosing an ACP brings its text and its strategic action, unless others were written."""
    if not written.get("acp") or written["acp"] == before.get("acp"):
        return {}
    row = {**before, **written}
    found = database.query(
        "select ae, descripcion from acciones_corto_plazo where plan = ? and acp = ?", [row["plan"], written["acp"]]
    )
    if not found:
        return {}
    ae, text = found[0]
    more: Cells = {} if "ae" in written else {"ae": ae}
    if "texto_acp" not in written:
        more |= {"texto_acp": text, "texto_acp" + WORDS: words_of(text)}
    [(of_ae,)] = database.query(
        "select coalesce(max(descripcion), '') from acciones_estrategicas where plan = ? and ae = ?", [row["plan"], ae]
    )
    return more | {"texto_ae": of_ae}


_HOW: dict[str, Callable[[Asks, Mapping[str, Value], Cells], Cells]] = {
    "requerimientos": _line,
    "acp_unidad": _action,
}
