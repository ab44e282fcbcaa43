"""Opens any spreadsheet (xlsx, xlsm, xls, ods, CSV) safely and gives its cells as they are, sheet by sheet.

Files come from anybody: they are opened in a process with little time and memory (`core.bounded`), by `opening`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from apthapi.core.bounded import RefusedError, TooMuchError, call_bounded
from apthapi.core.quoting import quoted
from apthapi.formats.errors import FileError

Raw = str | int | float | bool | date | None
"""The value of a cell: text, number, yes or no, date; None if it is empty. A formula gives its last result."""

SECONDS = 5
MEGABYTES = 1024

_ERROR = re.compile("#[¡¿]?[A-ZÁÉÍÓÚ/0]+[!?]|#N/A|#N/D|#GETTING_DATA|Err:[0-9]{3}")


def is_error(raw: Raw) -> bool:
    """Whether a cell says, as text, that its formula has no result: #REF!, #DIV/0!, #¡VALOR!, Err:502…"""
    return isinstance(raw, str) and _ERROR.fullmatch(raw) is not None


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: `rows[0]` is its first row (row 1 of the spreadsheet) and `rows[i][0]` its column A."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[Raw]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    """Cells that are shown as one, from 0: first row and column, last row and column. Only the first has a value."""

    def at(self, row: int, column: int) -> Raw:
        """A cell by its place from 0; None beyond what is used."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None


@dataclass(frozen=True, slots=True)
class RawBook:
    """A spreadsheet file. `notices` (Spanish) tell what was left aside, such as macros."""

    sheets: tuple[RawSheet, ...]
    notices: tuple[str, ...] = ()

    def sheet(self, name: str) -> RawSheet | None:
        """The sheet of that name, if it is there."""
        return next((each for each in self.sheets if each.name == name), None)


def read_spreadsheet(path: Path, *, name: str = "", seconds: int = SECONDS, megabytes: int = MEGABYTES) -> RawBook:
    """Every sheet of a file. Raises FileError if it cannot be read, is dangerous, or takes too much.

    `name`: how people call it, if it is kept under another one; messages and the one sheet of a CSV say it.
    """
    asked = {"path": str(path), "name": name or path.name}
    try:
        found = call_bounded(
            "apthapi.formats.spreadsheet.opening:contents", asked, seconds=seconds, megabytes=megabytes
        )
    except RefusedError as problem:
        raise FileError(str(problem)) from None
    except TooMuchError:
        raise FileError(
            f"{quoted(name or path.name)} no se pudo abrir dentro del tiempo y la memoria que se le dan. "
            "Guárdelo de nuevo como libro de Excel (.xlsx), sin filas ni hojas vacías, y vuelva a intentar."
        ) from None
    return book_of(found)


def book_of(found: dict[str, Any]) -> RawBook:
    """The spreadsheet out of what the bounded process answered."""
    sheets = tuple(
        RawSheet(
            each["name"],
            each["hidden"],
            [[_decoded(cell) for cell in row] for row in each["rows"]],
            [tuple(cells) for cells in each.get("merged", ())],
        )
        for each in found["sheets"]
    )
    return RawBook(sheets, tuple(found["notices"]))


def _decoded(value: Any) -> Raw:
    return date.fromisoformat(value["d"]) if isinstance(value, dict) else value


def cell_name(row: int, column: int) -> str:
    """The name of a cell as spreadsheets write it, from its place counted from 0: (0, 0) is A1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
