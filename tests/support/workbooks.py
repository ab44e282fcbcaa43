"""A workbook of a unit on somebody's desk: written from a plan, changed in every way, and sent back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from apthapi.core.package import Package, read_package
from apthapi.core.schema import SCALE
from apthapi.core.tables import TABLES
from apthapi.example import write_completed
from apthapi.formats.workbook import Book, compare
from apthapi.formats.workbook.reading import book_of
from apthapi.formats.workbook.received import Problem, Received, RowChange
from support.spreadsheets import opened

PLAN, UNIDAD = "SEGIP-2024-1", "DDTJ"


def completed(reference: Path, target: Path) -> Path:
    """Writes the real plan with a unit completed by example lines."""
    write_completed(read_package(reference), UNIDAD, target)
    return target


def read_here(path: Path) -> Book:
    """A workbook as `read_workbook` reads it, without the bounded process around, which costs more than reading."""
    return book_of(opened(path), path.name)


@dataclass
class Desk:
    """The workbook of a unit, opened with openpyxl. `send` gives what the system understands of it."""

    package: Package
    path: Path
    book: Any

    @classmethod
    def with_book(cls, package: Package, written: Path, folder: Path) -> Desk:
        """Open a workbook of the package; it is saved in the folder."""
        return cls(package, folder / written.name, openpyxl.load_workbook(written))

    def sheet(self, title: str) -> Worksheet:
        """A sheet by its name."""
        found: Worksheet = self.book[title]
        return found

    def column(self, title: str, name: str) -> int:
        """The number of a column from 1, by its hidden name."""
        return next(int(cell.column) for cell in self.sheet(title)[1] if cell.value == name)

    def cell(self, title: str, row: int, name: str) -> Any:
        """A cell by its row from 1 and the name of its column."""
        return self.sheet(title).cell(row, self.column(title, name))

    def put(self, title: str, row: int, **cells: object) -> None:
        """Write cells of a row."""
        for name, value in cells.items():
            self.cell(title, row, name).value = value

    def key(self, title: str, row: int) -> int:
        """The `renglon` of the hidden key of a row."""
        return int(self.sheet(title).cell(row, 1).value[1:])

    def rows(self, title: str) -> list[int]:
        """The rows with a key."""
        sheet = self.sheet(title)
        return [row for row in range(6, sheet.max_row + 1) if sheet.cell(row, 1).value]

    def free(self, title: str) -> int:
        """The first prepared row that is empty."""
        return max(self.rows(title), default=5) + 1

    def save(self) -> Path:
        """Save it. openpyxl keeps no result of formulas."""
        self.book.save(self.path)
        return self.path

    def send(self) -> Received:
        """Save it, and what is understood of it against the plan."""
        book = read_here(self.save())
        return compare(book, self.package.database, PLAN, book.identity.unidad)


def told(change: RowChange) -> dict[str, str]:
    """The cells that a change brings, as a file of the format has them."""
    from apthapi.core.fields import write  # noqa: PLC0415 - only for this
    from apthapi.core.sheets import SHEETS  # noqa: PLC0415

    table = SHEETS[change.sheet].table
    return {each.columna: write(table.column(each.columna), each.sent) for each in change.cells}


def only(received: Received) -> RowChange:
    """The one change that there is, and no problem."""
    assert received.problems == ()
    [change] = received.changes
    return change


def problem(received: Received) -> Problem:
    """The one problem that there is."""
    [found] = received.problems
    return found


def stored(package: Package, table: str, renglon: int) -> dict[str, Any]:
    """A row as it is stored."""
    [row] = package.dicts(f"select * from {table} where renglon = ?", (renglon,))
    return row


def number(table: str, column: str, value: int | None) -> float | None:
    """A stored number as a spreadsheet shows it."""
    return None if value is None else value / 10 ** SCALE[TABLES[table].column(column).kind]
