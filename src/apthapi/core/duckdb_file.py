"""A package kept as a DuckDB file: its tables are checked where they are, and all that was read is kept beside them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from apthapi.core.database import Database, duckdb_database
from apthapi.core.findings import Finding, Severity, in_order
from apthapi.core.integrity import integrity_findings
from apthapi.core.own_sets import OwnSet
from apthapi.core.reference import CONJUNTOS, SETS, YEARS
from apthapi.core.row_reader import KeptCell
from apthapi.core.schema import ROW, Table
from apthapi.core.source import UnreadableError
from apthapi.core.tables import TABLES

_OF_INTEGRITY = frozenset({"F04", "F05"})
"""Findings that are found again each time the file is opened, and so are not kept."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a package has besides its tables."""

    present: frozenset[str]
    findings: tuple[Finding, ...]
    kept: tuple[KeptCell, ...]
    extras: dict[str, tuple[str, ...]]
    own_sets: dict[str, OwnSet]


def read(path: Path) -> tuple[Database, Beside]:
    """Open the file for reading. Raises UnreadableError if it is not one that `write` made."""
    database = None
    try:
        database = duckdb_database(path, read_only=True)
        _require_tables(database)
        beside = _from_json(str(database.value("select contenido from paquete")))
        integrity = integrity_findings(database, beside.present, unique=_holding_key(database))
        found = in_order([*beside.findings, *integrity])
    except (duckdb.Error, LookupError, TypeError, ValueError):
        if database is not None:
            database.close()
        raise UnreadableError(
            f"«{path}» no es un archivo DuckDB escrito por esta versión de apthapi. Escríbalo con «apthapi convert»."
        ) from None
    return database, Beside(beside.present, found, beside.kept, beside.extras, beside.own_sets)


def write(database: Database, beside: Beside, path: Path) -> None:
    """Write the tables as they are stored, and what is beside them, into a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    database.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as salida")
    try:
        for name in _stored():
            order = f" order by {ROW}" if name in TABLES else ""
            database.execute(f"create table salida.{name} as select * from {name}{order}")
            if name in TABLES:
                _hold_key(database, TABLES[name])
        database.execute("create table salida.paquete (contenido varchar)")
        database.execute("insert into salida.paquete values (?)", [_as_json(beside)])
    finally:
        database.execute("detach salida")


def _hold_key(database: Database, table: Table) -> None:
    """Let the file itself hold the key of a table, so that opening it need not look for duplicates among millions."""
    try:
        database.execute(f"alter table salida.{table.name} add primary key ({', '.join(table.key)})")
    except duckdb.ConstraintException:
        # Some key is repeated or empty: the table stays without, and whoever opens the file is told which rows.
        return


def _holding_key(database: Database) -> frozenset[str]:
    """The tables whose key the file holds."""
    found = database.query(
        "select table_name, constraint_column_names from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
    )
    return frozenset(name for name, columns in found if name in TABLES and tuple(columns) == TABLES[name].key)


def _stored() -> dict[str, list[tuple[str, str]]]:
    """Every table of the file with its columns."""
    tables = {table.name: table.stored() for table in TABLES.values()}
    sets = {each.name: each.stored for each in SETS.values()}
    return {**tables, **sets, "conjuntos": CONJUNTOS, "anios": YEARS}


def _require_tables(database: Database) -> None:
    """Raise LookupError unless every table is there, as a table: a view could read other files."""
    found = database.query(
        "select table_name, column_name from information_schema.columns join information_schema.tables "
        "using (table_catalog, table_schema, table_name) where table_type = 'BASE TABLE' and table_schema = 'main'"
    )
    needed = {(name, column) for name, columns in _stored().items() for column, _ in columns}
    if not needed <= {(str(table), str(column)) for table, column in found}:
        raise LookupError


def _as_json(beside: Beside) -> str:
    kept_findings = [asdict(found) for found in beside.findings if found.rule not in _OF_INTEGRITY]
    return json.dumps(
        {
            "present": sorted(beside.present),
            "findings": kept_findings,
            "kept": beside.kept,
            "extras": beside.extras,
            "own_sets": {name: asdict(own) for name, own in beside.own_sets.items()},
        },
        ensure_ascii=False,
    )


def _from_json(text: str) -> Beside:
    read = json.loads(text)
    return Beside(
        frozenset(read["present"]) & frozenset(TABLES),
        tuple(Finding(**{**each, "severity": Severity(each["severity"])}) for each in read["findings"]),
        tuple((table, row, column, cell) for table, row, column, cell in read["kept"]),
        {table: tuple(columns) for table, columns in read["extras"].items()},
        {
            name: OwnSet(
                tuple(own["columns"]),
                tuple(map(tuple, own["rows"])),
                None if own["cells"] is None else tuple(own["cells"]),
            )
            for name, own in read["own_sets"].items()
        },
    )
