"""The cells that the workbook itself computes, row by row and in the totals, each with what it gives now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from apthapi.core.fields import Value
from apthapi.core.schema import SCALE, Kind
from apthapi.core.tables import MONTHS
from apthapi.formats.workbook import formulas
from apthapi.formats.workbook.content import Stored
from apthapi.formats.workbook.lists_sheet import Lists
from apthapi.formats.workbook.pages import CONTROL, FILA, Page
from apthapi.formats.workbook.span import Span

Cells = Mapping[str, Value]
Live = dict[str, tuple[str, str | float]]
"""By column: the formula, and its value."""


_ROW = "§"
"""Stands for the number of the row in formulas that are made once for all rows."""


def live_cells(page: Page, span: Span, lists: Lists) -> Callable[[int, Cells], Live] | None:
    """What computes the cells of a row (from 0) that holds these values, none if it is empty; None if nothing does."""
    if page.by == "formulario":
        return _of_lines(page, span, lists)
    return _of_operations(span) if page.table.name == "operaciones" else None


def _of_lines(page: Page, span: Span, lists: Lists) -> Callable[[int, Cells], Live]:
    at = _at(span)
    quantity, price, total, partida = at("cantidad"), at("precio_unitario"), at("importe"), at("partida")
    control = formulas.months_of_line(quantity, price, total, _months(span), [partida, at("descripcion")])
    fila, product = _fila(partida, page.name, lists), formulas.product(quantity, price)

    def live(row: int, cells: Cells) -> Live:
        number, importe = str(row + 1), cells.get("importe")
        word = formulas.months_of_line_word(_number(importe), _known(cells), blank=not cells)
        its_fila = fila_of(str(cells.get("partida") or ""), page.name, lists)
        found: Live = {CONTROL: (control.replace(_ROW, number), word), FILA: (fila.replace(_ROW, number), its_fila)}
        known = formulas.product_of(cells.get("cantidad"), cells.get("precio_unitario"))
        if known is not None and known == importe:
            found["importe"] = product.replace(_ROW, number), known / 100
        elif importe is None and None in (cells.get("cantidad"), cells.get("precio_unitario")):
            found["importe"] = product.replace(_ROW, number), ""
        return found

    return live


def _of_operations(span: Span) -> Callable[[int, Cells], Live]:
    at = _at(span)
    control = formulas.months_of_operation(at("medicion"), at("meta"), _months(span))

    def live(row: int, cells: Cells) -> Live:
        word = formulas.months_of_operation_word(cells.get("medicion"), cells.get("meta"), _known(cells))
        return {CONTROL: (control.replace(_ROW, str(row + 1)), word)}

    return live


def _at(span: Span) -> Callable[[str], str]:
    return lambda name: f"{span.letters(name)}{_ROW}"


def _months(span: Span) -> str:
    return f"{_at(span)(MONTHS[0])}:{_at(span)(MONTHS[-1])}"


def _known(cells: Cells) -> list[int | None]:
    return [_number(cells.get(month)) for month in MONTHS]


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _fila(partida: str, form: str, lists: Lists) -> str:
    """The row of form 04 of a line: the longest prefix of its partida decides, as in `rules.form_map`."""
    found = f'"{lists.other}"'
    for length in reversed(lists.prefixes):
        found = f"IFERROR(VLOOKUP(LEFT({partida},{length}),{lists.form_map[1:]},2,FALSE),{found})"
    return f'=IF({partida}="","{form}",{found})'


def fila_of(partida: str, form: str, lists: Lists) -> str:
    """What it gives."""
    return lists.fila(partida) if partida else form


def totals(page: Page, span: Span, rows: Sequence[Stored]) -> Iterator[tuple[str, str, str | float]]:
    """The totals of a page: column, formula and value."""
    for field in page.fields:
        column = page.table.column(field.name)
        if (column.kind is Kind.MONEY and field.name != "precio_unitario") or field.name == "ponderacion":
            total = _sum(rows, field.name)
            yield field.name, f"=ROUND(SUM({span.of(field.name)}),2)", total / 10 ** SCALE[column.kind]
        if field.must_add is not None:
            following = page.columns[page.columns.index(field.name) + 1]
            cells, must = span.of(field.name), field.must_add
            formula = formulas.weights(f"SUM({cells})", f"COUNT({cells})", str(must / 10 ** SCALE[column.kind]))
            word = formulas.compared_word(total, must, 2) if any(r.cells[field.name] is not None for r in rows) else ""
            yield following, formula, word


def _sum(rows: Sequence[Stored], name: str) -> int:
    return sum(whole(each.cells[name]) for each in rows)


def whole(value: Value) -> int:
    """An amount; nothing if it is not known."""
    return value if isinstance(value, int) else 0
