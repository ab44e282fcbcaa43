"""What a cell that came back means: untouched if it is what was written there, and otherwise as people write."""

from __future__ import annotations

from collections.abc import Mapping

from apthapi.core.database import Database
from apthapi.core.fields import Value, plain_text
from apthapi.core.schema import Column, Kind
from apthapi.core.typed import Typed
from apthapi.formats.cells import understand_cell
from apthapi.formats.spreadsheet import Raw
from apthapi.formats.workbook.outgoing import NO_LABELS, Labels, label, outgoing
from apthapi.formats.workbook.pages import PAGES
from apthapi.rules.choices import CHOICES

_NAMED = {
    "partidas_3_01": "partidas",
    "partidas_3_02": "partidas",
    "partidas_3_03": "partidas",
    "partidas_3_04": "partidas",
}
"""A line may be moved to another form, so that a partida is looked for among all."""
_KNOWN = ("fuentes", "organismos", "partidas")
_HOW = {
    Kind.MONEY: "Escriba el importe con sus centavos, como 1.332.834,00.",
    Kind.QUANTITY: "Escriba la cantidad con coma y hasta cuatro decimales, como 12,5.",
    Kind.PERCENT: "Escriba el porcentaje con coma y hasta dos decimales, como 12,5.",
    Kind.INTEGER: "Escriba un número entero, como 12.",
    Kind.DATE: "Escriba la fecha como 14/02/2024.",
    Kind.OPTION: "Elija uno de los valores de la lista de la celda.",
    Kind.CODE: "Elija el código de la lista de la celda, o escríbalo solo.",
    Kind.TEXT: "Acorte el texto.",
}


class Meaning:
    """Reads the cells of a workbook of a plan; knows the names of its codes."""

    def __init__(self, database: Database, plan: str, unidad: str) -> None:
        names = {each: {code: text for code, text, _ in CHOICES[each](database, plan, unidad)} for each in _KNOWN}
        self._names: dict[str, dict[str, Mapping[str, str]]] = {}
        self._labels: dict[str, dict[str, Labels]] = {}
        for page in PAGES:
            lists = {each.name: _NAMED.get(each.list, each.list) for each in page.fields}
            self._names[page.name] = {column: names[each] for column, each in lists.items() if each in names}
            self._labels[page.name] = {
                column: {code: label(code, text) for code, text in names[each].items()}
                for column, each in lists.items()
                if each == "partidas"
            }

    def untouched(self, page: str, column: Column, raw: Raw, base: Value) -> bool:
        """Whether a cell is as it was written for this value, or says the same in other words."""
        written = outgoing(column, base, self._labels[page].get(column.name, NO_LABELS))
        if raw == written:
            return True
        was = self.of(page, column, written)
        return not was.problem and self.of(page, column, raw) == was

    def of(self, page: str, column: Column, raw: Raw) -> Typed:
        """The stored value of a cell, or why there is none."""
        typed = understand_cell(column, raw)
        names = self._names[page].get(column.name)
        if names is None or typed.problem or not isinstance(typed.value, str) or typed.value in names:
            return typed
        return _among(names, typed)


def _among(names: Mapping[str, str], typed: Typed) -> Typed:
    """A code with its name after it, or that lost its zeros on being taken for a number, is that code."""
    text = str(typed.value)
    code, _, rest = text.partition(" ")
    width = max(map(len, names), default=0)
    padded = text.zfill(width)
    if text.isdigit() and padded in names:
        return Typed(padded)
    if code not in names:
        return typed
    name = _bare(names[code])
    if _bare(rest) == name:
        return Typed(code)
    whole = label(code, names[code])
    return Typed("", f"«{text}» empieza con el código {code}, que es «{names[code]}».", ((whole, code),))


def _bare(text: str) -> str:
    """Small letters without accents nor what parts a code from its name."""
    return " ".join(plain_text(text).strip(" -–—·:.").split())


def repair(column: Column) -> str:
    """How a cell of that kind is written."""
    return _HOW.get(column.kind, "Corrija el valor.")
