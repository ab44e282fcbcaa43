"""Writing a package: a folder, a zip, Parquet, or a DuckDB file. What was read is written again, nothing is lost."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from apthapi.core import reference
from apthapi.core.database import Engine
from apthapi.core.descriptor import datapackage
from apthapi.core.fields import write as write_cell
from apthapi.core.package import Package
from apthapi.core.schema import ROW, SCALE, WRITTEN, Column, Kind, Table
from apthapi.core.tables import TABLES

_EPOCH = (2024, 1, 1, 0, 0, 0)
"""Date of every file inside a zip, so that the same package gives the same bytes."""


_EOL = "\r\n"
"""End of line of RFC 4180."""


def write_folder(package: Package, folder: Path) -> None:
    """Write one CSV for each table that is present, the package's own classifiers and `datapackage.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in _files(package, folder.name):
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            write(file)


def write_zip(package: Package, path: Path) -> None:
    """Write the same files as `write_folder` into a zip, byte for byte the same for the same package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, write in _files(package, path.stem):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as stream:
                text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
                write(text)
                text.flush()
                text.detach()


def write_parquet(package: Package, folder: Path) -> None:
    """Write one Parquet file for each table, money as DECIMAL(18, 2); needs a package read with DuckDB."""
    _require_duckdb(package)
    folder.mkdir(parents=True, exist_ok=True)
    for table in _present(package):
        columns = ", ".join(f"{_parquet_value(column)} as {column.name}" for column in table.columns)
        target = str(folder / f"{table.name}.parquet").replace("'", "''")
        package.database.execute(
            f"copy (select {columns} from {table.name} order by {ROW}) to '{target}' (format parquet, compression zstd)"
        )
    for name, write in _own_files(package):
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            write(file)


def write_duckdb(package: Package, path: Path) -> None:
    """Write the tables as they are stored into a new DuckDB file, to be checked in place; needs DuckDB."""
    _require_duckdb(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    run = package.database.execute
    run(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as salida")
    for name in (*TABLES, *reference.SETS, "conjuntos", "anios"):
        order = f" order by {ROW}" if name in TABLES else ""
        run(f"create table salida.{name} as select * from {name}{order}")
    run("create table salida.presentes (tabla varchar)")
    run("create table salida.columnas_extra (orden bigint, tabla varchar, columna varchar)")
    run("create table salida.celdas_guardadas (tabla varchar, renglon bigint, columna varchar, texto varchar)")
    for table in _present(package):
        run("insert into salida.presentes values (?)", [table.name])
    extras = [(table, column) for table, columns in package.extras.items() for column in columns]
    for order_, (table_name, column) in enumerate(extras):
        run("insert into salida.columnas_extra values (?, ?, ?)", [order_, table_name, column])
    if package.kept:
        package.database.insert("salida.celdas_guardadas", ["tabla", "renglon", "columna", "texto"], package.kept)
    run("detach salida")


def _present(package: Package) -> Iterator[Table]:
    return (table for table in TABLES.values() if table.name in package.present)


def _require_duckdb(package: Package) -> None:
    if package.database.engine is not Engine.DUCKDB:
        raise ValueError("lea el paquete con engine=Engine.DUCKDB para escribirlo así")


Writer = Callable[[io.TextIOBase], None]


def _files(package: Package, name: str) -> Iterator[tuple[str, Writer]]:
    yield "datapackage.json", _descriptor_writer(package, name)
    for table in _present(package):
        yield f"{table.name}.csv", _table_writer(package, table)
    yield from _own_files(package)


def _own_files(package: Package) -> Iterator[tuple[str, Writer]]:
    for name, rows in package.own_sets.items():

        def write(file: io.TextIOBase, rows: list[reference.Cells] = rows) -> None:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator=_EOL)
            writer.writeheader()
            writer.writerows(rows)

        yield f"clasificadores/{name}.csv", write


def _descriptor_writer(package: Package, name: str) -> Writer:
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "plan"
    titles = package.database.query("select nombre_entidad, gestion from planes order by renglon limit 1")
    title = f"{titles[0][0]}: POA y Presupuesto {titles[0][1]}" if titles else "POA y Presupuesto"
    return lambda file: void(file.write(datapackage(slug, title, package.present, package.extras)))


def void(_: object) -> None:
    """Drop a result that nobody needs."""


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


def _parquet_value(column: Column) -> str:
    name = column.name + WRITTEN if column.kind is Kind.CATEGORIA else column.name
    scale = SCALE.get(column.kind, 0)
    unit = f"cast('{10**-scale:.{scale}f}' as decimal(9, {scale}))"
    return f"cast({name} * {unit} as decimal(18, {scale}))" if scale else name
