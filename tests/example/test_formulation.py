"""The formulation of an example, whole beside its reformulation: both right by every rule, and a few things differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.compare import compare_plans
from apthapi.core.package import read_package
from apthapi.example import write_example
from apthapi.rules import check
from apthapi.rules.runner import Status

BEFORE, AFTER = "EJEMPLO-0001-2024-0", "EJEMPLO-0001-2024-1"


@pytest.mark.parametrize("seed", [1, 7])
def test_both_versions_satisfy_every_rule(tmp_path: Path, seed: int) -> None:
    write_example(tmp_path, units=4, lines=400, seed=seed, formulation=True)
    report = check(read_package(tmp_path))
    assert report.findings == ()
    assert set(report.statuses.values()) == {Status.HOLDS}


def test_they_differ_at_every_level_and_add_up_to_the_same(tmp_path: Path) -> None:
    write_example(tmp_path, units=4, lines=400, formulation=True)
    found = compare_plans(read_package(tmp_path), BEFORE, AFTER)
    assert found.total_before == found.total_after
    differing = {
        table.table
        for level in found.tables.values()
        for table in level
        if table.added or table.removed or table.changed
    }
    assert {"acp_unidad", "operaciones", "tareas", "requerimientos"} <= differing
    lines = next(table for table in found.tables["lineas"] if table.table == "requerimientos")
    assert (len(lines.added), len(lines.removed)) == (1, 1)


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("uno", "dos"):
        write_example(tmp_path / name, entities=2, units=2, lines=120, formulation=True)
    for path in (tmp_path / "uno").rglob("*.csv"):
        assert path.read_bytes() == (tmp_path / "dos" / path.relative_to(tmp_path / "uno")).read_bytes()


def test_the_execution_is_of_the_version_that_was_in_force(tmp_path: Path) -> None:
    write_example(tmp_path, units=2, lines=120, formulation=True)
    package = read_package(tmp_path)
    for table in ("ejecucion_fisica", "ejecucion_financiera"):
        assert package.database.query(f"select distinct plan from {table}") == [(BEFORE,)]
