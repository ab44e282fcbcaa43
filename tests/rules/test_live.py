"""One unit judged in place says what the whole package says of it, on the engines that a live database may have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from apthapi.core.copying import copy_tables
from apthapi.core.database import Engine
from apthapi.core.findings import Finding
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from apthapi.rules import Status, all_rules, check
from apthapi.rules.live import check_unit, unit_rules
from apthapi.rules.readings import fixed_readings
from support.engines import postgresql

SCHEMA = f"vivo_{uuid4().hex}"
LIVE = (
    pytest.param(Engine.SQLITE, "main", id="sqlite"),
    pytest.param(Engine.POSTGRESQL, SCHEMA, id="postgresql", marks=pytest.mark.postgresql),
)
BROKEN = ("V12", "V13", "V14", "V19", "V23", "V24", "V27", "V28", "V30", "V36", "V40", "V59")


@pytest.fixture(scope="module")
def broken_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vivo") / "plan"
    write_example(folder, units=4, lines=120, break_rules=BROKEN)
    return folder


@contextmanager
def live(engine: Engine, folder: Path) -> Iterator[Package]:
    """The package with its tables in a schema of their own, as a live database has them, not in temporary ones."""
    package = read_package(folder)
    if engine is Engine.SQLITE:
        yield package
        return
    with postgresql() as database:
        database.execute(f"create schema {SCHEMA}")
        try:
            database.execute(f"set search_path to {SCHEMA}")
            copy_tables(package.database, database)
            yield replace(package, database=database)
        finally:
            database.execute(f"drop schema {SCHEMA} cascade")


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


def test_only_readings_of_the_reference_sets_are_fixed() -> None:
    assert fixed_readings() == {"formulario_de", "bloque_de"}


@pytest.mark.parametrize(("engine", "schema"), LIVE)
def test_the_unit_is_judged_again_from_the_rows_of_now(engine: Engine, schema: str, broken_folder: Path) -> None:
    with live(engine, broken_folder) as package:
        plan, unidad = package.database.query("select plan, unidad from acp_unidad order by unidad limit 1")[0]
        before = check_unit(package.database, plan, unidad, schema=schema)
        package.database.execute(f"update {schema}.unidades set nombre = '' where unidad = ?", [unidad])
        after = check_unit(package.database, plan, unidad, schema=schema)
    assert before.statuses["V02"] is Status.HOLDS
    assert [finding.rule for finding in after.findings if finding not in before.findings] == ["V02"]


@pytest.mark.parametrize(("engine", "schema"), LIVE)
def test_what_is_not_committed_is_judged_and_a_rollback_harms_nothing(
    engine: Engine, schema: str, broken_folder: Path
) -> None:
    with live(engine, broken_folder) as package:
        database = package.database
        plan, unidad = database.query("select plan, unidad from acp_unidad order by unidad limit 1")[0]
        database.execute("begin")
        database.execute(f"update {schema}.unidades set nombre = '' where unidad = ?", [unidad])
        inside = check_unit(database, plan, unidad, schema=schema)
        database.execute("rollback")
        outside = check_unit(database, plan, unidad, schema=schema)
    assert inside.statuses["V02"] is Status.BROKEN
    assert outside.statuses["V02"] is Status.HOLDS
    assert list(outside.findings) == said_of(broken_folder, plan, unidad)


@pytest.mark.parametrize(("engine", "schema"), LIVE)
def test_a_change_of_the_reference_sets_is_noticed(engine: Engine, schema: str, broken_folder: Path) -> None:
    """The map of forms is behind a reading that the connection keeps."""
    with live(engine, broken_folder) as package:
        plan = package.latest_plan()
        unidad = units_of(package, plan)[-1]
        before = check_unit(package.database, plan, unidad, schema=schema)
        package.database.execute(f"update {schema}.mapa_formularios set formulario = '3_09' where prefijo <> ''")
        after = check_unit(package.database, plan, unidad, schema=schema)
    lines = {finding.row for finding in after.findings if finding.rule == "V30"}
    assert len(lines) > sum(finding.rule == "V30" for finding in before.findings)


@pytest.mark.postgresql
def test_a_connection_that_prepares_nothing_will_do(broken_folder: Path) -> None:
    """A web framework writes the parameters into the statement itself, and keeps none prepared."""
    with live(Engine.POSTGRESQL, broken_folder) as package:
        connection = package.database.connection
        connection.cursor_factory = psycopg.ClientCursor
        connection.prepare_threshold = None
        plan = package.latest_plan()
        for unidad in units_of(package, plan):
            report = check_unit(package.database, plan, unidad, schema=SCHEMA)
            assert list(report.findings) == said_of(broken_folder, plan, unidad)
