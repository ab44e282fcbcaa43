"""What a cell of the workbook accepts while it is filled; what comes back is read however it was typed."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from apthapi.core.schema import Column, Kind
from apthapi.core.sheets import Field
from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.lists_sheet import Lists
from apthapi.formats.workbook.outgoing import shown_option
from apthapi.formats.workbook.pages import CONTROL, FILA, KEY, PAGES, Page
from apthapi.formats.workbook.span import FIRST, Span, span_of

_MOST = 10**11
_OPEN = frozenset({"medidas", "operaciones", "acp_unidad", "acciones", "acp"})
"""Lists that only suggest: a code may be written before its row is."""
_OF_BOOK = {"operaciones": ("operaciones", "operacion"), "acp_unidad": ("articulacion", "acp")}
"""Lists that are a column of the workbook itself, with what was just typed there."""
_COMPUTED = "Esta casilla la llena el sistema: no escriba en ella."
_LONGEST_HELP = 250


def validate(page: Page, span: Span, lists: Lists, sheet: Worksheet, content: Content) -> None:
    """Set what each column accepts, from the first row to the last one that is added up."""
    for at, name in enumerate(page.columns):
        field = next((each for each in page.fields if each.name == name), None)
        rule = _rule(page, field, lists, content) if field else _computed() if name in (KEY, CONTROL, FILA) else None
        if rule:
            sheet.data_validation(FIRST, at, span.last, at, rule)


def _computed() -> dict[str, Any]:
    return {"validate": "custom", "value": "=FALSE", "error_title": "Casilla calculada", "error_message": _COMPUTED}


def _rule(page: Page, field: Field, lists: Lists, content: Content) -> dict[str, Any] | None:
    column = page.table.column(field.name)
    if field.computed:
        return _computed()
    if column.options:
        return _one_of([shown_option(each) for each in column.options], column)
    if field.list:
        return _listed(field, column, lists, content)
    return _number(column)


def _one_of(source: object, column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": column.about[:32],
        "error_message": "Elija uno de los valores de la lista.",
    }


def _listed(field: Field, column: Column, lists: Lists, content: Content) -> dict[str, Any] | None:
    source = _source(field, lists, content)
    if not source:
        return None
    rule = _one_of(source, column) | {"show_error": field.list not in _OPEN}
    help_ = _help(field, content)
    return rule | ({"input_title": column.about[:32], "input_message": help_} if help_ else {})


def _source(field: Field, lists: Lists, content: Content) -> str:
    if field.list not in _OF_BOOK:
        return lists.source(field.list) if field.list in content.lists else ""
    page = next(each for each in PAGES if each.name == _OF_BOOK[field.list][0])
    span, column = span_of(page, content), _OF_BOOK[field.list][1]
    letters = span.letters(column)
    return f"='{page.title}'!${letters}${FIRST + 1}:${letters}${FIRST + span.ready}"


def _help(field: Field, content: Content) -> str:
    """The names of the codes, where they are few and codes alone say little."""
    if field.list not in ("fuentes", "organismos"):
        return ""
    used = {organismo if field.list == "organismos" else fuente for fuente, organismo, _ in content.techos} | {
        str(each.cells[field.name]) for each in content.rows if each.page.by == "formulario"
    }
    named = [f"{code} {content.names[field.list].get(code, '')}" for code in sorted(used - {""})]
    text = "En este plan: " + "; ".join(named)
    return text if named and len(text) <= _LONGEST_HELP else ""


def _number(column: Column) -> dict[str, Any] | None:
    match column.kind:
        case Kind.MONEY | Kind.QUANTITY | Kind.PERCENT:
            rule = {"validate": "decimal", "criteria": "between", "minimum": -_MOST, "maximum": _MOST}
            told = "Escriba solo el número, sin «Bs» ni letras."
        case Kind.INTEGER:
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 10**9}
            told = "Escriba un número entero."
        case _:
            return None
    return {**rule, "error_title": column.about[:32], "error_message": told}
