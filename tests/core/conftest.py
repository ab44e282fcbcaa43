"""Small packages for the tests of the core."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PLANES = "plan,gestion,version,tipo\nP,2024,0,formulacion\n"

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a folder with those tables (text or bytes) beside a planes.csv with the plan P of 2024."""

    def write(folder: str = "paquete", **tables: str | bytes) -> Path:
        home = tmp_path / folder
        for name, content in {"planes": PLANES, **tables}.items():
            target = home / f"{name.replace('__', '/')}.csv"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return home

    return write
