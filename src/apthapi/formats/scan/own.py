"""Our own papers: what they carry attached, held against what is printed on them before it is believed.

Whoever changes the attachment, or the print, leaves the two apart: what does not agree is doubted, with both readings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from apthapi.core.fields import Value
from apthapi.core.schema import SCALE, Column
from apthapi.core.tables import TABLES
from apthapi.formats.scan.reading import OF_PLAN, Certainty, Option, Page, ReadCell, ReadForm, ReadRow

_TITLE = re.compile(r"FORMULARIO N° (01|02|3_0[1-4]|04)\b")
_HASH = re.compile(r"SHA-256 ((?:[0-9a-f]{4} ){3}[0-9a-f]{4})")
_SEEN = "Datos adjuntos del propio documento, iguales a lo impreso."
_CARRIED = "Datos adjuntos del propio documento; su SHA-256 es el impreso."
_NOT_PRINTED = "Está en los datos adjuntos del documento, pero no se encontró impreso: revise cuál vale."
_CHANGED = "Los datos adjuntos no son los que el papel dice llevar (su SHA-256 es otro) y esto no se imprime."
_ELSE = "Lo impreso y los datos adjuntos del documento dicen cosas distintas."
_ONLY_PRINTED = "Está impreso, pero no en los datos adjuntos del documento."
_KEYS = {
    "situacion": ("cuadrante", "orden"),
    "acp_unidad": ("acp",),
    "formulario04": ("fila", "fuente"),
    "requerimientos": ("linea",),
}
_TOTAL = ("total", "total")
_AGAIN = frozenset({"techo", "total_f3", "total_f4"})
"""Rows of form 04 in which its total is printed once more, to be compared."""
_TABLE = {"01": "situacion", "02": "acp_unidad", "04": "formulario04"}
_PRINTED = {
    "situacion": frozenset({"factor", "acciones", "incidencia"}),
    "acp_unidad": frozenset(
        {"acp", "ae", "texto_ae", "texto_acp", "ponderacion", "productos_esperados", "beneficiarios"}
    ),
    "formulario04": frozenset({"importe"}),
    "requerimientos": frozenset({"partida", "descripcion", "cantidad", "precio_unitario", "importe"}),
}
"""What each form prints as it is stored; the rest is only carried."""


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper of ours: its pages, the words of each in the order in which they were written, and what it carries."""

    pages: Sequence[Page]
    written: Mapping[int, Sequence[str]]
    tables: Mapping[str, Sequence[Mapping[str, Value]]]
    sha256: str

    @property
    def unchanged(self) -> bool:
        """Whether the paper prints the beginning of the SHA-256 of what it carries."""
        return any(found[1].replace(" ", "") == self.sha256[:16] for found in _HASH.finditer(self._text))

    @property
    def _text(self) -> str:
        return " ".join(page.text for page in self.pages)


class _Print:
    """What is printed on some pages: letters without blanks, and figures with how many times each stands there."""

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        self.letters = [_squeezed("".join(words)) for words in pages]
        self.figures = Counter(figure for words in pages for word in words if (figure := _figure(word)) is not None)

    def has(self, column: Column, value: Value) -> bool:
        """Whether the value is printed; a figure is printed once for each time that it is asked for."""
        if not column.is_number or not isinstance(value, int):
            text = _squeezed(str(value))
            return any(text in page for page in self.letters) or any(
                _begun(text, *two) for two in pairwise(self.letters)
            )
        figure = Decimal(value).scaleb(-SCALE.get(column.kind, 0)).normalize()
        self.figures[figure] -= 1
        return self.figures[figure] >= 0


def _begun(text: str, page: str, following: str) -> bool:
    """Whether the text begins on a page and ends on the one that follows."""
    on_first = bisect_left(range(1, len(text) + 1), True, key=lambda length: text[:length] not in page)
    return on_first > 0 and text[on_first:] in following


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _figure(word: str) -> Decimal | None:
    """The number that a word is, as our papers write them: `1.234,50`, `2%`."""
    try:
        return Decimal(word.rstrip("%").replace(".", "").replace(",", ".")).normalize()
    except InvalidOperation:
        return None


def forms_of(paper: OwnPaper, printed: Sequence[ReadForm]) -> tuple[ReadForm, ...]:
    """The forms that the paper prints and carries; `printed` are the same as read from its words alone."""
    return tuple(
        _form(paper, form, unidad, pages, printed)
        for (form, unidad), pages in _groups(paper).items()
        if _rows(paper, form, unidad)
    )


def _groups(paper: OwnPaper) -> dict[tuple[str, str], list[Page]]:
    """The pages of each form of each unit. A page that names none goes on with the one before."""
    siglas = [str(row["unidad"]) for row in paper.tables.get("unidades", ())]
    found: dict[tuple[str, str], list[Page]] = {}
    at: tuple[str, str] | None = None
    for page in paper.pages:
        if title := _TITLE.search(page.text):
            unidad = next(
                (sigla for sigla in siglas if f"({sigla})" in page.text), siglas[0] if len(siglas) == 1 else ""
            )
            at = title[1], unidad
        if at:
            found.setdefault(at, []).append(page)
    return found


