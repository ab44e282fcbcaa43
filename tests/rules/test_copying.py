"""A package copied into another database: every row and every column, in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.core.copying import copy_tables, stored_tables
from apthapi.core.database import Database, duckdb_database, in_memory
from apthapi.core.package import read_package
from apthapi.core.tables import TABLES
from support.engines import postgresql


def rows(database: Database, name: str, columns: list[tuple[str, str]]) -> list[tuple[object, ...]]:
    names = ", ".join(column for column, _ in columns)
    order = "renglon" if name in TABLES else names
    return database.query(f"select {names} from {name} order by {order}")


def assert_copied(folder: Path, target: Database) -> None:
    source = read_package(folder).database
    copy_tables(source, target)
    for name, columns in stored_tables().items():
        assert rows(target, name, columns) == rows(source, name, columns), name


def test_into_sqlite(reference_folder: Path) -> None:
    assert_copied(reference_folder, in_memory())


def test_into_duckdb(reference_folder: Path) -> None:
    assert_copied(reference_folder, duckdb_database())


@pytest.mark.postgresql
def test_into_postgresql_which_orders_text_byte_by_byte(reference_folder: Path) -> None:
    with postgresql() as target:
        assert_copied(reference_folder, target)


@pytest.mark.postgresql
def test_nothing_is_left_in_postgresql(reference_folder: Path) -> None:
    with postgresql() as target:
        copy_tables(read_package(reference_folder).database, target)
        assert target.value("select count(*) from planes") == 2
    with postgresql() as again:
        assert again.value("select to_regclass('pg_temp.planes')") is None
