"""All the money of a plan at once adds up to what `apthapi totals` says, in place and on the three engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apthapi.compare import totals
from apthapi.compare.facts import DIMENSIONS, Fact, add_up, crossed, facts
from apthapi.compare.totals import consolidation, consolidation_of
from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.example import write_completed
from apthapi.rules.in_place import PlanInPlace
from apthapi.rules.readings import all_readings, temporary_tables
from compare.conftest import EXAMPLE
from support.engines import ENGINES, package_on

SCHEMAS = {Engine.SQLITE: "main", Engine.DUCKDB: "main", Engine.POSTGRESQL: "pg_temp"}
SEGIP, BEFORE = "SEGIP-2024-1", "SEGIP-2024-0"


@pytest.fixture(scope="module")
def mixed_folder(tmp_path_factory: pytest.TempPathFactory, reference_folder: Path) -> Path:
    """The real plan with example lines in one of its units: one by lines, others by form 04, others unknown."""
    folder = tmp_path_factory.mktemp("mixto") / "plan"
    write_completed(read_package(reference_folder), "DDTJ", folder)
    return folder


@contextmanager
def in_place(engine: Engine, folder: Path, plan: str) -> Iterator[tuple[Package, PlanInPlace]]:
    with package_on(engine, folder) as package:
        yield package, PlanInPlace(package.database, plan, replaces=[BEFORE], schema=SCHEMAS[engine])


def same_money(package: Package, plan: str, found: list[Fact], dimension: str) -> None:
    assert list(add_up(found, dimension).items()) == sorted(
        ((each.code, each.amount) for each in totals(package, plan, dimension)), key=lambda item: (not item[0], item[0])
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_the_example_by_every_dimension(engine: Engine, example_folder: Path) -> None:
    with in_place(engine, example_folder, EXAMPLE) as (package, place):
        found = facts(place.query, EXAMPLE)
        assert sum(fact.amount for fact in found) == 120_129_000
        for dimension in DIMENSIONS:
            same_money(package, EXAMPLE, found, dimension)


@pytest.mark.parametrize("engine", ENGINES)
def test_lines_and_forms_of_the_real_plan_by_every_dimension(engine: Engine, mixed_folder: Path) -> None:
    with in_place(engine, mixed_folder, SEGIP) as (package, place):
        found = facts(place.query, SEGIP)
        assert sum(fact.amount for fact in found) == 11_493_060_327
        for dimension in DIMENSIONS:
            same_money(package, SEGIP, found, dimension)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_consolidation_in_place_is_the_one_of_the_package(engine: Engine, reference_folder: Path) -> None:
    with in_place(engine, reference_folder, SEGIP) as (package, place):
        assert consolidation_of(place.query, SEGIP) == consolidation(package, SEGIP)


def test_in_place_nothing_is_made_and_other_plans_are_not_seen(example_folder: Path) -> None:
    package = read_package(example_folder)
    place = PlanInPlace(package.database, "OTRO", schema="main")
    assert facts(place.query, EXAMPLE) == []
    assert not temporary_tables(package.database) & all_readings().keys()


def test_what_two_dimensions_cross_adds_up_both_ways(example: Package) -> None:
    found = facts(PlanInPlace(example.database, EXAMPLE, schema="main").query, EXAMPLE)
    for rows, columns in (("unidad", "mes"), ("mes", "fuente"), ("grupo", "acp")):
        cells = crossed(found, rows, columns)
        for place, dimension in ((0, rows), (1, columns)):
            sums: dict[str, int] = {}
            for pair, amount in cells.items():
                sums[pair[place]] = sums.get(pair[place], 0) + amount
            assert sums == add_up(found, dimension)


def test_money_that_no_month_has_stays_in_sight() -> None:
    fact = Fact({"unidad": "DDTJ"}, 100, (30, None, 20, *[None] * 9))
    assert fact.parts("mes") == [("01", 30), ("03", 20), ("", 50)]
    assert Fact({"unidad": "DDTJ"}, 100, (None,) * 12).parts("mes") == [("", 100)]
