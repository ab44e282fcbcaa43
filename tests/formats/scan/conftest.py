"""The reference plan, what is known of it beforehand, and the texts of its printed forms."""

from __future__ import annotations

from importlib.resources import as_file, files

import pytest

from apthapi.core.package import Package, read_package
from apthapi.formats.scan.known import known_of
from apthapi.formats.scan.reading import Known
from apthapi.formats.scan.reference import PLAN


@pytest.fixture(scope="session")
def segip() -> Package:
    """The reference plan."""
    with as_file(files("apthapi.core").joinpath("data", "planes", "segip-2024")) as where:
        return read_package(where)


@pytest.fixture(scope="session")
def known(segip: Package) -> Known:
    """What its plan says beforehand."""
    return known_of(segip, PLAN)
