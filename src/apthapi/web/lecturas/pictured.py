"""A page as it is looked at: its picture with the frame of a cell and a close look at it, or its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from apthapi.formats.scan.reading import Box
from apthapi.web.lecturas.addresses import to
from apthapi.web.lecturas.effective import SUMMARY, Celda, Fila, Formulario
from apthapi.web.lecturas.kept import KeptPage
from apthapi.web.lecturas.looking import Mirada

Shown = dict[str, Any]
_WIDEST, _TALLEST, _FLATTEST = 0.34, 0.045, 0.16
"""What a close look shows at least: fractions of the sides of the page, and its height to its width."""


def page_shown(seen: Mirada, page: KeptPage, cell: Celda | None) -> Shown:
    box, is_seen = _box(seen, cell) if cell else (None, False)
    shown: Shown = {"numero": page.number, "origen": page.source, "ancho": page.width, "alto": page.height}
    if page.picture:
        shown["imagen"] = to("lectura_pagina", seen.lectura, numero=page.number)
        if box is not None:
            shown["marco"], shown["cerca"] = _frame(box, page), _close(box, page)
            shown["supuesto"] = not is_seen
        return shown
    seen_text = cell.read.text.strip() if cell else ""
    lines = page.text.splitlines()
    marked = _line_of(lines, seen_text)
    shown["lineas"] = [(line, at == marked) for at, line in enumerate(lines)]
    return shown


def _box(seen: Mirada, cell: Celda) -> tuple[Box | None, bool]:
    """Where a cell is, and whether it was seen there: what was not is where its row and its column cross."""
    form, row = seen.form_of(cell.place), seen.row_of(cell.place)
    if cell.read.box is not None or form is None or row is None:
        return cell.read.box, True
    beside = _boxes(form, cell, lambda other: _line(other) == _line(row))
    above = _boxes(form, cell, lambda other: _column(other) == _column(row), cell.column.name)
    if not beside or not above:
        return None, False
    return Box(
        min(each.left for each in above),
        min(each.top for each in beside),
        max(each.right for each in above),
        max(each.bottom for each in beside),
    ), False


def _boxes(form: Formulario, cell: Celda, wanted: Callable[[Fila], bool], name: str = "") -> list[Box]:
    """Where the cells (of a column, if it is said) of those rows were seen, on the page of the cell."""
    cells = (each for row in form.rows if wanted(row) for each in row.cells if name in ("", each.column.name))
    return [each.read.box for each in cells if each.read.box and each.read.page == cell.read.page]


def _line(row: Fila) -> object:
    """What is on one line of the paper: in form 04, the amounts of all fuentes."""
    return row.values.get("fila") if row.table == SUMMARY else row.place


def _column(row: Fila) -> object:
    """What stands below each other on the paper: in form 04, the amounts of one fuente."""
    return row.values.get("fuente") if row.table == SUMMARY else row.table


def _line_of(lines: Iterable[str], text: str) -> int:
    """The first line in which a text was seen; -1 if in none."""
    return next((at for at, line in enumerate(lines) if text and text in line), -1)


def _frame(box: Box, page: KeptPage) -> dict[str, int]:
    """Where the frame of a cell is drawn, a little outside of it."""
    out = max(page.width // 250, 3)
    left, top = round(box.left * page.width) - out, round(box.top * page.height) - out
    right, bottom = round(box.right * page.width) + out, round(box.bottom * page.height) + out
    return {"x": left, "y": top, "w": right - left, "h": bottom - top}


def _close(box: Box, page: KeptPage) -> str:
    """The part of the page around a cell, as the `viewBox` of a close look."""
    width = min(max((box.right - box.left) * 1.4, _WIDEST), 1.0) * page.width
    tall = max((box.bottom - box.top) * 2.4, _TALLEST) * page.height
    height = min(max(tall, width * _FLATTEST), page.height)
    left = min(max((box.left + box.right) / 2 * page.width - width / 2, 0), page.width - width)
    top = min(max((box.top + box.bottom) / 2 * page.height - height / 2, 0), page.height - height)
    return f"{round(left)} {round(top)} {round(width)} {round(height)}"
