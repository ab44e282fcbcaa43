"""One reading of a source into a database: each table by the way that suits its file, and what was found."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apthapi.core import reference
from apthapi.core.database import Database, Engine
from apthapi.core.findings import Finding, file_finding
from apthapi.core.integrity import integrity_findings
from apthapi.core.own_sets import OwnSet, read_own_set
from apthapi.core.row_reader import DEFAULT_DIGITS, KeptCell, RowReader
from apthapi.core.schema import Table
from apthapi.core.source import Entry, Source
from apthapi.core.tables import TABLES
from apthapi.core.text_table import ROW_LIMIT, Head, rows, sniff

_ONLY_ROWS = (b"\x00", b"\n\n", b"\n\r\n")
_LOOSE_QUOTES = re.compile(rb'" +[,\r\n]|[,\r\n] +"')
"""What DuckDB and the row reader understand differently: a file that has it is read row by row."""

_OVERLAP = 64
"""Bytes of a block that are looked at again with the next one."""


class Reading:
    """Reads every table of a source. The attributes are what a package is made of."""

    def __init__(self, source: Source, database: Database, *, in_place: bool = False) -> None:
        """`in_place`: Parquet files may stay where they are, for they stand as long as the database is used."""
        self.source = source
        self.in_place = in_place
        self.database = database
        self.present: set[str] = set()
        self.findings: list[Finding] = list(source.findings)
        self.kept: list[KeptCell] = []
        self.extras: dict[str, tuple[str, ...]] = {}
        self.own_sets: dict[str, OwnSet] = {}
        self._digits: dict[str, int] = {}

    def run(self) -> None:
        """Fill the database and the attributes."""
        for name, entry in self.source.own_sets.items():
            own = read_own_set(name, entry, self.findings.append)
            if own is not None:
                self.own_sets[name] = own
        usable = {name: own.cells for name, own in self.own_sets.items() if own.cells is not None}
        for table in TABLES.values():
            self.database.create(table.name, table.stored())
            if table.name in self.source.tables and self._load(table, self.source.tables[table.name]):
                self.present.add(table.name)
                self.database.index(table.name, table.key)
            if table.name == "planes":
                self._learn_digits(usable)
        with self.database.transaction():
            gestiones = self.database.query("select distinct gestion from planes where gestion is not null")
            reference.load(self.database, [row[0] for row in gestiones], usable)
        if "planes" not in self.present:
            self.findings.append(
                file_finding(
                    "F07",
                    "Falta la tabla planes.csv: no se sabe de qué plan son las demás.",
                    "Agregue planes.csv con una fila por plan.",
                    table="planes",
                )
            )
        self.findings += integrity_findings(self.database, frozenset(self.present))

    def _learn_digits(self, own: reference.Own) -> None:
        for plan, gestion in self.database.query("select plan, gestion from planes where gestion is not null"):
            try:
                self._digits[plan] = reference.parameter("ancho_programa", gestion, own)
            except reference.MissingSetError:
                self._digits[plan] = DEFAULT_DIGITS

    def _load(self, table: Table, entry: Entry) -> bool:
        """True if the table could be read, be it only in part."""
        if entry.suffix == ".parquet":
            return self._load_parquet(table, entry)
        head = sniff(entry, table, self.findings.append)
        if head is None:
            return False
        if not (self.database.engine is Engine.DUCKDB and head.plain and self._load_bulk(table, entry, head)):
            self._load_rows(table, entry, head)
        return True

    def _load_rows(self, table: Table, entry: Entry, head: Head) -> None:
        reader = RowReader(table, head.columns, self._digits)
        names = [name for name, _ in table.stored()]
        problems: list[Finding] = []
        with self.database.transaction():
            self.database.insert(table.name, names, reader.read(rows(entry, head, table, problems.append)))
        self.findings += problems
        self._take(reader)

    def _load_bulk(self, table: Table, entry: Entry, head: Head) -> bool:
        """True if DuckDB could parse the file; otherwise nothing was kept and the row reader must do it."""
        import duckdb  # noqa: PLC0415 - 0.1 s, only for large packages

        from apthapi.core import bulk_reader  # noqa: PLC0415

        reader = RowReader(table, head.columns, self._digits)
        try:
            with _on_disk(entry) as path, self.database.transaction():
                if _for_rows_only(path):
                    return False
                bulk_reader.load_csv(self.database, path, reader)
        except (duckdb.Error, OSError):
            # One malformed row makes DuckDB give up; the row reader names it and reads the others.
            return False
        self._take(reader)
        return True

    def _load_parquet(self, table: Table, entry: Entry) -> bool:
        import duckdb  # noqa: PLC0415

        from apthapi.core import bulk_reader  # noqa: PLC0415

        problems: list[Finding] = []
        try:
            with self._parquet(table, entry) as path, self.database.transaction():
                reader = bulk_reader.load_parquet(
                    self.database,
                    path,
                    table,
                    self._digits,
                    problems.append,
                    in_place=self.in_place and bool(entry.path),
                )
        except (duckdb.Error, OSError):
            self.findings.append(
                file_finding(
                    "F01",
                    f"«{entry.name}» no se puede leer como Parquet; no se leyó.",
                    "Vuelva a copiarlo o a escribirlo.",
                    table=table.name,
                )
            )
            return False
        self.findings += problems
        self._take(reader)
        return True

    @contextmanager
    def _parquet(self, table: Table, entry: Entry) -> Iterator[Path]:
        """As `_on_disk`; the name of a file that stays where it is lasts as long as the database."""
        if self.in_place and entry.path and self.database.folder:
            target = self.database.folder / f"{table.name}.parquet"
            target.symlink_to(entry.path.resolve())
            yield target
        else:
            with _on_disk(entry) as path:
                yield path

    def _take(self, reader: RowReader) -> None:
        self.findings += reader.findings
        self.kept += reader.kept
        if reader.unknown:
            self.extras[reader.table.name] = reader.unknown


@contextmanager
def _on_disk(entry: Entry) -> Iterator[Path]:
    """The file under a name without marks that DuckDB would take for a pattern; a copy if it is inside a zip."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"tabla{entry.suffix}")
        if entry.path is not None:
            target.symlink_to(entry.path.resolve())
        else:
            with entry.open() as stream, target.open("wb") as file:
                shutil.copyfileobj(stream, file, 2**20)
        yield target


def _for_rows_only(path: Path) -> bool:
    """Whether anything in the file could be read in two ways."""
    before = b""
    with path.open("rb") as file:
        while block := file.read(ROW_LIMIT):
            if _is_doubtful(before + block):
                return True
            before = block[-_OVERLAP:]
    return False


def _is_doubtful(block: bytes) -> bool:
    if any(mark in block for mark in _ONLY_ROWS) or block.count(b"\r") != block.count(b"\r\n") + block.endswith(b"\r"):
        return True
    if len(block) >= ROW_LIMIT and b"\n" not in block:
        return True
    return (b' "' in block or b'" ' in block) and _LOOSE_QUOTES.search(block) is not None