def _rows(paper: OwnPaper, form: str, unidad: str) -> list[Mapping[str, Value]]:
    rows = paper.tables.get(_TABLE.get(form, "requerimientos"), ())
    return [row for row in rows if row["unidad"] == unidad and row.get("formulario", form) == form]


def _form(paper: OwnPaper, form: str, unidad: str, pages: Sequence[Page], printed: Sequence[ReadForm]) -> ReadForm:
    numbers = tuple(page.number for page in pages)
    table = _TABLE.get(form, "requerimientos")
    seen = _Print([paper.written[number] for number in numbers])
    judge = _Judge(table, seen, paper.unchanged, numbers[0])
    rows = [judge.row(row) for row in _rows(paper, form, unidad)]
    same = next((each for each in printed if each.form == form and set(each.pages) & set(numbers)), None)
    if same:
        rows = list(_against(table, rows, same.rows))
    heading = tuple(_heading(paper, unidad, numbers[0]))
    notes = (
        () if paper.unchanged else ("Los datos adjuntos del documento no son los que dice llevar: fueron cambiados.",)
    )
    return ReadForm(form, numbers, heading, tuple(rows), notes)


@dataclass(frozen=True, slots=True)
class _Judge:
    table: str
    seen: _Print
    unchanged: bool
    page: int

    def row(self, row: Mapping[str, Value]) -> ReadRow:
        columns = [column for column in TABLES[self.table].columns if column.name not in ("plan", "unidad")]
        return ReadRow(self.table, tuple(self._cell(column, row[column.name]) for column in columns))

    def _cell(self, column: Column, value: Value) -> ReadCell:
        certain, why = self._sure(column, value)
        certainty = Certainty.CERTAIN if certain else Certainty.DOUBTFUL
        return ReadCell(column.name, value, "", certainty, why, (), self.page)

    def _sure(self, column: Column, value: Value) -> tuple[bool, str]:
        if value is None or value == "" or column.name not in _PRINTED[self.table]:
            # The key of a row is what the place of its figures says; the reading of the print is held against it.
            return (True, _CARRIED) if self.unchanged or column.name in _KEYS[self.table] else (False, _CHANGED)
        return (True, _SEEN) if self.seen.has(column, value) else (False, _NOT_PRINTED)


def _heading(paper: OwnPaper, unidad: str, page: int) -> Iterator[ReadCell]:
    certainty = Certainty.CERTAIN if paper.unchanged else Certainty.DOUBTFUL
    why = _CARRIED if paper.unchanged else _CHANGED
    plans = paper.tables.get("planes", ())
    units = [row for row in paper.tables.get("unidades", ()) if row["unidad"] == unidad]
    said: dict[str, Any] = {**(plans[-1] if plans else {}), **(units[0] if units else {})}
    for column in ("plan", "unidad", "nombre", "categoria", *OF_PLAN):
        if column in said:
            yield ReadCell(column, said[column], "", certainty, why, (), page)


def _against(table: str, rows: Sequence[ReadRow], printed: Sequence[ReadRow]) -> Iterator[ReadRow]:
    """The carried rows, doubted where what was read of the print is certain and says something else.

    A zero that is printed and not carried says nothing; the total, printed again beside the techo, says nothing new.
    """
    keys = _KEYS[table]
    read = {_key(row, keys): row for row in printed if row.table == table}
    for row in rows:
        other = read.pop(_key(row, keys), None)
        yield (
            row if other is None else ReadRow(table, tuple(_held(cell, other.cell(cell.column)) for cell in row.cells))
        )
    totals = {cell.value for row in rows if _key(row, keys) == _TOTAL for cell in row.cells}
    for row in read.values():
        figures = [cell for cell in row.cells if isinstance(cell.value, int) and cell.column not in keys]
        known = {*(totals if _key(row, keys)[0] in _AGAIN else ()), *((0,) if table == _TABLE["04"] else ())}
        if all(cell.certainty is Certainty.CERTAIN and cell.value in known for cell in figures):
            if any(cell.value for cell in figures):
                yield row
        else:
            yield ReadRow(table, tuple(cell if cell.column in keys else _doubted(cell) for cell in row.cells))


def _doubted(cell: ReadCell) -> ReadCell:
    return replace(cell, certainty=Certainty.DOUBTFUL, why=_ONLY_PRINTED)


def _key(row: ReadRow, keys: Sequence[str]) -> tuple[Value, ...]:
    return tuple(cell.value if (cell := row.cell(key)) else None for key in keys)


def _held(cell: ReadCell, printed: ReadCell | None) -> ReadCell:
    if printed is None or printed.certainty is not Certainty.CERTAIN or not isinstance(printed.value, int):
        return cell
    if printed.value == cell.value:
        return replace(cell, text=printed.text, page=printed.page, box=printed.box)
    options = (Option(printed.value, "Está impreso."), Option(cell.value, "Está en los datos adjuntos."))
    return replace(printed, certainty=Certainty.DOUBTFUL, why=_ELSE, options=options)
