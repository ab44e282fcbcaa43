"""Our own prints, scanned badly: what is certain is right, and little is lost. The same seeds give the same pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.bench.degraded import Picture, degraded, drawn, photographed, save
from apthapi.core.package import Package, read_package
from apthapi.documents import render_form
from apthapi.formats.scan.accuracy import Outcome, compare, truth_of
from apthapi.formats.scan.files import read_files
from apthapi.formats.scan.known import known_of
from apthapi.formats.scan.reading import ScanReading
from support.scanning import need_tesseract

pytestmark = pytest.mark.tools
PLAN, UNIDAD = "SEGIP-2024-1", "DNBM"
AMOUNTS = "importes del formulario 04"


@pytest.fixture(scope="module")
def package(reference_folder: Path) -> Package:
    return read_package(reference_folder)


@pytest.fixture(scope="module")
def print04(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_tesseract()
    target = tmp_path_factory.mktemp("papel") / "04.pdf"
    render_form(package=package, plan=PLAN, unidad=UNIDAD, form="04", out=target)
    return target


def read(picture: Picture, package: Package, folder: Path) -> ScanReading:
    scan = save(picture, folder / "hoja.png")
    return read_files([scan], known_of(package, PLAN), pictures=folder / "paginas")


def amounts(reading: ScanReading, package: Package) -> dict[Outcome, int]:
    """How many amounts of the form came out how."""
    [form] = reading.forms
    table, truth = truth_of(package, PLAN, UNIDAD, "04")
    found = compare(form, table, truth)
    return {outcome: found.of(AMOUNTS, outcome) for outcome in Outcome}


@pytest.mark.parametrize("kind", ["grano", "sellos"])
def test_amounts_of_a_bad_scan(kind: str, package: Package, print04: Path, tmp_path: Path) -> None:
    page = degraded(drawn(print04, dpi=150)[0], kind, seed=1)
    found = amounts(read(page, package, tmp_path), package)
    assert found[Outcome.WRONG_CERTAIN] == 0
    # An amount under a stamp may be doubtful, with the true one among what is offered.
    offered = found[Outcome.RIGHT_CERTAIN] + found[Outcome.RIGHT_DOUBTFUL] + found[Outcome.OFFERED]
    assert offered >= 0.9 * sum(found.values())


def test_a_photograph_is_laid_flat(package: Package, print04: Path, tmp_path: Path) -> None:
    page = photographed(drawn(print04, dpi=200)[0], seed=3)
    reading = read(page, package, tmp_path)
    found = amounts(reading, package)
    assert found[Outcome.WRONG_CERTAIN] == 0
    assert found[Outcome.RIGHT_CERTAIN] >= 0.9 * sum(found.values())
    title = next(word for line in reading.pages[0].lines for word in line.words if word.text == "FORMULARIO")
    assert title.box is not None
    # On the sheet itself the title begins at its left margin; on the picture of the desk it would stand further in.
    assert title.box.left < 0.13


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_sheet_that_lies_on_its_side_or_head_is_read(
    quarters: int, package: Package, print04: Path, tmp_path: Path
) -> None:
    import numpy as np  # noqa: PLC0415

    turned = np.ascontiguousarray(np.rot90(drawn(print04, dpi=150)[0], quarters))
    found = amounts(read(turned, package, tmp_path), package)
    assert found[Outcome.WRONG_CERTAIN] == 0
    assert found[Outcome.RIGHT_CERTAIN] >= 0.9 * sum(found.values())
