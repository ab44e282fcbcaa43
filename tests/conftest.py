"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

import apthapi


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """The published plan of SEGIP 2024, formulation and first reformulation."""
    return Path(apthapi.__file__).parent / "core" / "data" / "planes" / "segip-2024"
