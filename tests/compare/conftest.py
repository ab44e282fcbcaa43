"""The real plan, and a small example whose copies the tests edit."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from apthapi.compare import Comparison, compare_plans
from apthapi.compare.join import join_packages
from apthapi.core.package import Package, read_package
from apthapi.example import write_example

EXAMPLE = "EJEMPLO-0001-2024-1"

Rows = list[dict[str, str]]
Edit = Callable[[Rows], Rows]


@pytest.fixture(scope="session")
def segip(reference_folder: Path) -> Iterator[Package]:
    package = read_package(reference_folder)
    yield package
    package.close()


@pytest.fixture(scope="session")
def comparison(segip: Package) -> Comparison:
    """From the law to the first reformulation."""
    return compare_plans(segip, "SEGIP-2024-0", "SEGIP-2024-1")


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ejemplo") / "plan"
    write_example(folder, units=3, lines=60)
    return folder


@pytest.fixture(scope="session")
def example(example_folder: Path) -> Iterator[Package]:
    package = read_package(example_folder)
    yield package
    package.close()


@pytest.fixture
def compared(example_folder: Path, tmp_path: Path) -> Callable[..., Comparison]:
    """The example against a copy with some tables edited: `compared(operaciones=lambda rows: rows[1:])`."""

    def compare(**edits: Edit) -> Comparison:
        copy = tmp_path / "otro"
        shutil.copytree(example_folder, copy)
        for name, edit in edits.items():
            _edit(copy / f"{name}.csv", edit)
        first, second = read_package(example_folder), read_package(copy)
        before, after = join_packages(first, second, EXAMPLE, EXAMPLE)
        return compare_plans(first, before, after)

    return compare


def _edit(path: Path, edit: Edit) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(edit(rows))
