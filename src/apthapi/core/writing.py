"""Writing a package: a folder, a zip, Parquet, or a DuckDB file. What was read is written again, nothing is lost."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from apthapi.core.database import Engine
from apthapi.core.descriptor import datapackage
from apthapi.core.fields import write as write_cell
from apthapi.core.own_sets import OwnSet
from apthapi.core.package import Package
from apthapi.core.schema import ROW, SCALE, WRITTEN, Column, Kind, Table
from apthapi.core.source import OWN_SETS
from apthapi.core.tables import TABLES

_EPOCH = (2024, 1, 1, 0, 0, 0)
"""Date of every file inside a zip, so that the same package gives the same bytes."""

_EOL = "\r\n"
"""End of line of RFC 4180."""


def write_folder(package: Package, folder: Path) -> None:
    """Write one CSV for each table that is present, the package's own classifiers and `datapackage.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in _files(package, folder.name, {}):
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            write(file)


def write_zip(package: Package, path: Path) -> None:
    """Write the same files as `write_folder` into a zip, byte for byte the same for the same package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        zip_to(package, file, path.stem)


def zip_to(package: Package, file: BinaryIO, name: str, said: Mapping[str, object] | None = None) -> None:
    """The zip of `write_zip` into an open file. `said` is added to `datapackage.json`, such as its licence."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, write in _files(package, name, said or {}):
            add_to_zip(archive, entry, write)


def add_to_zip(archive: zipfile.ZipFile, name: str, write: Writer) -> None:
    """Add a text file that `write` writes; its date is always the same."""
    with archive.open(zip_entry(name), "w", force_zip64=True) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        write(text)
        text.flush()
        text.detach()


def zip_entry(name: str) -> zipfile.ZipInfo:
    """A file of a zip that is the same whenever it is written."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def write_parquet(package: Package, folder: Path) -> None:
    """Write one Parquet file for each table, money as DECIMAL(18, 2); needs a package read with DuckDB.

    A column with cells that could not be read is written as text, so that nothing is lost.
    """
    _require_duckdb(package)
    folder.mkdir(parents=True, exist_ok=True)
    database = package.database
    for table in _present(package):
        kept = [(row, column, text) for name, row, column, text in package.kept if name == table.name]
        database.execute(f"create temporary table celdas_guardadas ({ROW} bigint, columna text, texto text)")
        if kept:
            database.insert("celdas_guardadas", [ROW, "columna", "texto"], kept)
        texts = {column for _, column, _ in kept}
        extras = package.extras.get(table.name, ())
        columns = [f"{_parquet_value(column, as_text=column.name in texts)}" for column in table.columns]
        columns += [f"{_kept_text(name)} as {_identifier(name)}" for name in extras]
        target = _literal(str(folder / f"{table.name}.parquet"))
        database.execute(
            f"copy (select {', '.join(columns)} from {table.name} t order by t.{ROW}) to {target} "
            "(format parquet, compression zstd)"
        )
        database.execute("drop table celdas_guardadas")
    for name, write in _own_files(package):
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            write(file)


def write_duckdb(package: Package, path: Path) -> None:
    """Write the tables as they are stored into a new DuckDB file, to be checked in place; needs DuckDB."""
    from apthapi.core import duckdb_file  # noqa: PLC0415 - DuckDB is loaded only when it is needed

    _require_duckdb(package)
    beside = duckdb_file.Beside(
        package.present, package.findings, package.kept, dict(package.extras), dict(package.own_sets)
    )
    duckdb_file.write(package.database, beside, path)


def _present(package: Package) -> Iterator[Table]:
    return (table for table in TABLES.values() if table.name in package.present)


def _require_duckdb(package: Package) -> None:
    if package.database.engine is not Engine.DUCKDB:
        raise ValueError("lea el paquete con engine=Engine.DUCKDB para escribirlo así")


Writer = Callable[[io.TextIOBase], object]


def _files(package: Package, name: str, said: Mapping[str, object]) -> Iterator[tuple[str, Writer]]:
    yield "datapackage.json", _descriptor_writer(package, name, said)
    for table in _present(package):
        yield f"{table.name}.csv", _table_writer(package, table)
    yield from _own_files(package)


def _own_files(package: Package) -> Iterator[tuple[str, Writer]]:
    for name, own in package.own_sets.items():

        def write(file: io.TextIOBase, own: OwnSet = own) -> None:
            writer = csv.writer(file, lineterminator=_EOL)
            writer.writerow(own.columns)
            writer.writerows(own.rows)

        yield f"{OWN_SETS}/{name}.csv", write


def _descriptor_writer(package: Package, name: str, said: Mapping[str, object]) -> Writer:
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "plan"
    found = package.database.query("select nombre_entidad, gestion from planes order by renglon limit 1")
    entidad, gestion = found[0] if found else ("", None)
    title = f"{entidad}: POA y Presupuesto {gestion}" if entidad and gestion else "POA y Presupuesto"

    def write(file: io.TextIOBase) -> None:
        file.write(datapackage(slug, title, package.present, package.extras, said))

    return write


def _table_writer(package: Package, table: Table) -> Writer:
    extras = package.extras.get(table.name, ())
    kept = {(row, column): text for name, row, column, text in package.kept if name == table.name}
    stored = [column.name + WRITTEN if column.kind is Kind.CATEGORIA else column.name for column in table.columns]
    sql = f"select {ROW}, {', '.join(stored)} from {table.name} order by {ROW}"

    def write(file: io.TextIOBase) -> None:
        writer = csv.writer(file, lineterminator=_EOL)
        writer.writerow([*table.names, *extras])
        for row, *values in package.database.stream(sql):
            cells = [write_cell(column, value) for column, value in zip(table.columns, values, strict=True)]
            if kept:
                cells = [kept.get((row, c.name), cell) for c, cell in zip(table.columns, cells, strict=True)]
            writer.writerow([*cells, *(kept.get((row, name), "") for name in extras)])

    return write


def _parquet_value(column: Column, *, as_text: bool) -> str:
    name = column.name + WRITTEN if column.kind is Kind.CATEGORIA else column.name
    scale = SCALE.get(column.kind, 0)
    unit = f"cast('{10**-scale:.{scale}f}' as decimal(9, {scale}))"
    value = f"cast({name} * {unit} as decimal(18, {scale}))" if scale else name
    if as_text:
        value = f"coalesce({_kept_text(column.name)}, cast({value} as varchar))"
    return f"{value} as {column.name}"


def _kept_text(column: str) -> str:
    return f"(select texto from celdas_guardadas c where c.{ROW} = t.{ROW} and c.columna = {_literal(column)})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
