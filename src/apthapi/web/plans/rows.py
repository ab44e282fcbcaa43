"""The rows of a sheet, as stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from apthapi.core.database import Database, Row
from apthapi.core.schema import ROW
from apthapi.core.sheets import Sheet

MOST_AT_ONCE = 10_000


def rows_of(database: Database, sheet: Sheet, plan: str, unidad: str) -> list[Row]:
    """Every row of the sheet: its `renglon`, then one stored value for each field of the sheet."""
    where, values = scope(sheet, plan, unidad)
    numbered = sheet.number and sheet.table.column(sheet.number).is_number
    # A row without number goes first on every engine.
    order = f"coalesce({sheet.number}, 0), {ROW}" if numbered else ROW
    return database.query(f"select {columns(sheet)} from {sheet.table_name} where {where} order by {order}", values)


def these_rows(database: Database, sheet: Sheet, plan: str, unidad: str, renglones: Iterable[int]) -> list[Row]:
    """The rows of the sheet among those of the given `renglon`, as `rows_of` gives them."""
    where, values = scope(sheet, plan, unidad)
    found: list[Row] = []
    for some in in_parts(sorted(renglones)):
        marks = ", ".join("?" for _ in some)
        sql = f"select {columns(sheet)} from {sheet.table_name} where {where} and {ROW} in ({marks}) order by {ROW}"
        found += database.query(sql, [*values, *some])
    return found


def in_parts(wanted: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many at once as every engine takes in one query."""
    for start in range(0, len(wanted), MOST_AT_ONCE):
        yield wanted[start : start + MOST_AT_ONCE]


def columns(sheet: Sheet) -> str:
    """The columns to select for a sheet."""
    return ", ".join([ROW, *(each.name for each in sheet.fields)])


def scope(sheet: Sheet, plan: str, unidad: str) -> tuple[str, list[object]]:
    """The condition that picks the rows of the sheet, and its parameters."""
    fixed = {"plan": plan, **({"unidad": unidad} if sheet.of_unit else {}), **sheet.fixed}
    return " and ".join(f"{name} = ?" for name in fixed), list(fixed.values())
