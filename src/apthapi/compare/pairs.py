"""The rows of two plans side by side where they stand: only those that differ come out of the database.

A row is found again in the other plan by its key or, if somebody kept it, by its lineage: which row of the older plan
each row of the newer one comes from. Then a row whose number changed is still the same row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apthapi.compare.facts import Ask
from apthapi.core.fields import Value, words_of
from apthapi.core.schema import ROW, WORDS, Column, Table
from apthapi.core.tables import TABLES

MOST_AT_ONCE = 500
"""Rows that are read whole in one query."""


class Kind(StrEnum):
    """What happened to a row."""

    ADDED = "nueva"
    REMOVED = "quitada"
    CHANGED = "cambiada"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the differences; what is empty does not narrow."""

    unidad: str = ""
    kind: Kind | None = None
    partida: str = ""
    fuente: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row that differs: its `renglon` in both plans (None where it is not there), its key, and its amounts if any."""

    before: int | None
    after: int | None
    key: tuple[Value, ...]
    amount_before: int | None = None
    amount_after: int | None = None

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        return Kind.ADDED if self.before is None else Kind.REMOVED if self.after is None else Kind.CHANGED


@dataclass(frozen=True, slots=True)
class Side:
    """Where both plans are: their codes, how the tables are named there, and the table of lineage, if there is one.

    The table of lineage has `tabla`, `renglon` (of the newer plan) and `origen` (of the older one).
    """

    before: str
    after: str
    schema: str = ""
    lineage: str = ""

    def named(self, table: str) -> str:
        """The table as a query names it."""
        return f"{self.schema}.{table}" if self.schema else table


def pairs_of(
    ask: Ask, name: str, side: Side, wanted: Wanted | None = None, columns: Sequence[str] | None = None
) -> list[Pair]:
    """The rows of a table that differ, in any cell or in some `columns`, in the order of their keys."""
    table, wanted = TABLES[name], wanted or Wanted()
    amount = "importe" if "importe" in table.names else ""
    found = []
    for sql, values in _queries(table, side, wanted, amount, columns or table.names):
        for before, after, old, new, *key in ask(sql, values):
            found.append(Pair(before, after, tuple(key), old, new))
    return sorted(found, key=lambda pair: (_sortable(pair.key), pair.before or 0))


def counts_of(ask: Ask, names: Sequence[str], side: Side) -> dict[str, tuple[int, int]]:
    """How many rows of each table both plans have, in one query."""
    parts = [
        f"select '{name}' as tabla, plan, count(*) as filas from {side.named(name)} where plan in (?, ?) group by plan"
        for name in names
    ]
    counts = {(name, plan): int(rows) for name, plan, rows in ask(" union all ".join(parts), _both(side) * len(names))}
    return {name: (counts.get((name, side.before), 0), counts.get((name, side.after), 0)) for name in names}


def _both(side: Side) -> list[object]:
    return [side.before, side.after]


def follows_lineage(ask: Ask, side: Side, names: Sequence[str]) -> frozenset[str]:
    """The tables whose rows know from which row of the older plan they come, in one query."""
    if not side.lineage:
        return frozenset()
    parts = [
        f"select '{name}' as tabla where ? = (select o.plan from {side.named(name)} n "
        f"join {side.named(side.lineage)} l on l.tabla = '{name}' and l.renglon = n.{ROW} "
        f"join {side.named(name)} o on o.{ROW} = l.origen where n.plan = ? limit 1)"
        for name in names
    ]
    return frozenset(row[0] for row in ask(" union all ".join(parts), [side.before, side.after] * len(names)))


def whole_rows(ask: Ask, name: str, side: Side, renglones: Sequence[int]) -> dict[int, dict[str, Value]]:
    """The cells of those rows, by `renglon`."""
    columns = [ROW, *TABLES[name].names]
    found: dict[int, dict[str, Value]] = {}
    for start in range(0, len(renglones), MOST_AT_ONCE):
        some = renglones[start : start + MOST_AT_ONCE]
        marks = ", ".join("?" for _ in some)
        sql = f"select {', '.join(columns)} from {side.named(name)} where {ROW} in ({marks})"
        found |= {row[0]: dict(zip(columns, row, strict=True)) for row in ask(sql, some)}
    return found


def cells_that_differ(table: Table, before: dict[str, Value], after: dict[str, Value]) -> Iterator[Column]:
    """The columns in which both rows differ, the plan apart."""
    return (each for each in table.columns if each.name != "plan" and before[each.name] != after[each.name])


def _queries(
    table: Table, side: Side, wanted: Wanted, amount: str, columns: Sequence[str]
) -> Iterator[tuple[str, list[object]]]:
    """One query for what is new or other, and one for what is gone; those that can have an answer."""
    if any(value and name not in table.names for name, value in _plain(wanted)) or (
        wanted.text and f"descripcion{WORDS}" not in dict(table.stored())
    ):
        return
    key = [name for name in table.key if name != "plan"]
    if wanted.kind is not Kind.REMOVED:
        yield _newer(table, side, wanted, key, amount, columns)
    if wanted.kind in (None, Kind.REMOVED):
        yield _older(table, side, wanted, key, amount)


def _newer(
    table: Table, side: Side, wanted: Wanted, key: list[str], amount: str, columns: Sequence[str]
) -> tuple[str, list[object]]:
    own = side.named(table.name)
    joined, values = _join(table, side, key)
    differs = " or ".join(f"n.{name} is distinct from o.{name}" for name in columns if name != "plan")
    kinds = {Kind.ADDED: f"o.{ROW} is null", Kind.CHANGED: f"o.{ROW} is not null and ({differs})"}
    chosen = kinds[wanted.kind] if wanted.kind else f"(o.{ROW} is null or {differs})"
    narrowed, more = _narrowed(wanted, ("n", "o"))
    keys = ", ".join(f"n.{name}" for name in key)
    sql = (
        f"select o.{ROW}, n.{ROW}, {_amounts('o', 'n', amount)}, {keys} from {own} n {joined} "
        f"where n.plan = ? and {chosen}{narrowed}"
    )
    return sql, [*values, side.after, *more]


def _older(table: Table, side: Side, wanted: Wanted, key: list[str], amount: str) -> tuple[str, list[object]]:
    own = side.named(table.name)
    keys = ", ".join(f"o.{name}" for name in key)
    if side.lineage:
        gone = (
            f"o.{ROW} not in (select l.origen from {side.named(side.lineage)} l join {own} n on n.{ROW} = l.renglon "
            f"where l.tabla = '{table.name}' and n.plan = ?)"
        )
    else:
        gone = f"not exists (select 1 from {own} n where n.plan = ? and {_same(key)})"
    narrowed, more = _narrowed(wanted, ("o",))
    sql = (
        f"select o.{ROW}, cast(null as bigint), {_amounts('o', '', amount)}, {keys} from {own} o "
        f"where o.plan = ? and {gone}{narrowed}"
    )
    return sql, [side.before, side.after, *more]


def _join(table: Table, side: Side, key: list[str]) -> tuple[str, list[object]]:
    own = side.named(table.name)
    if side.lineage:
        return (
            f"left join {side.named(side.lineage)} l on l.tabla = '{table.name}' and l.renglon = n.{ROW} "
            f"left join {own} o on o.{ROW} = l.origen and o.plan = ?"
        ), [side.before]
    return f"left join {own} o on o.plan = ? and {_same(key)}", [side.before]


def _same(key: list[str]) -> str:
    return " and ".join(f"o.{name} = n.{name}" for name in key)


def _amounts(before: str, after: str, amount: str) -> str:
    return ", ".join(f"{alias}.{amount}" if alias and amount else "cast(null as bigint)" for alias in (before, after))


def _plain(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    return ("unidad", wanted.unidad), ("partida", wanted.partida), ("fuente", wanted.fuente)


def _narrowed(wanted: Wanted, aliases: tuple[str, ...]) -> tuple[str, list[object]]:
    """What is looked for may be on either side: a line that left a partida is of that partida too."""
    parts, values = "", list[object]()
    for name, value in _plain(wanted):
        if value:
            exact = name != "partida"
            tests = [
                f"{alias}.{name} = ?" if exact else f"substr({alias}.{name}, 1, {len(value)}) = ?" for alias in aliases
            ]
            parts += f" and ({' or '.join(tests)})"
            values += [value] * len(aliases)
    if wanted.text:
        # Words are looked for without accents; what has none, a code, at the beginning of the partida.
        words = words_of(wanted.text)
        column, looked = (f"descripcion{WORDS}", f"%{words}%") if words else ("partida", f"{_escaped(wanted.text)}%")
        parts += f" and ({' or '.join(f'{alias}.{column} like ?' for alias in aliases)})"
        values += [looked] * len(aliases)
    return parts, values


def _escaped(text: str) -> str:
    """Only what a code may hold: the rest would mean something to `like`."""
    return "".join(each for each in text if each.isalnum())


def _sortable(key: tuple[Value, ...]) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, str(part or "")) for part in key)
