"""The rows of a sheet, as stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from apthapi.core.database import Database, Engine, Prepared, Row
from apthapi.core.schema import ROW
from apthapi.core.sheets import Sheet

MOST_AT_ONCE = 10_000
_KEPT = 4
"""Of so many rows at most, asking for them is a statement that is kept: another one for each number of them."""
_ADDED_AT_ONCE = 200
"""New rows in one statement: SQLite takes some thirty thousand cells."""


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
        found += database.query(Prepared(sql) if len(some) <= _KEPT else sql, [*values, *some])
    return found


def add_rows(database: Database, table: str, names: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """Add rows to a table of the format; the `renglon` that each one was given, which rise in their order.

    Many in one statement: so the triggers of the table begin their work once, which is most of what a row costs.
    """
    add = _add_as_json if database.engine is Engine.POSTGRESQL and len(rows) > 1 else _add_as_values
    return [
        renglon
        for start in range(0, len(rows), _ADDED_AT_ONCE)
        for renglon in sorted(add(database, table, names, rows[start : start + _ADDED_AT_ONCE]))
    ]


def _add_as_values(database: Database, table: str, names: Sequence[str], rows: Sequence[Row]) -> Iterator[int]:
    marks = ", ".join([f"({', '.join('?' for _ in names)})"] * len(rows))
    sql = f"insert into {table} ({', '.join(names)}) values {marks} returning {ROW}"
    kept = Prepared(sql) if len(rows) == 1 else sql
    return (renglon for (renglon,) in database.query(kept, list(chain.from_iterable(rows))))


def _add_as_json(database: Database, table: str, names: Sequence[str], rows: Sequence[Row]) -> Iterator[int]:
    """One text is written and read in a tenth of the time that so many parameters take."""
    listed, sent = ", ".join(names), json.dumps([dict(zip(names, row, strict=True)) for row in rows])
    arrived = f"json_populate_recordset(null::{table}, ?::json) with ordinality order by ordinality"
    sql = f"insert into {table} ({listed}) select {listed} from {arrived} returning {ROW}"
    return (renglon for (renglon,) in database.query(sql, [sent]))


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
