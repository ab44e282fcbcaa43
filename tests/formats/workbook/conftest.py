"""A workbook of the unit that the example completes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from apthapi.core.package import Package
from support.workbooks import Desk, completed


@pytest.fixture(scope="session")
def plan(reference_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """The real plan with a completed unit. Nobody changes it."""
    package = completed(reference_folder, tmp_path_factory.mktemp("plan"))
    yield package
    package.close()


@pytest.fixture
def desk(plan: Package, tmp_path: Path) -> Desk:
    """Its workbook, opened."""
    return Desk.with_book(plan, tmp_path)
