"""A workbook of the unit that the example completes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from apthapi.core.package import Package, read_package
from apthapi.formats.workbook import content_of, write_workbook
from support.workbooks import PLAN, UNIDAD, Desk, completed


@pytest.fixture(scope="session")
def plan_folder(reference_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the real plan with a completed unit."""
    return completed(reference_folder, tmp_path_factory.mktemp("plan") / "completo")


@pytest.fixture(scope="session")
def plan(plan_folder: Path) -> Iterator[Package]:
    """That plan. Nobody changes it."""
    package = read_package(plan_folder)
    yield package
    package.close()


@pytest.fixture
def own(plan_folder: Path) -> Iterator[Package]:
    """That plan, for one test that may change it."""
    package = read_package(plan_folder)
    yield package
    package.close()


@pytest.fixture(scope="session")
def written(plan: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its workbook as the system writes it. Nobody changes it."""
    path = tmp_path_factory.mktemp("libro") / "libro.xlsx"
    write_workbook(path, content_of(plan.database, PLAN, UNIDAD))
    return path


@pytest.fixture
def desk(plan: Package, written: Path, tmp_path: Path) -> Desk:
    """The workbook, opened."""
    return Desk.with_book(plan, written, tmp_path)
