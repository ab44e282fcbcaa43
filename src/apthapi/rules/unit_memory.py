"""One unit judged in the memory of a process, again and again, each time only as far as something changed.

Its rows stand in a small SQLite database of its own, and whoever keeps it tells it what was written. The rules are the
same queries. A reading is made again when something that it reads has other rows; a rule is asked again when a table
or a reading that it names has; a rule of the lines, only of the lines that were written, unless something else by
which lines are judged has changed. The lines, which may be thousands, are not kept: for the readings they are added up
into few rows, which read the same (see _SUMMED). See docs/adr/0052-a-unit-is-judged-in-memory.md.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import finalize

from apthapi.core.copying import stored_tables
from apthapi.core.database import Database, Engine, Row
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, unit_rules
from apthapi.rules.readings import LOOKED_UP, Reading, all_readings, fixed_readings, names_used, needed_readings
from apthapi.rules.runner import confirmed_rules, subjects_condition
from apthapi.rules.unit_answers import LINES, Answers, sets_used, tables_read

Cells = Mapping[str, Any]
Rows = tuple[Sequence[str], Sequence[Row]]
"""The names of columns, and rows of these."""
Found = list[dict[str, Any]]

_SUMMED = ("plan", "unidad", "acp", "formulario", "partida", "fuente", "organismo", "operacion")
_IN_ORDER = ("plan", "unidad", "acp", "formulario", "partida", "fuente", "organismo", "importe")
"""As `suma_lineas` groups them: it reads them in this order, and sorts nothing."""
_FILLED = {"unidad_medida": "", "cantidad": None, "precio_unitario": None}
"""Columns of which only it matters to readings and subjects whether a line fills them, and what an empty cell holds."""
_ADDED_UP = (ROW, *_SUMMED, *_FILLED, "importe")
_SOME = "apthapi_lineas"
"""The lines that are judged now."""
_STATEMENTS = 96
"""Statements that are kept ready: those of a line that is saved are some seventy, and each takes ten kilobytes."""


class Sets:
    """A database in memory with the reference sets that rules of a unit use, from which those of units begin."""

    def __init__(self, rows: Mapping[str, Iterable[Row]]) -> None:
        """`rows` of each of `sets_used`, in the order of its stored columns."""
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        finalize(self, self.connection.close)
        base, columns = Database(self.connection, Engine.SQLITE), stored_tables()
        self.replacing: dict[str, str] = {}
        """For each reading, the statement that puts a row in a place."""
        for name in [*sets_used(), *TABLES]:
            base.create(name, columns[name] if name != LINES else [c for c in columns[name] if c[0] in _ADDED_UP])
            base.index(name, _looked_up_by(name))
        base.execute(f"create index i_sumas on {LINES} ({', '.join(_IN_ORDER)})")
        base.create(_SOME, columns[LINES])
        for name in sets_used():
            base.insert(name, [column for column, _ in columns[name]], rows[name])
        for reading in _all_readings_of_rules():
            few = "" if reading.name in fixed_readings() else " limit 0"
            base.execute(f"create table {reading.name} as {reading.sql}{few}")
            names, _ = base.table(f"select * from {reading.name} limit 0")
            base.index(reading.name, names[:LOOKED_UP])
            self.replacing[reading.name] = (
                f"replace into {reading.name} (rowid, {', '.join(names)}) values ({', '.join('?' * (len(names) + 1))})"
            )
        self.confirmed = confirmed_rules(base)


class UnitMemory:
    """A unit of a plan, and what the rules say of it."""

    def __init__(self, sets: Sets, plan: str, unidad: str) -> None:
        self._place = [plan, unidad]
        self._confirmed, self._replacing = sets.confirmed, sets.replacing
        connection = sqlite3.connect(":memory:", isolation_level=None, cached_statements=_STATEMENTS)
        sets.connection.backup(connection)
        # Its statements refer to it and it to them: left to itself, it stays until Python looks for such circles.
        finalize(self, connection.close)
        # If something goes wrong it is not kept: nothing is ever taken back.
        connection.execute("pragma journal_mode = off")
        self._base = Database(connection, Engine.SQLITE)
        self._sums = _Sums(self._base)
        self._readings: dict[str, list[Row]] = {}
        """Rows of the readings that lines are behind, which are made again with each that is saved."""
        self._flags: dict[str, int] = {}
        self._filled: set[str] = set()
        """Tables with any row."""
        self._rows: dict[str, Found] = {}
        self._of_lines: dict[str, dict[int, Found]] = {}
        self._changed: set[str] = set(TABLES)
        """Tables and readings with other rows than when the rules were last asked."""
        self._written: set[int] = set()
        """Lines that were written or removed since then."""
        self._whole = False
        """Whether all the lines are there to be judged."""

    @property
    def lines(self) -> int:
        """How many lines it adds up, by which it is large or small."""
        return len(self._sums)

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """What stands in scope of a table other than the lines, in place of all that it held."""
        self._base.execute(f"delete from {table}")
        self._base.insert(table, columns, rows)
        self._changed.add(table)

    def put_lines(self, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """All lines of the unit, in place of what was known of them."""
        self._sums.begin()
        cells = [columns.index(name) for name in (ROW, *_SUMMED, *_FILLED, "importe")]
        for row in rows:
            self._sums.write([row[at] for at in cells])
        self._sums.settle()
        self._base.execute(f"delete from {_SOME}")
        self._base.insert(_SOME, columns, rows)
        self._changed.add(LINES)
        self._whole = True

    def write(self, table: str, renglon: int, cells: Cells | None) -> None:
        """A row as it is now; None if it was removed."""
        where = table
        if table == LINES:
            where = _SOME
            self._written.add(renglon)
            self._sums.write([renglon, *(cells[name] for name in _ADDED_UP[1:])] if cells else [renglon])
        self._base.execute(f"delete from {where} where {ROW} = ?", [renglon])
        if cells:
            names = sorted(cells)
            self._base.insert(where, names, [tuple(cells[name] for name in names)])
        self._changed.add(table)

    def answers(self, all_lines: Callable[[], Rows]) -> Answers:
        """What the rules say of it as it is now; `all_lines` gives the lines of the unit if all must be judged."""
        self._base.execute("begin")
        self._settle()
        if not self._whole and any(rule.of_lines and self._is_new(rule) for rule in _rules()):
            self.put_lines(*all_lines())
            self._settle()
        self._flag()
        for rule in _rules():
            self._ask(rule)
        self._base.execute(f"delete from {_SOME}")
        self._base.execute("commit")
        self._changed, self._written, self._whole = set(), set(), False
        found = {rule.id: [*self._rows[rule.id], *self._lines_of(rule.id)] for rule in _rules()}
        judged = [self._flags[rule.id] for rule in _rules()]
        return Answers(judged, {name: rows for name, rows in found.items() if rows}, self._confirmed)

    def _settle(self) -> None:
        """Make the readings again of which something that they read has other rows."""
        self._sums.settle()
        for reading, inputs in _readings():
            if not self._changed.isdisjoint(inputs):
                rows, before = self._base.query(reading.sql), self._before(reading.name)
                if not _alike(rows, before):
                    if reading.name in _of_lines():
                        self._readings[reading.name] = rows
                    self._rewrite(reading.name, before, rows)
                    self._changed.add(reading.name)

    def _before(self, reading: str) -> list[Row]:
        kept = self._readings.get(reading)
        return self._base.query(f"select * from {reading} order by rowid") if kept is None else kept

    def _rewrite(self, reading: str, before: Sequence[Row], rows: Sequence[Row]) -> None:
        """Put rows in place of those of before: of an amount that was saved, few are others."""
        new = [(at, *row) for at, row in enumerate(rows, start=1) if at > len(before) or row != before[at - 1]]
        if len(rows) < len(before):
            self._base.execute(f"delete from {reading} where rowid > ?", [len(rows)])
        if new:
            self._base.connection.executemany(self._replacing[reading], new)

    def _is_new(self, rule: _Asked) -> bool:
        """Whether what the rule is asked of has changed, the lines of a line rule aside."""
        return rule.id not in self._rows or not self._changed.isdisjoint(rule.inputs)

    def _flag(self) -> None:
        """Whether there is anything to judge by each rule: where it matters, a table filled or emptied."""
        before, now = self._filled, self._filled - self._changed
        now |= {name for name in self._changed & TABLES.keys() if self._base.query(f"select 1 from {name} limit 1")}
        for rule in _rules():
            matters = self._changed if rule.choosy else before ^ now
            if rule.id not in self._flags or not matters.isdisjoint(rule.subjects):
                self._flags[rule.id] = self._base.value(rule.flag)
        self._filled = now

    def _ask(self, rule: _Asked) -> None:
        new = self._is_new(rule)
        if not rule.of_lines:
            if new:
                self._rows[rule.id] = self._base.dicts(rule.query, self._place)
        elif new or self._written:
            self._ask_lines(rule, all_of_them=new)

    def _ask_lines(self, rule: _Asked, *, all_of_them: bool) -> None:
        """What the rule says of the lines that are there to be judged, and of what is none."""
        kept = {} if all_of_them or self._whole else self._of_lines[rule.id]
        for renglon in self._written:
            kept.pop(renglon, None)
        others = []
        for row in self._base.dicts(rule.query, self._place):
            if (row.get("tabla") or LINES) == LINES:
                kept.setdefault(row[ROW], []).append(row)
            else:
                others.append(row)
        self._of_lines[rule.id], self._rows[rule.id] = kept, others

    def _lines_of(self, rule: str) -> Found:
        return [row for rows in self._of_lines.get(rule, {}).values() for row in rows]


@dataclass(slots=True)
class _Group:
    """Lines alike: their cells, the number of their row, how many there are, their sum, whether the row stands."""

    cells: tuple[Any, ...]
    number: int
    lines: int = 0
    amount: int = 0
    stands: bool = False


class _Sums:
    """The lines of a unit in the table of lines, those together of which readings see no difference."""

    def __init__(self, base: Database) -> None:
        self._base = base
        self.begin()

    def __len__(self) -> int:
        return len(self._of)

    def begin(self) -> None:
        """Forget all."""
        self._of: dict[int, tuple[_Group, int]] = {}
        """For each line its group, and what it adds to it."""
        self._groups: dict[tuple[Any, ...], _Group] = {}
        self._touched: dict[int, _Group] = {}
        self._base.execute(f"delete from {LINES}")

    def write(self, cells: Sequence[Any]) -> None:
        """A line as it is now, its cells in the order of `_ADDED_UP`; of one that was removed, its number alone."""
        before = self._of.pop(cells[0], None)
        if before is not None:
            self._add(before[0], -1, -before[1])
        if len(cells) > 1:
            filled = zip(cells[-len(_FILLED) - 1 : -1], _FILLED.values(), strict=True)
            key = (*cells[1 : len(_SUMMED) + 1], *(empty if cell == empty else 1 for cell, empty in filled))
            group = self._groups.setdefault(key, _Group(key, len(self._groups) + 1))
            self._of[cells[0]] = group, cells[-1] or 0
            self._add(group, 1, cells[-1] or 0)

    def settle(self) -> None:
        """Put the groups that are no longer the same into the table."""
        for group in self._touched.values():
            # In place, so that readings give their rows in the order of before.
            if group.lines and group.stands:
                self._base.execute(f"update {LINES} set importe = ? where {ROW} = ?", [group.amount, group.number])
            elif group.lines:
                self._base.insert(LINES, _ADDED_UP, [(group.number, *group.cells, group.amount)])
            elif group.stands:
                self._base.execute(f"delete from {LINES} where {ROW} = ?", [group.number])
            group.stands = group.lines > 0
        self._touched.clear()

    def _add(self, group: _Group, lines: int, amount: int) -> None:
        group.lines += lines
        group.amount += amount
        self._touched[group.number] = group


def _looked_up_by(name: str) -> Sequence[str]:
    if name == LINES:
        return [ROW]
    return TABLES[name].key if name in TABLES else [column for column, _ in stored_tables()[name][:2]]


@cache
def _all_readings_of_rules() -> list[Reading]:
    return needed_readings(f"{rule.sql} {subjects_condition(rule)}" for rule in unit_rules())


@cache
def _readings() -> list[tuple[Reading, frozenset[str]]]:
    """The readings that must be made again, each after those it uses, with what they read."""
    return [(each, _named(each.sql)) for each in _all_readings_of_rules() if each.name not in fixed_readings()]


@cache
def _of_lines() -> frozenset[str]:
    """The readings that lines are behind."""
    found = {LINES}
    for reading, inputs in _readings():
        if not found.isdisjoint(inputs):
            found.add(reading.name)
    return frozenset(found)


def _named(sql: str) -> frozenset[str]:
    """The tables and readings of a query: every word that may name one."""
    return names_used(sql) & (TABLES.keys() | all_readings().keys())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A rule as it is asked here: of what (of a rule of the lines, besides them), and what its subjects look at.

    A choosy one looks at what the rows of its subjects hold; to others it matters that there are any.
    """

    id: str
    of_lines: bool
    choosy: bool
    inputs: frozenset[str]
    subjects: frozenset[str]
    flag: str
    query: str


@cache
def _rules() -> tuple[_Asked, ...]:
    return tuple(map(_asked, unit_rules()))


def _asked(rule: Rule) -> _Asked:
    of_lines, condition = LINES in tables_read(rule.sql), subjects_condition(rule)
    front = f"with {LINES} as (select * from {_SOME}) " if of_lines else ""
    return _Asked(
        rule.id,
        of_lines,
        bool(rule.subjects),
        _named(rule.sql) - {LINES},
        _named(condition),
        f"select case when {condition} then 1 else 0 end",
        # Of the unit in this version of the plan, not of older versions or of the entity.
        f"{front}select v.* from ({rule.sql}) v where v.plan = ? and v.unidad = ?",
    )


def _alike(rows: list[Row], others: list[Row]) -> bool:
    """Whether they are the same, in whatever order."""
    return rows == others or (len(rows) == len(others) and Counter(rows) == Counter(others))
