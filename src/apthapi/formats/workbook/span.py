"""Where the cells of a sheet are: references for formulas of the sheet itself and of others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from apthapi.formats.spreadsheet import cell_name
from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.pages import Page

IDS, TITLE, ABOUT, TOTALS, HEAD, FIRST = range(6)
"""Rows of a sheet from 0: hidden names of the columns, title, what it is, totals, heads, and the first row of data."""
ROOM = {"requerimientos": 300, "operaciones": 60, "tareas": 200, "acp_unidad": 30, "situacion": 80}
"""Rows left ready to be filled, by table."""
BEYOND = 2000
"""Rows after those that are added up all the same: a person may paste more than was prepared."""


@dataclass(frozen=True, slots=True)
class Span:
    """The columns of a page from A, how many rows it has, and the last one (from 0) that is added up."""

    title: str
    columns: tuple[str, ...]
    rows: int
    ready: int
    """Rows with formulas, those that are filled and those that may be."""

    @property
    def last(self) -> int:
        """The last row that is added up, from 0."""
        return FIRST + self.ready + BEYOND

    def letters(self, name: str) -> str:
        """The letters of a column."""
        return _letters(self.columns.index(name))

    def of(self, name: str) -> str:
        """The cells of a column from its head on, so that a row put in above the first one is added up too."""
        letters = self.letters(name)
        return f"${letters}${HEAD + 1}:${letters}${self.last + 1}"

    def elsewhere(self, name: str) -> str:
        """The same as another sheet names them."""
        return f"'{self.title}'!{self.of(name)}"


def span_of(page: Page, content: Content) -> Span:
    """Where the page will be."""
    rows = len(content.on(page))
    return Span(page.title, page.columns, rows, rows + ROOM[page.table.name])


@cache
def _letters(column: int) -> str:
    return cell_name(0, column)[:-1]
