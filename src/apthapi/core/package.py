"""A package in memory: its tables in a database, what was found while reading, and where it came from."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apthapi.core import reference
from apthapi.core.database import Database, Engine, duckdb_database, in_memory
from apthapi.core.findings import Finding, in_order
from apthapi.core.integrity import integrity_findings
from apthapi.core.reference import Cells
from apthapi.core.row_reader import DEFAULT_DIGITS, KeptCell, RowReader
from apthapi.core.schema import Table
from apthapi.core.source import Entry, Source, UnreadableError, file_finding, open_source
from apthapi.core.tables import TABLES
from apthapi.core.text_table import FALLBACK, Head, rows, sniff

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
    own_sets: Mapping[str, list[Cells]] = field(default_factory=dict)
    where: Path | None = None

    def dicts(self, sql: str, parameters: tuple[object, ...] = ()) -> list[dict[str, Any]]:
        """The rows of a query by column name; money in centavos, other numbers scaled as in `schema.SCALE`."""
        return self.database.dicts(sql, parameters)

    @property
    def plans(self) -> list[str]:
        """Codes of the plans, in the order of the file."""
        return [row[0] for row in self.database.query("select plan from planes order by renglon")]

    def latest_plan(self) -> str:
        """The plan that no other replaces, the last one if several. Raises UnreadableError without plans."""
        found = self.database.query(
            "select plan from planes p where not exists (select 1 from planes n where n.reemplaza = p.plan) "
            "order by gestion desc, version desc, plan limit 1"
        )
        if not found:
            raise UnreadableError("El paquete no tiene ningún plan: planes.csv falta o no tiene filas.")
        return str(found[0][0])

    def close(self) -> None:
        """Release the database."""
        self.database.close()


def read_package(path: Path, *, engine: Engine | None = None) -> Package:
    """Read a folder, a zip or a `.duckdb` file. Problems are findings; the rest is read all the same.

    `engine` is chosen by size unless given. Raises UnreadableError if nothing of a package is there.
    """
    if path.suffix == ".duckdb" and path.is_file():
        return _open_duckdb(path)
    source = open_source(path)
    try:
        large = source.size > BULK_BYTES or any(e.name.endswith(".parquet") for e in source.tables.values())
        chosen = engine or (Engine.DUCKDB if large else Engine.SQLITE)
        return _Reading(source, duckdb_database() if chosen is Engine.DUCKDB else in_memory()).run()
    finally:
        source.close()


class _Reading:
    """One reading of a source into a database."""

    def __init__(self, source: Source, database: Database) -> None:
        self.source = source
        self.database = database
        self.findings: list[Finding] = list(source.findings)
        self.kept: list[KeptCell] = []
        self.extras: dict[str, tuple[str, ...]] = {}
        self.digits: dict[str, int] = {}

    def run(self) -> Package:
        self.database.execute("begin")
        for table in TABLES.values():
            self.database.create(table.name, table.stored())
            if table.name in self.source.tables:
                self._load(table, self.source.tables[table.name])
            if table.name == "planes":
                self._learn_gestiones()
        own = self._own_sets()
        reference.load(self.database, self._gestiones, own)
        self.database.execute("commit")
        present = frozenset(self.source.tables)
        if "planes" not in present:
            self.findings.append(
                file_finding(
                    "F07",
                    "Falta la tabla planes.csv: no se sabe de qué plan son las demás.",
                    "Agregue planes.csv con una fila por plan.",
                    table="planes",
                )
            )
        self.findings += integrity_findings(self.database, present)
        return Package(
            self.database,
            present,
            in_order(self.findings),
            tuple(self.kept),
            self.extras,
            own,
            self.source.where,
        )

    def _learn_gestiones(self) -> None:
        found = self.database.query("select plan, gestion from planes where gestion is not null")
        self._gestiones = sorted({gestion for _, gestion in found})
        for plan, gestion in found:
            try:
                self.digits[plan] = reference.parameter("ancho_programa", gestion)
            except reference.MissingSetError:
                self.digits[plan] = DEFAULT_DIGITS

    def _load(self, table: Table, entry: Entry) -> None:
        if entry.name.endswith(".parquet"):
            self._load_parquet(table, entry)
            return
        head = sniff(entry, table)
        if head is None:
            return
        if self.database.engine is Engine.DUCKDB and head.plain and self._load_bulk(table, entry, head):
            return
        try:
            self._load_rows(table, entry, head)
        except UnicodeDecodeError:
            head = sniff(entry, table, FALLBACK)
            assert head is not None
            self.database.execute(f"delete from {table.name}")
            self._load_rows(table, entry, head)

    def _load_rows(self, table: Table, entry: Entry, head: Head) -> None:
        reader = RowReader(table, head.columns, self.digits)
        names = [name for name, _ in table.stored()]
        problems: list[Finding] = []
        cells = rows(entry, head, table, problems.append)
        self.database.insert(table.name, names, reader.read(cells))
        self.findings += problems
        self._take(table, reader, head)

    def _load_bulk(self, table: Table, entry: Entry, head: Head) -> bool:
        """True if DuckDB could parse the file; otherwise nothing was kept and the row reader must do it."""
        import duckdb  # noqa: PLC0415 - 0.1 s, only for large packages

        from apthapi.core import bulk_reader  # noqa: PLC0415

        reader = RowReader(table, head.columns, self.digits)
        with tempfile.TemporaryDirectory() as folder:
            try:
                bulk_reader.load_csv(self.database, _on_disk(entry, Path(folder)), head.columns, reader)
            except duckdb.Error:
                # One malformed row makes DuckDB give up; the row reader names it and reads the others.
                self.database.execute("rollback")
                self.database.execute("begin")
                return False
        self._take(table, reader, head)
        return True

    def _load_parquet(self, table: Table, entry: Entry) -> None:
        import duckdb  # noqa: PLC0415

        from apthapi.core import bulk_reader  # noqa: PLC0415

        reader = RowReader(table, [], self.digits)
        with tempfile.TemporaryDirectory() as folder:
            try:
                bulk_reader.load_parquet(self.database, _on_disk(entry, Path(folder)), reader)
            except duckdb.Error as problem:
                raise UnreadableError(f"«{entry.name}» no se puede leer como Parquet: {problem}") from None
        self._take(table, reader, Head("utf-8", ",", reader.header, 1, plain=True))

    def _take(self, table: Table, reader: RowReader, head: Head) -> None:
        self.findings += head.findings + reader.findings
        self.kept += reader.kept
        unknown = tuple(dict.fromkeys(name for name in head.columns if name not in table.names))
        if unknown:
            self.extras[table.name] = unknown

    def _own_sets(self) -> dict[str, list[Cells]]:
        own: dict[str, list[Cells]] = {}
        for name, entry in self.source.own_sets.items():
            if name not in reference.SETS:
                self.findings.append(
                    file_finding(
                        "F10",
                        f"clasificadores/{name}.csv no es una tabla conocida; no se usó.",
                        f"Las que se usan son: {', '.join(reference.SETS)}.",
                    )
                )
                continue
            with entry.open() as stream:
                own[name] = list(csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig", "replace", newline="")))
        return own


def _on_disk(entry: Entry, folder: Path) -> Path:
    """The file itself, or a copy of it when it is inside a zip."""
    if entry.path is not None:
        return entry.path
    target = folder / Path(entry.name).name
    with entry.open() as stream, target.open("wb") as file:
        while block := stream.read(2**20):
            file.write(block)
    return target


def _open_duckdb(path: Path) -> Package:
    """A package kept as a DuckDB file by `apthapi convert`: its tables are used where they are."""
    import duckdb  # noqa: PLC0415

    try:
        database = duckdb_database(path, read_only=True)
        present = {str(row[0]) for row in database.query("select tabla from presentes")}
        extras: dict[str, tuple[str, ...]] = {}
        for table, column in database.query("select tabla, columna from columnas_extra order by orden"):
            extras[table] = (*extras.get(table, ()), column)
        kept = tuple(database.query("select tabla, renglon, columna, texto from celdas_guardadas"))
    except duckdb.Error as problem:
        raise UnreadableError(f"«{path}» no es un archivo DuckDB escrito por apthapi: {problem}") from None
    found = in_order(integrity_findings(database, frozenset(present)))
    return Package(database, frozenset(present), found, kept, extras, {}, path)
