"""The tables of a package copied into another database, so that the same rules run there over the same rows."""

from __future__ import annotations

from collections.abc import Iterable

from apthapi.core.database import Database, Engine, Row
from apthapi.core.reference import CONJUNTOS, SETS, YEARS
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES


def stored_tables() -> dict[str, list[tuple[str, str]]]:
    """Every table that a package has in its database, with its columns: those of the format and the dated values."""
    tables = {table.name: table.stored() for table in TABLES.values()}
    sets = {each.name: each.stored for each in SETS.values()}
    return {**tables, **sets, "conjuntos": CONJUNTOS, "anios": YEARS}


def copy_tables(source: Database, target: Database) -> None:
    """Create in `target` every table of a package that `source` holds, with the same rows in the same order.

    The tables are made where the connection of `target` makes them (its schema), must not be there yet, and are
    visible to others when the caller's transaction ends.
    """
    for name, columns in stored_tables().items():
        target.create(name, columns)
        names = [column for column, _ in columns]
        order = f" order by {ROW}" if name in TABLES else ""
        _fill(target, name, names, source.stream(f"select {', '.join(names)} from {name}{order}"))


def _fill(target: Database, name: str, columns: list[str], rows: Iterable[Row]) -> None:
    if target.engine is not Engine.POSTGRESQL:
        target.insert(name, columns, rows)
        return
    with target.connection.cursor().copy(f"copy {name} ({', '.join(columns)}) from stdin") as stream:
        for row in rows:
            stream.write_row(row)
