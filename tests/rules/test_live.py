"""One unit judged in place says what the whole package says of it, on the engines that a live database may have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.findings import Finding
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from apthapi.rules import Status, all_rules, check
from apthapi.rules.live import check_unit, unit_rules
from apthapi.rules.readings import fixed_readings, store_fixed_readings
from support.engines import package_on

LIVE = (
    pytest.param(Engine.SQLITE, "main", id="sqlite"),
    pytest.param(Engine.POSTGRESQL, "pg_temp", id="postgresql", marks=pytest.mark.postgresql),
)
BROKEN = ("V12", "V13", "V14", "V19", "V23", "V24", "V27", "V28", "V30", "V36", "V40", "V59")


@pytest.fixture(scope="module")
def broken_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vivo") / "plan"
    write_example(folder, units=4, lines=120, break_rules=BROKEN)
    return folder


@contextmanager
def live(engine: Engine, folder: Path) -> Iterator[Package]:
    with package_on(engine, folder) as package:
        store_fixed_readings(package.database)
        yield package


def said_of(folder: Path, plan: str, unidad: str) -> list[Finding]:
    """What checking the whole package says of one unit by the rules that one unit is enough for."""
    whole = check(read_package(folder), only=[rule.id for rule in unit_rules()])
    return [f for f in whole.findings if (f.plan, f.unidad) == (plan, unidad) and f.rule.startswith("V")]


def units_of(package: Package, plan: str) -> list[str]:
    return [row[0] for row in package.database.query("select unidad from unidades where plan = ?", [plan])]


@pytest.mark.parametrize(("engine", "schema"), LIVE)
def test_each_unit_of_the_real_plan_is_told_the_same(engine: Engine, schema: str, reference_folder: Path) -> None:
    with live(engine, reference_folder) as package:
        plan = package.latest_plan()
        for unidad in units_of(package, plan):
            report = check_unit(package.database, plan, unidad, schema=schema)
            assert list(report.findings) == said_of(reference_folder, plan, unidad)
            told = {finding.rule for finding in report.findings}
            assert {id_ for id_, status in report.statuses.items() if status is Status.BROKEN} == told


@pytest.mark.parametrize(("engine", "schema"), LIVE)
def test_each_unit_of_a_broken_example_is_told_the_same(engine: Engine, schema: str, broken_folder: Path) -> None:
    found = set()
    with live(engine, broken_folder) as package:
        plan = package.latest_plan()
        for unidad in units_of(package, plan):
            report = check_unit(package.database, plan, unidad, schema=schema)
            assert list(report.findings) == said_of(broken_folder, plan, unidad)
            found |= {finding.rule for finding in report.findings}
    assert found >= set(BROKEN)


def test_what_the_unit_has_not_is_no_data(reference_folder: Path) -> None:
    with live(Engine.SQLITE, reference_folder) as package:
        report = check_unit(package.database, "SEGIP-2024-1", "DNAF", schema="main")
    assert report.statuses["V24"] is Status.NO_DATA
    assert report.statuses["V02"] is Status.HOLDS


def test_rules_about_the_whole_entity_are_not_asked_of_a_unit() -> None:
    asked = {rule.id for rule in unit_rules()}
    assert {"V39", "V41", "V24", "V11"} <= asked
    assert not {"V42", "V43", "V44", "V52", "V57"} & asked
    assert asked | {rule.id for rule in all_rules().values() if rule.of_entity} == set(all_rules())


def test_only_readings_of_the_reference_sets_are_stored() -> None:
    assert [reading.name for reading in fixed_readings()] == ["formulario_de", "bloque_de"]
