"""Stores changed rows of one sheet, cell by cell: what can be stored is, and every cell that cannot says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apthapi.core.database import Database
from apthapi.core.fields import Value
from apthapi.core.schema import ROW, Column
from apthapi.web.plans.derived import Cells, NotExactError, derive
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.rows import scope
from apthapi.web.plans.sheets import Sheet
from apthapi.web.plans.typed import Choices, companions, understand

OldRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that was not stored, with what was written and why; `column` empty speaks of the whole row."""

    renglon: int
    new: str
    column: str
    text: str
    message: str
    choices: Choices = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else changed meanwhile: what this person wrote and what is stored."""

    renglon: int
    column: str
    mine: str
    theirs: Value


@dataclass(slots=True)
class Outcome:
    """What became of the changes: rows written (`renglon`, and the browser's name if new), rows removed, the rest."""

    written: dict[int, str] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


class Writer:
    """Writes the changes of one request into one sheet of one plan (and unit)."""

    def __init__(self, database: Database, sheet: Sheet, plan: str, unidad: str) -> None:
        self.database = database
        self.sheet = sheet
        self.outcome = Outcome()
        self._fixed: Cells = {"plan": plan, **({"unidad": unidad} if sheet.of_unit else {}), **sheet.fixed}
        self._scope = scope(sheet, plan, unidad)
        self._columns = {column.name: column for column in sheet.columns}

    def write(self, changes: Iterable[Change]) -> Outcome:
        """Store every change that can be; the database must be in the transaction of an act."""
        changes = tuple(changes)
        old = self._old_rows(change.renglon for change in changes if change.renglon)
        for change in changes:
            row = old.get(change.renglon)
            if change.new:
                self._add(change)
            elif row is None:
                self._refuse(change, "", "", "La fila ya no existe: otra persona la quitó.")
            elif change.remove:
                self.database.execute(f"delete from {self.sheet.table_name} where {ROW} = ?", [change.renglon])
                self.outcome.removed.append(change.renglon)
            else:
                self._change(change, row)
        return self.outcome

    def _old_rows(self, renglones: Iterable[int]) -> dict[int, OldRow]:
        wanted = sorted(set(renglones))
        if not wanted:
            return {}
        where, values = self._scope
        marks = ", ".join("?" for _ in wanted)
        sql = f"select * from {self.sheet.table_name} where {where} and {ROW} in ({marks})"
        return {row[ROW]: row for row in self.database.dicts(sql, [*values, *wanted])}

    def _change(self, change: Change, row: OldRow) -> None:
        written: Cells = {}
        for name, cell in (change.cells or {}).items():
            column = self._columns[name]
            stored = self._understood(change, column, cell)
            if stored is None or stored[name] == row[name]:
                continue
            if cell.knows_before and row[name] != cell.before:
                self.outcome.conflicts.append(Conflict(change.renglon, name, cell.text, row[name]))
            else:
                written |= stored
        if written and (whole := self._with_derived(change, row, written)):
            self._update(change.renglon, whole)
        elif change.cells:
            self.outcome.written.setdefault(change.renglon, "")
        if change.place and self.sheet.movable:
            self._move(change.renglon, change.place)

    def _add(self, change: Change) -> None:
        """A new row: even one of which no cell can be stored yet takes its place."""
        written: Cells = {}
        for name, cell in (change.cells or {}).items():
            written |= self._understood(change, self._columns[name], cell) or {}
        empty: OldRow = {
            name: None if kind == "BIGINT" else "" for name, kind in self.sheet.table.stored() if name != ROW
        }
        empty |= self._fixed
        whole = self._with_derived(change, empty, written) if written else {}
        row = {**empty, **(whole or {})}
        self._number(row)
        if self._repeats(change, row, 0):
            return
        names = list(row)
        marks = ", ".join("?" for _ in names)
        sql = f"insert into {self.sheet.table_name} ({', '.join(names)}) values ({marks}) returning {ROW}"
        [(renglon,)] = self.database.query(sql, [row[name] for name in names])
        self.outcome.written[renglon] = change.new
        if change.place and self.sheet.movable:
            self._move(renglon, change.place)

    def _understood(self, change: Change, column: Column, cell: Cell) -> Cells | None:
        """The stored columns of a cell, companions included; None, and a refusal, if its text cannot be stored."""
        typed = understand(column, cell.text)
        if typed.problem:
            self._refuse(change, column.name, cell.text, typed.problem, typed.choices)
            return None
        return companions(column, typed.value, cell.text)

    def _with_derived(self, change: Change, row: OldRow, written: Cells) -> Cells | None:
        """What was written with what follows of it. A cell that does not fit is refused, and the rest tried again."""
        while written:
            try:
                whole = written | derive(self.database, self.sheet.table_name, row, written)
                break
            except NotExactError as problem:
                text = (change.cells or {})[problem.column].text
                self._refuse(change, problem.column, text, str(problem))
                written = {name: value for name, value in written.items() if name != problem.column}
        else:
            return None
        return None if self._repeats(change, {**row, **whole}, change.renglon, whole.keys()) else whole

    def _repeats(self, change: Change, row: Mapping[str, Value], renglon: int, changed: Iterable[str] = ()) -> bool:
        """Whether another row has the key that this one would have; if so it is refused."""
        key = self.sheet.table.key
        if changed and not set(changed) & set(key):
            return False
        same = " and ".join(f"{name} = ?" for name in key)
        sql = f"select 1 from {self.sheet.table_name} where {same} and {ROW} <> ?"
        if not self.database.query(sql, [*(row[name] for name in key), renglon]):
            return False
        own = [name for name in key if name in self._columns]
        shown = ", ".join(
            f"{self._title(name)} «{row[name]}»" if row[name] else f"{self._title(name)} vacío" for name in own
        )
        column = next((name for name in own if name in (change.cells or {})), own[0])
        text = (change.cells or {}).get(column, Cell("")).text
        self._refuse(change, column, text, f"Ya hay una fila con {shown}: escriba otro valor o use esa fila.")
        return True

    def _number(self, row: Cells) -> None:
        """Give the next number to a row that came without one."""
        number = self.sheet.number
        if not number or row[number]:
            return
        among = ["plan", *(["unidad"] if self.sheet.of_unit else []), *self.sheet.within]
        where = " and ".join(f"{name} = ?" for name in among)
        found = self.database.query(
            f"select {number} from {self.sheet.table_name} where {where}", [row[name] for name in among]
        )
        highest = max((int(code) for (code,) in found if str(code or "").isdigit()), default=0)
        row[number] = highest + 1 if self.sheet.table.column(number).is_number else str(highest + 1)

    def _update(self, renglon: int, cells: Cells) -> None:
        sets = ", ".join(f"{name} = ?" for name in cells)
        sql = f"update {self.sheet.table_name} set {sets} where {ROW} = ?"
        self.database.execute(sql, [*cells.values(), renglon])
        self.outcome.written.setdefault(renglon, "")

    def _move(self, renglon: int, place: int) -> None:
        """Put a row at a place (from 1) among those of the sheet, numbering again those that move."""
        where, values = self._scope
        number = self.sheet.number
        sql = f"select {ROW}, {number} from {self.sheet.table_name} where {where} order by {number}, {ROW}"
        old: dict[int, int] = dict(self.database.query(sql, values))
        order = [each for each in old if each != renglon]
        order.insert(max(place, 1) - 1, renglon)
        moved = {each: at for at, each in enumerate(order, start=1) if old[each] != at}
        for sign in (-1, 1):
            # Twice, because no two rows may have the same number, not even while they change places.
            for each, at in moved.items():
                self._update(each, {number: sign * at})

    def _title(self, name: str) -> str:
        return next(each.title for each in self.sheet.fields if each.name == name)

    def _refuse(self, change: Change, column: str, text: str, message: str, choices: Choices = ()) -> None:
        self.outcome.refusals.append(Refusal(change.renglon, change.new, column, text, message, choices))
