"""The sheet that nobody sees: what the workbook is, and what each row was when it was issued.

With it what comes back is compared three ways without any copy of the workbook being kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from xlsxwriter.worksheet import Worksheet

from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.pages import BY_TABLE, TEMPLATE

FIRST_WORD = "apthapi"
IDENTITY, COLUMNS, BASE, CONTEXT = "identidad", "columnas", "base", "contexto"
"""What a row says: identity, the columns of a table, a row of it as it was, a row that goes along."""
_MOST_LETTERS = 32_000
"""Letters of one cell; what is longer goes on in the next."""


def write_hidden(sheet: Worksheet, content: Content) -> None:
    """Write it. Everything is text: kind, of what, and JSON."""
    lines: list[tuple[str, ...]] = [(FIRST_WORD, TEMPLATE), (IDENTITY, "", *_json(asdict(content.identity)))]
    for table, pages in BY_TABLE.items():
        columns = base_columns(table)
        lines.append((COLUMNS, table, *_json(columns)))
        lines += [
            (BASE, table, *_json([each.renglon, each.page.name, *(each.cells[name] for name in columns)]))
            for page in pages
            for each in content.on(page)
        ]
    for table, rows in content.context.items():
        lines += [(CONTEXT, table, *_json(row)) for row in rows]
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    sheet.very_hidden()
    sheet.protect()


def base_columns(table: str) -> list[str]:
    """The columns of a table that a workbook shows or by which its rows are told apart."""
    page = BY_TABLE[table][0]
    shown = [each.name for each in page.fields]
    return [page.by, *shown] if page.by and not page.chosen else shown


def _json(value: object) -> Iterable[str]:
    """The value in plain letters, in as many pieces as cells need."""
    text = json.dumps(value, separators=(",", ":"))
    return (text[at : at + _MOST_LETTERS] for at in range(0, len(text), _MOST_LETTERS))
