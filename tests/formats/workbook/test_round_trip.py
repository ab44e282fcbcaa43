"""What goes out comes back as it was."""

from __future__ import annotations

from pathlib import Path

from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from apthapi.formats.workbook import Content, compare, content_of, findings_after, read_workbook, write_workbook
from apthapi.formats.workbook.received import Received
from apthapi.rules.live import check_unit
from support.workbooks import PLAN, UNIDAD, Desk, read_here


def sent_back(package: Package, content: Content, path: Path) -> Received:
    write_workbook(path, content)
    return compare(read_here(path), package.database, content.identity.plan, content.identity.unidad)


def units(package: Package, plan: str) -> list[str]:
    return [row[0] for row in package.database.query("select unidad from unidades where plan = ?", [plan])]


def assert_same(received: Received, content: Content) -> None:
    assert received.changes == ()
    assert received.problems == ()
    assert received.notices == ()
    assert received.same == len(content.rows)
    assert received.acceptable


def test_every_unit_of_the_whole_plan_comes_back_without_difference(plan: Package, tmp_path: Path) -> None:
    unidades = units(plan, PLAN)
    assert len(unidades) == 14
    for unidad in unidades:
        content = content_of(plan.database, PLAN, unidad)
        assert_same(sent_back(plan, content, tmp_path / f"{unidad}.xlsx"), content)


def test_from_the_engine_of_large_plans_too(reference_folder: Path, tmp_path: Path) -> None:
    package = read_package(reference_folder, engine=Engine.DUCKDB)
    content = content_of(package.database, PLAN, UNIDAD)
    write_workbook(tmp_path / "libro.xlsx", content)
    book = read_workbook(tmp_path / "libro.xlsx")
    received = compare(book, package.database, PLAN, UNIDAD)
    assert_same(received, content)
    assert findings_after(received, book, package.database) == ()


def test_a_generated_plan_comes_back_without_difference(tmp_path: Path) -> None:
    write_example(tmp_path / "plan", units=3, lines=200)
    package = read_package(tmp_path / "plan")
    code = package.latest_plan()
    for unidad in units(package, code):
        content = content_of(package.database, code, unidad)
        assert len(content.rows) > 60
        assert_same(sent_back(package, content, tmp_path / "libro.xlsx"), content)


def test_saved_by_openpyxl_which_forgets_results_nothing_changes(desk: Desk) -> None:
    received = desk.send()
    assert received.changes == ()
    assert received.problems == ()


def test_the_rules_say_of_an_untouched_workbook_what_they_say_of_the_plan(
    reference_folder: Path, tmp_path: Path
) -> None:
    package, path = read_package(reference_folder), tmp_path / "libro.xlsx"
    for unidad in ("DDPD", "DNTIC"):
        write_workbook(path, content_of(package.database, PLAN, unidad))
        book = read_here(path)
        received = compare(book, package.database, PLAN, unidad)
        after = [each.finding for each in findings_after(received, book, package.database)]
        assert after == list(check_unit(read_package(reference_folder).database, PLAN, unidad, schema="main").findings)
        assert after
