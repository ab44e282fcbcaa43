"""An example plan is right by every rule, on every engine, and the same arguments give the same bytes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apthapi.core.database import Engine
from apthapi.core.package import read_package
from apthapi.core.tables import TABLES
from apthapi.core.writing import write_folder
from apthapi.example import SizeError, write_example
from apthapi.rules import Status, check


class Size(TypedDict, total=False):
    entities: int
    units: int
    lines: int
    seed: int
    gestion: int


SIZES = {
    "one unit, fewest lines": Size(units=1, lines=12),
    "one unit": Size(units=1, lines=900, seed=4),
    "as it comes": Size(),
    "three entities": Size(entities=3, units=4, lines=300, seed=9),
    "programas of three digits": Size(units=30, lines=400, gestion=2027, seed=3),
}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("engine", [Engine.SQLITE, Engine.DUCKDB])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_every_rule_holds_and_none_lacks_data(tmp_path: Path, size: Size, engine: Engine) -> None:
    write_example(tmp_path / "plan", **size)
    package = read_package(tmp_path / "plan", engine=engine)
    report = check(package)
    assert not report.findings
    assert set(report.statuses.values()) == {Status.HOLDS}
    assert len(report.statuses) == 60
    assert package.present == TABLES.keys()


@given(seed=st.integers(0, 10**6), units=st.integers(1, 6), extra=st.integers(0, 50))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_seed_holds(tmp_path: Path, seed: int, units: int, extra: int) -> None:
    write_example(tmp_path / "plan", units=units, lines=units * 12 + extra, seed=seed)
    assert not check(read_package(tmp_path / "plan")).findings


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_example(tmp_path / name / "plan", units=3, lines=90)
        write_example(tmp_path / name / "plan.zip", units=3, lines=90)
    write_example(tmp_path / "c" / "plan", units=3, lines=90, seed=2)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")
    assert bytes_of(tmp_path / "a" / "plan") != bytes_of(tmp_path / "c" / "plan")


def test_it_is_written_as_the_system_itself_would(tmp_path: Path) -> None:
    write_example(tmp_path / "ejemplo", units=3, lines=90)
    write_folder(read_package(tmp_path / "ejemplo"), tmp_path / "again" / "ejemplo")
    assert bytes_of(tmp_path / "ejemplo") == bytes_of(tmp_path / "again" / "ejemplo")


def test_the_zip_holds_the_same_plan(tmp_path: Path) -> None:
    write_example(tmp_path / "plan.zip", units=2, lines=30)
    assert read_package(tmp_path / "plan.zip").plans == ["EJEMPLO-0001-2024-0", "EJEMPLO-0001-2024-1"]


def test_lines_are_spread_over_every_unit_and_every_plan_is_marked(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_example(tmp_path, entities=2, units=3, lines=100, progress=lambda done, of: told.append((done, of)))
    with (tmp_path / "requerimientos.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "planes.csv").open(encoding="utf-8", newline="") as file:
        plans = list(csv.DictReader(file))
    assert len(rows) == 100
    assert {r["plan"] for r in rows} == {"EJEMPLO-0001-2024-1", "EJEMPLO-0002-2024-1"}
    assert told[-1] == (100, 100)
    assert len(told) == 6
    assert all("de ejemplo" in p["nombre_entidad"] and "Ejemplo" in p["justificacion"] for p in plans)


@pytest.mark.parametrize("size", [Size(lines=10), Size(units=0), Size(entities=2, units=5, lines=119)])
def test_too_few_lines_are_refused_with_what_is_needed(tmp_path: Path, size: Size) -> None:
    with pytest.raises(SizeError, match="al menos"):
        write_example(tmp_path, **size)
