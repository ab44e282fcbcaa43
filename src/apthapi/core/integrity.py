"""Keys and references of the tables, checked by queries made from their definitions, on any engine."""

from __future__ import annotations

from collections.abc import Iterator

from apthapi.core.database import Database, Engine
from apthapi.core.findings import Finding, file_finding
from apthapi.core.quoting import quoted
from apthapi.core.schema import ROW, WRITTEN, Kind, Reference, Table
from apthapi.core.tables import TABLES


def integrity_findings(
    database: Database, present: frozenset[str], *, unique: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Duplicate keys (F04) and references to rows that do not exist (F05) in the tables that are present.

    `unique` names the tables whose key the database itself holds: they cannot have duplicates.
    """
    for name in TABLES:
        if name in present:
            table = TABLES[name]
            if name not in unique and not _surely_unique(database, table):
                yield from _duplicates(database, table)
            for reference in table.references:
                if reference.table in present:
                    yield from _dangling(database, table, reference)


def _surely_unique(database: Database, table: Table) -> bool:
    """Whether no two rows have the same key, told by the hashes of the keys: in half the time of comparing them.

    Two keys with the same hash are possible; then the keys themselves are compared.
    """
    if database.engine is not Engine.DUCKDB:
        return False
    rows, keys = database.query(f"select count(*), count(distinct hash({', '.join(table.key)})) from {table.name}")[0]
    return bool(rows == keys)


def _duplicates(database: Database, table: Table) -> Iterator[Finding]:
    """Every row whose key an earlier row already has; a key with an unreadable part is not compared."""
    readable = " and ".join(_readable(table, name) for name in table.key)
    key = ", ".join(table.key)
    same = " and ".join(f"t.{name} = d.{name}" for name in table.key)
    sql = (
        f"select t.{ROW}, d.first_row, {', '.join(f't.{name}' for name in table.key)} from {table.name} t join "
        f"(select {key}, min({ROW}) as first_row from {table.name} where {readable} "
        f"group by {key} having count(*) > 1) d on {same} where t.{ROW} > d.first_row order by t.{ROW}"
    )
    for row, first, *values in database.query(sql):
        of = dict(zip(table.key, map(str, values), strict=True))
        yield file_finding(
            "F04",
            f"{table.name}.csv, fila {row}: repite la clave de la fila {first} ({_shown(of)}).",
            "Deje una sola fila con esa clave, o corrija la clave de una de ellas.",
            table=table.name,
            row=row,
            plan=of.get("plan", ""),
            unidad=of.get("unidad", ""),
        )


def _dangling(database: Database, table: Table, reference: Reference) -> Iterator[Finding]:
    last = reference.columns[-1]
    pairs = zip(reference.columns, reference.target, strict=True)
    same = " and ".join(f"r.{target} = t.{column}" for column, target in pairs)
    sql = (
        f"select t.{ROW}, {', '.join(f't.{name}' for name in reference.columns)} from {table.name} t "
        f"where t.{last} <> '' and not exists (select 1 from {reference.table} r where {same}) order by t.{ROW}"
    )
    for row, *values in database.query(sql):
        of = dict(zip(reference.columns, map(str, values), strict=True))
        yield file_finding(
            "F05",
            f"{table.name}.csv, fila {row}: {quoted(of[last])} no está en {reference.table}.csv ({_shown(of)}).",
            f"Corrija la columna «{last}» o agregue la fila que falta en {reference.table}.csv.",
            table=table.name,
            row=row,
            column=last,
            plan=of.get("plan", ""),
            unidad=of.get("unidad", ""),
        )


def _readable(table: Table, name: str) -> str:
    """SQL that holds when that part of the key could be read: only then can two keys be the same."""
    column = table.column(name)
    if column.kind is Kind.CATEGORIA:
        return f"({name} <> '' or {name}{WRITTEN} = '')"
    if column.is_number:
        return f"{name} is not null"
    return f"{name} <> ''" if column.required else "1 = 1"


def _shown(values: dict[str, str]) -> str:
    return ", ".join(f"{name} {quoted(value) if value else 'vacío'}" for name, value in values.items())
