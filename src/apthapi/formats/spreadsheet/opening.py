"""Opens a spreadsheet. It runs in a bounded process, for its file may have been made to harm whoever opens it."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from apthapi.core.bounded import RefusedError
from apthapi.core.quoting import quoted
from apthapi.formats.spreadsheet.kinds import CELL_LIMIT, Kind, kind_of, protected, unreadable
from apthapi.formats.spreadsheet.parts import MACROS, looked_into
from apthapi.formats.spreadsheet.text import text_rows

LETTER_LIMIT = 100_000_000
"""Letters of all its cells: a text that a thousand cells share comes out a thousand times."""

_OLD_ERRORS = (
    "De un libro .xls no se sabe qué celdas tienen un error de fórmula (#REF!, #DIV/0!…): se leyeron vacías. "
    "Si las hay, guárdelo como .xlsx y vuelva a intentar."
)
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def contents(path: str, name: str) -> dict[str, Any]:
    """What is in the file, as JSON has it. Raises RefusedError with what is wrong and how to repair it."""
    where, called = Path(path), quoted(name)
    match kind_of(where, called):
        case Kind.TEXT:
            rows, notices = text_rows(where, called)
            sheets = [{"name": Path(name).stem, "hidden": False, "rows": rows}]
        case Kind.OLD:
            sheets = _sheets(where, called)
            notices = [_OLD_ERRORS] + ([MACROS] if _OLD_MACROS in where.read_bytes() else [])
        case Kind.ZIPPED:
            safe, notices = looked_into(where, called)
            sheets = _sheets(safe, called)
    return {"sheets": sheets, "notices": notices}


def _sheets(what: Path | BytesIO, name: str) -> list[dict[str, Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_object(what)
        seen = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        return _within_limits([_sheet(book, each, name) for each in seen], name)
    except PasswordError:
        raise protected(name) from None
    except (RefusedError, MemoryError):
        raise
    except (CalamineError, OSError, ValueError):
        raise unreadable(name, "está dañado o no es una hoja de cálculo") from None
    except BaseException as problem:
        # A broken file can make the library panic, which it raises as something that is not even an Exception.
        if type(problem).__name__ != "PanicException":
            raise
        raise unreadable(name, "está dañado") from None


def _sheet(book: Any, about: Any, name: str) -> dict[str, Any]:
    from python_calamine import SheetVisibleEnum  # noqa: PLC0415

    sheet = book.get_sheet_by_name(about.name)
    height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    if height * width > CELL_LIMIT:
        raise RefusedError(
            f"La hoja {quoted(about.name)} de {name} tiene {height} filas y {width} columnas: son demasiadas celdas. "
            "Elimine las filas y columnas que sobran y guárdelo de nuevo."
        )
    rows = sheet.to_python(skip_empty_area=False)
    hidden = about.visible is not SheetVisibleEnum.Visible
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    return {
        "name": about.name,
        "hidden": hidden,
        "rows": [[_encoded(cell) for cell in row] for row in rows],
        "merged": merged,
    }


def _within_limits(sheets: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    letters = sum(len(cell) for sheet in sheets for row in sheet["rows"] for cell in row if isinstance(cell, str))
    if letters > LETTER_LIMIT:
        raise RefusedError(f"Los textos de {name} son demasiado largos. Deje solo las hojas del plan.")
    return sheets


def _encoded(value: object) -> object:
    """A cell as JSON has it; dates in an object of their own, numbers that are none as text."""
    match value:
        case "":
            return None
        case datetime():
            return {"d": value.date().isoformat()}
        case date():
            return {"d": value.isoformat()}
        case time() | timedelta():
            return str(value)
        case float() if not math.isfinite(value):
            return str(value)
        case _:
            return value
