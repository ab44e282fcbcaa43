"""What the browser sends when a person changes cells, read and refused if it is not what docs/web.md says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from apthapi.core.fields import Value
from apthapi.core.sheets import Sheet

MOST_CHANGES = 5000
"""Rows in one request: a whole sheet pasted at once."""
LARGEST = 2**53
"""No number of a row or of an act is larger: the browser could not write it."""


class BadRequestError(ValueError):
    """The request is not one that the grid makes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that was written: its text, and the stored value that the person had in front, if it is an old row."""

    text: str
    before: Value = None
    knows_before: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one row: an old one by its `renglon`, a new one by the name that the browser gave it."""

    renglon: int = 0
    new: str = ""
    remove: bool = False
    place: int = 0
    cells: Mapping[str, Cell] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to save: its identity, the last act that the browser knows, and the changes in order."""

    envio: UUID
    since: int
    changes: tuple[Change, ...]


def json_of(request: HttpRequest) -> bytes:
    """What was sent, if it says that it is JSON: a form of another page cannot say so. Raises BadRequestError."""
    if request.content_type != "application/json":
        raise BadRequestError("El pedido debe decir que es JSON: Content-Type: application/json.")
    return request.body


def read_sent(body: bytes, sheet: Sheet) -> Sent:
    """Understand a request to save. Raises BadRequestError."""
    document = _object(body)
    try:
        envio, since = UUID(str(document["envio"])), _number(document.get("desde"))
        writable = {field.name for field in sheet.fields if not field.computed}
        changes = tuple(_change(each, writable) for each in document["cambios"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadRequestError(f"El pedido no tiene la forma esperada: {problem}.") from None
    if len(changes) > MOST_CHANGES:
        raise BadRequestError(f"Son {len(changes)} filas en un solo pedido; el máximo es {MOST_CHANGES}.")
    return Sent(envio, since, changes)


def read_texts(body: bytes, sheet: Sheet) -> tuple[list[str], list[list[str]]]:
    """Understand a request to interpret: names of columns and rows of texts. Raises BadRequestError."""
    document = _object(body)
    try:
        names = [str(name) for name in document["columnas"]]
        rows = [[str(text) for text in row] for row in document["celdas"]]
    except (KeyError, TypeError) as problem:
        raise BadRequestError(f"El pedido no tiene la forma esperada: {problem}.") from None
    known = {each.name for each in sheet.fields}
    if set(names) - known or any(len(row) != len(names) for row in rows) or len(rows) > MOST_CHANGES:
        raise BadRequestError("Las columnas o las filas pegadas no son de esta planilla.")
    return names, rows


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequestError("El pedido no es JSON.") from None
    if not isinstance(document, dict):
        raise BadRequestError("El pedido no es un objeto.")
    return document


def _change(each: dict[str, Any], writable: Set[str]) -> Change:
    renglon, new = _number(each.get("renglon")), str(each.get("nuevo") or "")[:40]
    if bool(renglon) == bool(new):
        raise ValueError("cada fila es vieja (renglon) o nueva (nuevo)")
    cells = {name: _cell(cell) for name, cell in (each.get("celdas") or {}).items()}
    if cells.keys() - writable:
        raise ValueError(f"no se escribe en {', '.join(sorted(cells.keys() - writable))}")
    return Change(renglon, new, bool(each.get("borrar")), _number(each.get("lugar")), cells)


def _cell(cell: dict[str, Any]) -> Cell:
    before, text = cell.get("antes"), cell["texto"]
    if before is not None and not isinstance(before, str | int):
        raise ValueError("«antes» es un número o un texto")
    if not isinstance(text, str):
        raise TypeError("«texto» es un texto")
    return Cell(text, before, "antes" in cell)


def _number(value: object) -> int:
    """A number of a row, a place or an act; 0 if it is not said."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise ValueError("los números de fila, de lugar y de acto son enteros positivos")
    return value
