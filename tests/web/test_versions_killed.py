"""`kill -9` while a version is opened or put in force: it is whole or it is not there, and what was said stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from apthapi.bench.kills import kill_many
from apthapi.bench.web_store import SERVER, new_database, without


def test_a_kill_at_any_moment_leaves_whole_versions_on_sqlite(tmp_path: Path) -> None:
    assert kill_many(tmp_path / "cortes", "", rounds=3)["cortes"] == 3


@pytest.mark.postgresql
def test_a_kill_at_any_moment_leaves_whole_versions_on_postgresql(tmp_path: Path) -> None:
    name = f"apthapi_pruebas_cortes_{os.getpid()}"
    if not new_database(name):
        if os.environ.get("CI"):
            raise ConnectionError("PostgreSQL does not answer on 127.0.0.1:5432")
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    try:
        assert kill_many(tmp_path / "cortes", f"postgresql://{SERVER}/{name}", rounds=2)["cortes"] == 2
    finally:
        without(name)
