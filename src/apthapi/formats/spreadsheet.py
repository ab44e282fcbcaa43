"""Opens any spreadsheet (xlsx, xlsm, xls, ods, CSV) safely and gives its cells as they are, sheet by sheet.

Files come from anybody: they are opened in a process with little time and memory (`core.bounded`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from apthapi.core.bounded import RefusedError, TooMuchError, call_bounded
from apthapi.core.bounded import existing as existing_file
from apthapi.formats.csv_text import is_text, text_contents
from apthapi.formats.errors import FileError
from apthapi.formats.formula_errors import formula_errors, with_errors

Raw = str | int | float | bool | date | None
"""The value of a cell: text, number, yes or no, date; None if it is empty. A formula gives its last result."""

SECONDS = 5
MEGABYTES = 1024


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: `rows[0]` is its first row (row 1 of the spreadsheet) and `rows[i][0]` its column A."""

    name: str
    hidden: bool
    rows: Sequence[Sequence[Raw]]

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


def read_spreadsheet(path: Path, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> RawBook:
    """Every sheet of a file. Raises FileError if it cannot be read, is dangerous, or takes too much."""
    try:
        found = call_bounded(f"{__name__}:contents", {"path": str(path)}, seconds=seconds, megabytes=megabytes)
    except RefusedError as problem:
        raise FileError(str(problem)) from None
    except TooMuchError:
        raise FileError(
            f"«{path.name}» no se pudo abrir dentro del tiempo y la memoria que se le dan. "
            "Guárdelo de nuevo como libro de Excel (.xlsx), sin filas ni hojas vacías, y vuelva a intentar."
        ) from None
    sheets = tuple(
        RawSheet(each["name"], each["hidden"], [[_decoded(cell) for cell in row] for row in each["rows"]])
        for each in found["sheets"]
    )
    return RawBook(sheets, tuple(found["notices"]))


def contents(path: str) -> dict[str, Any]:
    """What is in the file, as JSON has it: what the bounded process runs."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    where = existing_file(path)
    if is_text(where):
        return text_contents(where)
    try:
        errors = formula_errors(where)
        book = CalamineWorkbook.from_path(str(where))
        sheets = [
            {
                "name": each.name,
                "hidden": each.visible is not SheetVisibleEnum.Visible,
                "rows": with_errors(
                    [
                        [_encoded(cell) for cell in row]
                        for row in book.get_sheet_by_name(each.name).to_python(skip_empty_area=False)
                    ],
                    errors.get(each.name, {}),
                ),
            }
            for each in book.sheets_metadata
        ]
    except (CalamineError, OSError) as problem:
        raise RefusedError(f"«{where.name}» no es una hoja de cálculo que se pueda leer ({problem}).") from None
    return {"sheets": sheets, "notices": []}


def _encoded(value: object) -> object:
    """A cell as JSON has it; dates in an object of their own."""
    match value:
        case "":
            return None
        case datetime():
            return {"d": value.date().isoformat()}
        case date():
            return {"d": value.isoformat()}
        case time() | timedelta():
            return str(value)
        case _:
            return value


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
