"""The hidden sheet with the values that cells may take, each list in two columns: what is chosen, and its name."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from apthapi.formats.spreadsheet import cell_name
from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.looks import Looks
from apthapi.formats.workbook.outgoing import Labels, label
from apthapi.formats.workbook.pages import LISTS

_MAP = "mapa"


class Lists:
    """Where each list stands, and what its codes are called."""

    def __init__(self, content: Content) -> None:
        self._columns: dict[str, list[tuple[str, str]]] = {
            name: _choices(name, rows) for name, rows in content.lists.items()
        }
        self._columns[_MAP] = [(prefix, fila) for prefix, _, fila in content.form_map if prefix]
        self.labels: dict[str, Labels] = {
            name: {code: label(code, text) for code, text, _ in rows}
            for name, rows in content.lists.items()
            if _has_names(name)
        }
        self._content = content
        self._filas: dict[str, str] = {}

    def source(self, name: str) -> str:
        """The cells of a list, for a data validation; empty if there is nothing in it."""
        return self._range(name, 1) if self._columns.get(name) else ""

    @property
    def form_map(self) -> str:
        """The cells of the map of forms: prefix of the partida and row of form 04."""
        return self._range(_MAP, 2)

    @property
    def prefixes(self) -> list[int]:
        """The lengths of the prefixes of the map, the longest first."""
        return sorted({len(prefix) for prefix, _ in self._columns[_MAP]}, reverse=True)

    @property
    def other(self) -> str:
        """The row of form 04 of a partida of which the map says nothing else."""
        return next((fila for prefix, _, fila in self._content.form_map if not prefix), "")

    def fila(self, partida: str) -> str:
        """The row of form 04 of a partida."""
        if partida not in self._filas:
            rows = self._content.form_map
            self._filas[partida] = next((fila for prefix, _, fila in rows if partida.startswith(prefix)), "")
        return self._filas[partida]

    def write(self, sheet: Worksheet, looks: Looks) -> None:
        """Write the sheet."""
        head, text = looks.head(), looks.make(num_format="@")
        for at, (name, rows) in enumerate(self._columns.items()):
            sheet.write_string(0, 2 * at, name, head)
            sheet.set_column(2 * at, 2 * at + 1, 24)
            for row, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    sheet.write_string(row, 2 * at + column, cell, text)
        sheet.hide()
        sheet.protect()

    def _range(self, name: str, width: int) -> str:
        at = 2 * list(self._columns).index(name)
        first, last = cell_name(1, at), cell_name(max(len(self._columns[name]), 1), at + width - 1)
        return f"={LISTS}!{_fixed(first)}:{_fixed(last)}"


def _has_names(name: str) -> bool:
    return name.startswith("partidas")


def _choices(name: str, rows: list[list[str]]) -> list[tuple[str, str]]:
    """What may be chosen. Partidas are offered with their names, and may be typed without them."""
    plain = [(code, text) for code, text, _ in rows]
    return [*((label(code, text), text) for code, text in plain), *plain] if _has_names(name) else plain


def _fixed(cell: str) -> str:
    """`B2` as `$B$2`."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"
