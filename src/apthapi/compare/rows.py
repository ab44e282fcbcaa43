"""What changed in the rows of a plan: hierarchy and texts, weights, targets and schedules, requirement lines."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.core.fields import write
from apthapi.core.package import Package
from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES

LEVELS = {
    "jerarquia": ("unidades", "pdes", "acciones_estrategicas", "acciones_corto_plazo", "situacion", "acp_unidad"),
    "metas": ("operaciones", "tareas"),
    "lineas": ("requerimientos",),
    "presupuesto": ("techos", "formulario04", "presupuesto_aprobado", "recursos", "plurianual"),
}
"""The tables of each level of comparison; documents, modifications and execution belong to one version only."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row in both plans with other cells: column, before and after, as the files write them."""

    key: Key
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The rows of a table added, removed, changed and unchanged. `unknown` names the plan that brings none."""

    table: str
    key: Key
    added: tuple[Key, ...] = ()
    removed: tuple[Key, ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    unchanged: int = 0
    unknown: str = ""


def compare_table(package: Package, name: str, before: str, after: str) -> TableDiff | None:
    """The difference of one table between two plans of the package; None if neither has rows in it."""
    table = TABLES[name]
    counts: dict[str, int] = dict(
        package.database.query(f"select plan, count(*) from {name} where plan in (?, ?) group by plan", [before, after])
    )
    key = tuple(part for part in table.key if part != "plan")
    if not counts:
        return None
    if len(counts) < 2:
        return TableDiff(name, key, unknown=after if before in counts else before)
    added = _only_in(package, table, key, after, before)
    removed = _only_in(package, table, key, before, after)
    changed = _changed(package, table, key, before, after)
    return TableDiff(name, key, added, removed, changed, counts[after] - len(added) - len(changed))


def _same_key(table: Table, key: Key) -> str:
    return " and ".join(
        f"coalesce(a.{part}, -1) = coalesce(b.{part}, -1)" if table.column(part).is_number else f"a.{part} = b.{part}"
        for part in key
    )


def _only_in(package: Package, table: Table, key: Key, plan: str, other: str) -> tuple[Key, ...]:
    sql = (
        f"select {', '.join(f'a.{part}' for part in key)} from {table.name} a where a.plan = ? and not exists "
        f"(select 1 from {table.name} b where b.plan = ? and {_same_key(table, key)}) order by a.{ROW}"
    )
    return tuple(tuple(map(str, row)) for row in package.database.query(sql, [plan, other]))


def _changed(package: Package, table: Table, key: Key, before: str, after: str) -> tuple[ChangedRow, ...]:
    columns = [column for column in table.columns if column.name not in table.key]
    if not columns:
        return ()
    empty = {True: -1, False: "''"}
    differs = " or ".join(
        f"coalesce(a.{c.name}, {empty[c.is_number]}) <> coalesce(b.{c.name}, {empty[c.is_number]})" for c in columns
    )
    names = [*(f"a.{part}" for part in key), *(f"a.{c.name}, b.{c.name}" for c in columns)]
    sql = (
        f"select {', '.join(names)} from {table.name} a join {table.name} b on b.plan = ? "
        f"and {_same_key(table, key)} where a.plan = ? and ({differs}) order by b.{ROW}"
    )
    found = []
    for row in package.database.query(sql, [after, before]):
        of, cells = tuple(map(str, row[: len(key)])), row[len(key) :]
        pairs = zip(columns, cells[::2], cells[1::2], strict=True)
        changes = tuple((c.name, write(c, old), write(c, new)) for c, old, new in pairs if old != new)
        found.append(ChangedRow(of, changes))
    return tuple(found)
