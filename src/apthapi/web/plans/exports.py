"""Tables as files that the Excel of an office opens by a double click: semicolons, a mark of UTF-8, our numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from apthapi.charts.picture import Cell
from apthapi.core.money import format_amount

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The answer that a browser keeps as a file."""
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
    headers = {"Content-Disposition": f'attachment; filename="{safe}.csv"'}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerow([plain_text(title) for title in columns])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return response


def _written(cell: Cell) -> str:
    return format_amount(cell) if isinstance(cell, int) else plain_text(cell or "")


def plain_text(text: str) -> str:
    """A text that Excel would take for a formula is kept as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_typed(text: str) -> str:
    """What was before `plain_text`, for a file that is loaded back."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
