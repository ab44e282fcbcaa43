"""Stores changed rows of one sheet, cell by cell: what can be stored is, and every cell that cannot says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apthapi.core.database import Database, Prepared
from apthapi.core.derived import AskedOnce, Cells, NotExactError, derive
from apthapi.core.fields import Value
from apthapi.core.numbering import as_number, highest_number
from apthapi.core.schema import ROW, WORDS, WRITTEN, Column
from apthapi.core.sheets import Sheet
from apthapi.core.typed import Choices, Typed, companions, understand
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.rows import add_rows, in_parts, scope
from apthapi.web.plans.units import UNITS, why_kept, why_no_code

OldRow = dict[str, Any]

_FEW = 3
"""Of so many columns at most, writing them is prepared: there is another statement for each choice of columns."""


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
    """Writes the changes of one request into one sheet of one plan (and unit).

    New rows wait, and go into the database together before anything that could tell the difference.
    """

    def __init__(self, database: Database, sheet: Sheet, plan: str, unidad: str) -> None:
        self.database = database
        self.sheet = sheet
        self.outcome = Outcome()
        self._fixed: Cells = {"plan": plan, **({"unidad": unidad} if sheet.of_unit else {}), **sheet.fixed}
        self._scope = scope(sheet, plan, unidad)
        self._columns = {column.name: column for column in sheet.columns}
        self._own_key = [name for name in sheet.table.key if name in self._columns]
        self._empty: OldRow = {
            name: None if kind == "BIGINT" else "" for name, kind in sheet.table.stored() if name != ROW
        }
        self._empty |= self._fixed
        self._once = AskedOnce(database)
        self._read: dict[tuple[str, str], tuple[Typed, Cells]] = {}
        self._rows: dict[int, OldRow] = {}
        self._waiting: list[tuple[str, OldRow]] = []
        self._keys_waiting: set[tuple[Value, ...]] = set()
        self._highest: dict[tuple[Value, ...], int] = {}

    def write(self, changes: Iterable[Change]) -> Outcome:
        """Store every change that can be; the database must be in the transaction of an act."""
        changes = tuple(changes)
        self._rows = self._old_rows(change.renglon for change in changes if change.renglon)
        for change in changes:
            if change.new:
                self._add(change)
            else:
                self._store_waiting()
                self._old(change)
        self._store_waiting()
        return self.outcome

    def _old(self, change: Change) -> None:
        row = self._rows.get(change.renglon)
        if row is None:
            self._refuse(change, "", "", "La fila ya no existe: otra persona la quitó.")
        elif change.remove:
            self._remove(change, row)
        else:
            self._change(change, row)

    def _old_rows(self, renglones: Iterable[int]) -> dict[int, OldRow]:
        where, values = self._scope
        found: dict[int, OldRow] = {}
        for some in in_parts(sorted(set(renglones))):
            marks = ", ".join("?" for _ in some)
            sql = f"select * from {self.sheet.table_name} where {where} and {ROW} in ({marks})"
            found |= {row[ROW]: row for row in self.database.dicts(sql, [*values, *some])}
        return found

    def _remove(self, change: Change, row: OldRow) -> None:
        renglon = change.renglon
        if kept := self._kept(row):
            self._refuse(change, "", "", kept)
            return
        self.database.execute(f"delete from {self.sheet.table_name} where {ROW} = ?", [renglon])
        del self._rows[renglon]
        self.outcome.written.pop(renglon, None)
        self.outcome.removed.append(renglon)

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
        row = {**self._empty, **(self._with_derived(change, self._empty, written) or {})}
        if not self._number(row) and (repeated := self._repeated(row, 0)):
            self._refuse(change, self._own_key[0], "", repeated)
            return
        self._waiting.append((change.new, row))
        self._keys_waiting.add(self._key(row))
        if change.place and self.sheet.movable:
            self._move(self._store_waiting()[-1], change.place)

    def _store_waiting(self) -> list[int]:
        """Insert the new rows that wait, in their order; their numbers."""
        if not self._waiting:
            return []
        names = list(self._empty)
        rows = [tuple(row[name] for name in names) for _, row in self._waiting]
        renglones = add_rows(self.database, self.sheet.table_name, names, rows)
        self.outcome.written |= dict(zip(renglones, (new for new, _ in self._waiting), strict=True))
        self._waiting.clear()
        self._keys_waiting.clear()
        return renglones

    def _understood(self, change: Change, column: Column, cell: Cell) -> Cells | None:
        """The stored columns of a cell, companions included; None, and a refusal, if its text cannot be stored."""
        typed, stored = self._read.get((column.name, cell.text)) or self._meaning(column, cell.text)
        problem = typed.problem or self._not_a_unit(change, column, typed.value)
        if problem:
            self._refuse(change, column.name, cell.text, problem, typed.choices)
            return None
        return stored

    def _meaning(self, column: Column, text: str) -> tuple[Typed, Cells]:
        """What a text means in a column, with the stored columns; kept, for what is pasted repeats itself."""
        typed = understand(column, text)
        found = typed, {} if typed.problem else companions(column, typed.value, text)
        self._read[column.name, text] = found
        return found

    def _kept(self, row: OldRow) -> str:
        """Why a row can neither go nor change its code; empty if it can."""
        return why_kept(self.database, row["plan"], row["unidad"]) if self.sheet.table_name == UNITS else ""

    def _not_a_unit(self, change: Change, column: Column, value: Value) -> str:
        if self.sheet.table_name != UNITS or column.name != "unidad":
            return ""
        old = self._rows.get(change.renglon)
        return why_no_code(str(value)) or (self._kept(old) if old and old["unidad"] != value else "")

    def _with_derived(self, change: Change, row: OldRow, written: Cells) -> Cells | None:
        """What was written with what follows of it. Cells that do not fit are refused, and the rest tried again."""
        while written:
            try:
                whole = written | derive(self._once, self.sheet.table_name, row, written)
            except NotExactError as problem:
                written = self._without(change, written, [problem.column], str(problem))
                continue
            key = [name for name in self._own_key if name in written]
            repeated = self._repeated({**row, **whole}, change.renglon) if key else ""
            if not repeated:
                return whole
            written = self._without(change, written, key, repeated)
        return None

    def _without(self, change: Change, written: Cells, refused: Iterable[str], message: str) -> Cells:
        """The written cells but these, which are refused."""
        gone = set()
        for name in refused:
            text = (change.cells or {}).get(name, Cell("")).text
            self._refuse(change, name, text, message)
            gone |= {name, name + WRITTEN, name + WORDS}
        return {name: value for name, value in written.items() if name not in gone}

    def _key(self, row: Mapping[str, Value]) -> tuple[Value, ...]:
        return tuple(row[name] for name in self.sheet.table.key)

    def _repeated(self, row: Mapping[str, Value], renglon: int) -> str:
        """Why this row cannot have the key that it would have: another one has it. Empty if none does."""
        key = self._key(row)
        same = " and ".join(f"{name} = ?" for name in self.sheet.table.key)
        sql = f"select 1 from {self.sheet.table_name} where {same} and {ROW} <> ?"
        # What is unknown is like nothing, as in the database.
        waits = key in self._keys_waiting and None not in key
        if not waits and not self.database.query(sql, [*key, renglon]):
            return ""
        shown = ", ".join(
            f"{self._title(name)} «{row[name]}»" if row[name] else f"{self._title(name)} vacío"
            for name in self._own_key
        )
        return f"Ya hay una fila con {shown}: escriba otro valor o use esa fila."

    def _number(self, row: Cells) -> bool:
        """Give the next number to a row that came without one; whether it was given."""
        number = self.sheet.number
        if not number:
            return False
        scope = tuple(row[name] for name in self.sheet.within)
        if row[number]:
            self._highest.pop(scope, None)
            return False
        if scope not in self._highest:
            self._store_waiting()
            self._highest[scope] = highest_number(self.database, self.sheet, row)
        self._highest[scope] += 1
        row[number] = as_number(self.sheet, self._highest[scope])
        return True

    def _update(self, renglon: int, cells: Cells) -> None:
        sets = ", ".join(f"{name} = ?" for name in cells)
        sql = f"update {self.sheet.table_name} set {sets} where {ROW} = ?"
        self.database.execute(Prepared(sql) if len(cells) <= _FEW else sql, [*cells.values(), renglon])
        self._rows.get(renglon, {}).update(cells)
        if cells.keys() & {self.sheet.number, *self.sheet.within}:
            self._highest.clear()
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
