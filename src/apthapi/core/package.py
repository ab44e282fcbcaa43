"""A package in memory: its tables in a database, what was found while reading, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apthapi.core.database import Database, Engine, duckdb_database, in_memory
from apthapi.core.findings import Finding, in_order
from apthapi.core.own_sets import OwnSet
from apthapi.core.reading import Reading
from apthapi.core.row_reader import KeptCell
from apthapi.core.source import UnreadableError, open_source

BULK_BYTES = 24 * 2**20
"""From this size on (some 100,000 lines) DuckDB reads and answers; below, SQLite in memory."""


@dataclass(slots=True)
class Package:
    """One or many plans. `present` names the tables whose data is known, even if they have no rows."""

    database: Database
    present: frozenset[str]
    findings: tuple[Finding, ...] = ()
    kept: tuple[KeptCell, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_sets: Mapping[str, OwnSet] = field(default_factory=dict)
    where: Path | None = None

    def dicts(self, sql: str, parameters: tuple[object, ...] = ()) -> list[dict[str, Any]]:
        """The rows of a query by column name; money in centavos, other numbers scaled as in `schema.SCALE`."""
        return self.database.dicts(sql, parameters)

    @property
    def plans(self) -> list[str]:
        """Codes of the plans, in the order of the file."""
        sql = "select plan from planes where plan <> '' group by plan order by min(renglon)"
        return [row[0] for row in self.database.query(sql)]

    def latest_plan(self) -> str:
        """The plan that no other replaces, the last one if several. Raises UnreadableError without plans."""
        found = self.database.query(
            "select plan from planes p where plan <> '' order by "
            "case when exists (select 1 from planes n where n.reemplaza = p.plan) then 1 else 0 end, "
            "coalesce(gestion, 0) desc, coalesce(version, 0) desc, plan limit 1"
        )
        if not found:
            raise UnreadableError("El paquete no tiene ningún plan: planes.csv falta o no tiene filas.")
        return str(found[0][0])

    def close(self) -> None:
        """Release the database."""
        self.database.close()


def read_package(path: Path, *, engine: Engine | None = None, in_place: bool = False) -> Package:
    """Read a folder, a zip or a `.duckdb` file. Problems are findings; the rest is read all the same.

    `engine` is chosen by size unless given. With `in_place` the files must not change while the package is used:
    Parquet is not copied. Raises UnreadableError if nothing of a package is there.
    """
    if path.suffix == ".duckdb" and path.is_file():
        from apthapi.core import duckdb_file  # noqa: PLC0415 - DuckDB is loaded only when it is needed

        database, beside = duckdb_file.read(path)
        return Package(database, beside.present, beside.findings, beside.kept, beside.extras, beside.own_sets, path)
    source = open_source(path)
    try:
        large = source.size > BULK_BYTES or any(entry.suffix == ".parquet" for entry in source.tables.values())
        chosen = engine or (Engine.DUCKDB if large else Engine.SQLITE)
        database = duckdb_database() if chosen is Engine.DUCKDB else in_memory()
        reading = Reading(source, database, in_place=in_place)
        reading.run()
    finally:
        source.close()
    return Package(
        reading.database,
        frozenset(reading.present),
        in_order(reading.findings),
        tuple(reading.kept),
        reading.extras,
        reading.own_sets,
        path,
    )
