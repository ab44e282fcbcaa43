"""Two packages in one: a plan of one beside a plan of the other, even under the same code."""

from __future__ import annotations

from pathlib import Path

from apthapi.compare import compare_plans, totals
from apthapi.compare.join import join_packages
from apthapi.core.database import Engine
from apthapi.core.package import read_package
from apthapi.core.writing import write_duckdb
from compare.conftest import EXAMPLE


def test_the_same_code_in_both_is_told_apart(example_folder: Path) -> None:
    first, second = read_package(example_folder), read_package(example_folder)
    before, after = join_packages(first, second, EXAMPLE, EXAMPLE)
    assert (before, after) == (EXAMPLE, f"{EXAMPLE}*")
    assert len(first.plans) == 4
    replaced = first.database.value("select reemplaza from planes where plan = ?", [after])
    assert replaced == "EJEMPLO-0001-2024-0*", "the chain of the second package stays within it"
    assert totals(first, before, "unidad") == totals(first, after, "unidad")


def test_plans_of_different_entities(example_folder: Path, reference_folder: Path) -> None:
    first, second = read_package(example_folder), read_package(reference_folder)
    before, after = join_packages(first, second, EXAMPLE, "SEGIP-2024-1")
    assert after == "SEGIP-2024-1"
    comparison = compare_plans(first, before, after)
    assert (comparison.total_before, comparison.total_after) == (120_129_000, 31_152_018_600)


def test_files_that_are_only_read_are_joined_as_folders_are(example_folder: Path, tmp_path: Path) -> None:
    write_duckdb(read_package(example_folder, engine=Engine.DUCKDB), tmp_path / "plan.duckdb")
    written = (tmp_path / "plan.duckdb").read_bytes()
    first, second = read_package(tmp_path / "plan.duckdb"), read_package(example_folder)
    before, after = join_packages(first, second, EXAMPLE, EXAMPLE)
    assert totals(first, before, "unidad") == totals(first, after, "unidad")
    first.database.close()
    assert (tmp_path / "plan.duckdb").read_bytes() == written
