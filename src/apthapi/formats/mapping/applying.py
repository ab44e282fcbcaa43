"""A map applied to a workbook: its sheets become rows of the tables, with every problem told by sheet and cell."""

from __future__ import annotations

from collections.abc import Mapping

from apthapi.core.fields import Value
from apthapi.core.tables import TABLES
from apthapi.formats.mapping.adding_up import look_at_totals
from apthapi.formats.mapping.coding import Codes
from apthapi.formats.mapping.finishing import finish_line
from apthapi.formats.mapping.known import Known, known
from apthapi.formats.mapping.lines import LineReader
from apthapi.formats.mapping.mapa import Mapa
from apthapi.formats.mapping.rows import Applied, Merged, Row
from apthapi.formats.mapping.sheets import Sheet, sheets_of
from apthapi.formats.mapping.values import CellReader
from apthapi.formats.spreadsheet import RawBook, cell_name
from apthapi.formats.workbook.received import Problem

_NUMBERED = {"requerimientos": "linea", "situacion": "orden"}


def apply(
    mapa: Mapa,
    book: RawBook,
    *,
    units: Mapping[str, str] | None = None,
    categories: Mapping[str, str] | None = None,
) -> Applied:
    """What the map makes of a workbook. `units` are the names, by code, of the units that are known already.

    `categories`, the unit of each category: of rows of execution that say no unit.
    """
    out = Applied(notices=list(book.notices))
    words: dict[str, dict[str, str]] = {}
    for each in mapa.hojas:
        for name, pairs in each.equivalencias.items():
            words.setdefault(name, {}).update(pairs)
    codes = known(mapa.gestion, mapa.plan.get("entidad", ""))
    applying = _Applying(out, codes, Codes(units or {}, words, categories or {}))
    for sheet in sheets_of(mapa, book, codes, out):
        applying.take(sheet)
    return out


class _Applying:
    """The sheets of a workbook, one after the other: codes and numbers of lines go on from one to the next."""

    def __init__(self, out: Applied, codes: Known, coding: Codes) -> None:
        self._out, self._known, self._coding = out, codes, coding
        self._merged = Merged(out)
        self._last: dict[tuple[Value, ...], int] = {}
        self._keys: dict[tuple[object, ...], Row] = {}

    def take(self, sheet: Sheet) -> None:
        """Every line of a sheet, coarser rows included."""
        reader, composed = CellReader(sheet, self._known, self._out.problems), sheet.counts_anew()
        for each in sheet.walked.lines:
            line = LineReader(sheet, each, reader, composed=composed)
            line.find_keys(self._coding, self._out)
            own = line.rows()
            for row in line.coarser():
                self._merge(row)
            for row in own:
                finish_line(row, self._out, self._known)
                self._keep(row)
        self._out.sheets.append((sheet.name, sheet.table, len(sheet.walked.lines)))
        self._out.left += [f"«{sheet.name}» fila {row + 1}: no se importó «{text}»." for row, text in sheet.walked.left]
        look_at_totals(self._out, sheet.name, sheet.table, sheet.walked, sheet.styles)

    def _merge(self, row: Row) -> None:
        self._merged.add(row, [name for name in TABLES[row.table].key if name != "plan"])

    def _number(self, row: Row) -> None:
        """The next number of a line within what it counts in."""
        column = _NUMBERED.get(row.table)
        if column:
            scope = (row.table, row.cells.get("unidad"), row.cells.get("cuadrante"))
            self._last[scope] = self._last.get(scope, 0) + 1
            row.cells[column] = self._last[scope]

    def _keep(self, row: Row) -> None:
        """A row of the table of its sheet, unless another one has its key."""
        self._number(row)
        if row.table in ("unidades", "acp_unidad", "operaciones", "tareas"):
            self._merge(row)
            return
        if row.table == "ejecucion_financiera":
            self._out.add(row)  # of one place and month there may be many, which are added up
            return
        key = (row.table, *(row.cells.get(name) or "" for name in TABLES[row.table].key if name != "plan"))
        old = self._keys.setdefault(key, row)
        if old is row:
            self._out.add(row)
            return
        shown = ", ".join(str(part) for part in key[1:] if part)
        message = f"Ya está en la fila {old.fila} de «{old.hoja}»; esta no se importó."
        repair = "Deje una sola fila para cada uno, o diga en el mapa qué los distingue."
        self._out.problems.append(Problem(row.hoja, cell_name(row.fila - 1, 0), shown, message, repair))
