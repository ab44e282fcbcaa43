"""Writes what a workbook brings through the writer, sheet by sheet; every cell that cannot be stored says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from apthapi.core.database import Database
from apthapi.core.fields import Value
from apthapi.core.numbering import as_number, highest_number
from apthapi.core.schema import ROW
from apthapi.core.sheets import SHEETS, Sheet
from apthapi.web.libros.proposal import Proposed
from apthapi.web.plans.request import Change
from apthapi.web.plans.writer import Writer

LINES = "requerimientos"
_ORDER = {name: at for at, name in enumerate(SHEETS)}


@dataclass(frozen=True, slots=True)
class Refused:
    """A row, or a cell of it, that cannot be stored as it would come, and why."""

    what: Proposed
    column: str
    text: str
    message: str


@dataclass(slots=True)
class Written:
    """What became of it: by what their rows are called (`renglon`), which was written, and what could not be."""

    rows: dict[tuple[str, int], Proposed] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    removed: int = 0
    touches_lines: bool = False


def write(database: Database, plan: str, unidad: str, rows: Iterable[Proposed], *, keeps: bool) -> Written:
    """Store the rows, in a transaction of whoever calls. `keeps`: the rows that the workbook lacks stay."""
    done = Written()
    for sheet, group in groupby(sorted(rows, key=lambda each: _ORDER[each.row.sheet]), key=lambda each: each.sheet):
        asked = [(each, change) for each in group if (change := each.change(keeps=keeps))]
        done.touches_lines |= bool(asked) and sheet.table_name == LINES
        _write_sheet(database, plan, unidad, sheet, asked, done)
    return done


def _write_sheet(
    database: Database, plan: str, unidad: str, sheet: Sheet, asked: list[tuple[Proposed, Change]], done: Written
) -> None:
    for each, _ in asked:
        if each.row.moved_from:
            _adopt(database, plan, unidad, sheet, each.row.renglon)
    by_name: Mapping[str, Proposed] = {change.new: each for each, change in asked if change.new}
    by_row: Mapping[int, Proposed] = {change.renglon: each for each, change in asked if change.renglon}
    changes = _codes_let_go(database, sheet, [change for _, change in asked])
    outcome = Writer(database, sheet, plan, unidad).write(_in_order(changes))
    for renglon, name in outcome.written.items():
        done.rows[sheet.table_name, renglon] = by_name[name] if name else by_row[renglon]
        done.added += bool(name)
        done.changed += not name
    done.removed += len(outcome.removed)
    done.refused += [
        Refused(by_name[each.new] if each.new else by_row[each.renglon], each.column, each.text, each.message)
        for each in outcome.refusals
    ]
    done.refused += [
        Refused(by_row[each.renglon], each.column, each.mine, "Otra persona cambió esta celda mientras tanto.")
        for each in outcome.conflicts
    ]


def _in_order(changes: Iterable[Change]) -> Iterator[Change]:
    """Rows that go leave their codes to those that come."""
    yield from sorted(changes, key=lambda each: (not each.remove, bool(each.new)))


def _codes_let_go(database: Database, sheet: Sheet, changes: list[Change]) -> list[Change]:
    """The changes once the codes that rows exchange or pass on are free: no two rows may have one even meanwhile."""
    for column in [each.name for each in sheet.fields if each.name in sheet.table.key and not each.computed]:
        wanted = {each.cells[column].text for each in changes if each.cells and column in each.cells}
        for at, each in enumerate(changes):
            cell = (each.cells or {}).get(column)
            if each.renglon and cell and cell.before in wanted:
                sql = f"update {sheet.table_name} set {column} = ? where {ROW} = ? and {column} = ?"
                database.execute(sql, [parked := f"~{each.renglon}", each.renglon, cell.before])
                changes[at] = replace(each, cells={**(each.cells or {}), column: replace(cell, before=parked)})
    return changes


def _adopt(database: Database, plan: str, unidad: str, sheet: Sheet, renglon: int) -> None:
    """A row that was moved to this sheet from another one of its table stays the same row, with a number of its own."""
    cells: dict[str, Value] = dict(sheet.fixed)
    if sheet.within:
        highest = highest_number(database, sheet, {"plan": plan, "unidad": unidad, **cells})
        cells[sheet.number] = as_number(sheet, highest + 1)
    sets = ", ".join(f"{name} = ?" for name in cells)
    sql = f"update {sheet.table_name} set {sets} where plan = ? and unidad = ? and {ROW} = ?"
    database.execute(sql, [*cells.values(), plan, unidad, renglon])
