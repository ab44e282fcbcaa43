"""A unit in memory that is told each change says what judging it whole says, whatever was written."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from apthapi.core.database import Database
from apthapi.core.package import read_package
from apthapi.core.source import OWN_SETS
from apthapi.rules.catalogue import all_rules
from apthapi.rules.live import UnidadReport, check_unit, reported
from apthapi.rules.readings import all_readings, names_used
from apthapi.rules.unit_answers import LINES, line_rules, sets_used, tables_used
from apthapi.rules.unit_memory import Sets, UnitMemory
from apthapi.rules.unit_scope import Place, in_scope, place_of, rows_of_sets, unit_in_memory
from support.cases import folders
from support.merging import merge

CASES = [
    path
    for kind in ("debe_pasar", "debe_fallar")
    for path in folders(kind)
    if (path / "requerimientos.csv").exists() and not (path / OWN_SETS).is_dir()
]
OF_OWN_SETS = {"V34"}
"""Broken only with classifiers of the case's own."""
SOME_LINES, SOME_ROWS = 6, 2
"""Rows of a table that are removed and put back, one by one."""


def test_a_row_that_is_removed_and_put_back_is_judged_as_in_a_whole_check(tmp_path: Path) -> None:
    """Each of some rows of each table of each unit of each case: no finding is lost, none appears, none stays."""
    package = read_package(merge(CASES, tmp_path / "juntos"))
    database, broken = package.database, set()
    sets = Sets(rows_of_sets(database, "main"))
    for plan, unidad in database.query("select distinct plan, unidad from requerimientos order by plan, unidad"):
        place = place_of(database, "main", plan, unidad)
        unit = unit_in_memory(database, "main", place, sets)
        whole = check_unit(database, plan, unidad, schema="main")
        assert_same(said(database, place, unit), whole)
        for table in tables_used():
            for cells in own_rows(database, place, table)[: SOME_LINES if table == LINES else SOME_ROWS]:
                unit.write(table, cells["renglon"], None)
                with without(database, table, cells["renglon"]):
                    assert_same(said(database, place, unit), check_unit(database, plan, unidad, schema="main"))
                unit.write(table, cells["renglon"], cells)
                assert_same(said(database, place, unit), whole)
        broken |= {finding.rule for finding in whole.findings if finding.table == LINES and finding.row is not None}
    assert broken >= {rule.id for rule in line_rules()} - OF_OWN_SETS


def own_rows(database: Database, place: Place, table: str) -> list[dict[str, Any]]:
    """The rows that an act on the part may write."""
    names, rows = in_scope(database, "main", place, table)
    of_part = (dict(zip(names, row, strict=True)) for row in rows)
    return [cells for cells in of_part if (cells["plan"], cells.get("unidad")) == (place.plan, place.unidad)]


def said(database: Database, place: Place, unit: UnitMemory) -> UnidadReport:
    return reported(unit.answers(partial(in_scope, database, "main", place, LINES)))


def assert_same(remembering: UnidadReport, anew: UnidadReport) -> None:
    assert remembering.findings == anew.findings
    assert remembering.statuses == anew.statuses


@contextmanager
def without(database: Database, table: str, renglon: int) -> Iterator[None]:
    database.execute("savepoint prueba")
    database.execute(f"delete from main.{table} where renglon = ?", [renglon])
    try:
        yield
    finally:
        database.execute("rollback to prueba")
        database.execute("release prueba")


def test_readings_ask_of_lines_only_what_their_sums_say() -> None:
    """In memory lines are added up: whoever writes another reading of them looks at `_SUMMED` of `unit_memory`."""
    assert [name for name, each in all_readings().items() if LINES in names_used(each.sql)] == [
        "suma_lineas", "operaciones_usadas", "recogido"
    ]  # fmt: skip


def test_the_rules_of_the_lines_and_the_sets_behind_rules_are_known() -> None:
    assert [rule.id for rule in line_rules()] == [
        "V16", "V24", "V25", "V26", "V27", "V28", "V29", "V30", "V31", "V32", "V34"
    ]  # fmt: skip
    wanted = {"objeto_gasto", "mapa_formularios", "palabras_partida", "parametros", "conjuntos", "escala_viaticos"}
    assert wanted <= set(sets_used())


def test_every_rule_of_the_lines_is_one_of_a_unit() -> None:
    assert not [rule.id for rule in line_rules() if all_rules()[rule.id].of_entity]


def test_a_unit_that_nobody_keeps_gives_its_memory_back_at_once() -> None:
    database = read_package(CASES[0]).database
    [(plan, unidad)] = database.query("select plan, unidad from requerimientos limit 1")
    unit = unit_in_memory(
        database, "main", place_of(database, "main", plan, unidad), Sets(rows_of_sets(database, "main"))
    )
    connection = unit._base.connection
    gc.disable()
    try:
        del unit
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("select 1")
    finally:
        gc.enable()
