"""Writes the workbook of a unit."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.cover import write_cover
from apthapi.formats.workbook.grid import Grid
from apthapi.formats.workbook.hidden_sheet import write_hidden
from apthapi.formats.workbook.lists_sheet import Lists
from apthapi.formats.workbook.looks import ACCENT, EVERY_CELL, Looks
from apthapi.formats.workbook.pages import COVER, HIDDEN_BOOK, LISTS, PAGES, SUMMARY
from apthapi.formats.workbook.summary_sheet import SummarySheet

_MANY = 10_000
"""From so many rows on, only the row that is being written is kept in memory."""


class _Sheet(Worksheet):  # type: ignore[misc]
    """Formulas as they are: looking in each for functions of newer programs, which none of ours has, takes seconds."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002 - theirs
        return formula.removeprefix("=")


def write_workbook(where: Path | BinaryIO, content: Content) -> None:
    """Write it to a file or a stream. Raises OSError where nothing can be written."""
    many = len(content.rows) > _MANY
    options = {
        "default_format_properties": EVERY_CELL,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        # One or the other: parts that wait in files until they are packed take longer on a busy disk than to be made.
        "constant_memory": many,
        "in_memory": not many,
    }
    book = xlsxwriter.Workbook(str(where) if isinstance(where, Path) else where, options)
    looks, lists = Looks(book), Lists(content)
    identity = content.identity
    book.set_properties({"title": f"Formularios de {identity.unidad}, plan {identity.plan}", "author": "Apthapi"})
    write_cover(book.add_worksheet(COVER), content, looks)
    for page in PAGES:
        sheet = book.add_worksheet(page.title, _Sheet)
        sheet.set_tab_color(ACCENT)
        Grid(page, content, lists, sheet, looks).write()
    SummarySheet(content, lists, book.add_worksheet(SUMMARY), looks).write()
    lists.write(book.add_worksheet(LISTS), looks)
    write_hidden(book.add_worksheet(HIDDEN_BOOK), content)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise problem.args[0] from None
