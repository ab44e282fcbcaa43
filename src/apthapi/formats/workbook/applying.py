"""Writes what a workbook brings into the tables of a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from apthapi.core.database import Database
from apthapi.core.derived import derive
from apthapi.core.fields import Value
from apthapi.core.numbering import as_number, highest_number
from apthapi.core.package import Package
from apthapi.core.schema import ROW, Table
from apthapi.core.sheets import SHEETS, Sheet
from apthapi.core.typed import companions
from apthapi.formats.workbook.pages import BY_TABLE
from apthapi.formats.workbook.received import Received, RowChange, What

Applied = dict[tuple[str, int], RowChange]
"""The rows that were written, by table and `renglon`."""


def apply(received: Received, database: Database) -> Applied:
    """Write every change, those in conflict as the workbook has them; within a transaction of the caller.

    For databases in which a row gets the number after the last one, as those of packages.
    """
    for table in BY_TABLE:
        # Rows are looked for one by one, and in a package nothing finds them by their number.
        database.execute(f"create index if not exists r_{table} on {table} ({ROW})")
    writer = _Writer(database, received.identity.plan, received.identity.unidad)
    for each in sorted(received.changes, key=lambda change: _ORDER[change.what]):
        writer.write(each)
    return writer.written


def apply_to_package(package: Package, received: Iterable[Received]) -> None:
    """Write the changes of several units into a package, all or nothing; it knows from then on every table of theirs.

    A text that could not be read and was kept to be written back gives way to what the workbook says.
    """
    with package.database.transaction():
        written = {key: change for each in received for key, change in apply(each, package.database).items()}
    tables = {table for table, _ in written}
    touched = {(table, row, cell.columna) for (table, row), change in written.items() for cell in change.cells}
    package.kept = tuple(each for each in package.kept if each[:3] not in touched)
    package.present |= tables


_ORDER = {What.REMOVED: 0, What.CHANGED: 1, What.CONFLICT: 2, What.ADDED: 3}
"""Rows that go leave their codes to those that come."""


class _Writer:
    def __init__(self, database: Database, plan: str, unidad: str) -> None:
        self.written: Applied = {}
        self._database = database
        self._plan, self._unidad = plan, unidad
        self._last: dict[str, int] = {}
        self._numbers: dict[tuple[Value, ...], int] = {}

    def write(self, change: RowChange) -> None:
        sheet = SHEETS[change.sheet]
        table = sheet.table
        if change.removes:
            self._database.execute(f"delete from {table.name} where {ROW} = ?", [change.renglon])
        elif change.renglon:
            self._update(change, sheet)
        else:
            self._insert(change, sheet)

    def _update(self, change: RowChange, sheet: Sheet) -> None:
        table = sheet.table
        [before] = self._database.dicts(f"select * from {table.name} where {ROW} = ?", [change.renglon])
        cells = self._whole(table, before, change)
        if set(sheet.within) & set(sheet.fixed) & set(cells):
            # Numbered within each sheet: it takes the next number of the one to which it was moved.
            cells[sheet.number] = self._next(sheet, {**before, **cells})
        sets = ", ".join(f"{name} = ?" for name in cells)
        self._database.execute(f"update {table.name} set {sets} where {ROW} = ?", [*cells.values(), change.renglon])
        self.written[table.name, change.renglon] = change

    def _insert(self, change: RowChange, sheet: Sheet) -> None:
        table = sheet.table
        row: dict[str, Value] = {name: None if kind == "BIGINT" else "" for name, kind in table.stored()}
        row |= {"plan": self._plan, "unidad": self._unidad, **sheet.fixed}
        row |= self._whole(table, row, change)
        if sheet.number and not row[sheet.number]:
            row[sheet.number] = self._next(sheet, row)
        elif sheet.number:
            self._numbers.clear()
        row[ROW] = self._row_number(table)
        self._database.insert(table.name, list(row), [tuple(row.values())])
        self.written[table.name, int(str(row[ROW]))] = change

    def _whole(self, table: Table, before: Mapping[str, Value], change: RowChange) -> dict[str, Value]:
        """The stored cells that change: those that were sent, what goes with them and what follows of them."""
        sent: dict[str, Value] = {}
        for each in change.cells:
            sent |= companions(table.column(each.columna), each.sent, str(each.sent or ""))
        return sent | derive(self._database, table.name, before, sent)

    def _row_number(self, table: Table) -> int:
        if table.name not in self._last:
            self._last[table.name] = int(self._database.value(f"select max({ROW}) from {table.name}") or 1)
        self._last[table.name] += 1
        return self._last[table.name]

    def _next(self, sheet: Sheet, row: Mapping[str, Value]) -> Value:
        """The number after the highest one of its kind."""
        key = (sheet.table_name, *(row[name] for name in sheet.within))
        if key not in self._numbers:
            self._numbers[key] = highest_number(self._database, sheet, row)
        self._numbers[key] += 1
        return as_number(sheet, self._numbers[key])
