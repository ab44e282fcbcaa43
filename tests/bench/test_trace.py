"""What `bench --parte traza` measures is made and is whole, on a small example."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from apthapi.bench import trace
from apthapi.bench.session import Session
from apthapi.bench.web_store import SERVER, new_database, without
from apthapi.example import write_example


@pytest.mark.parametrize("name", ["SQLite", "PostgreSQL"])
def test_entries_are_made_and_the_trace_is_whole(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "ENTRIES", 500)
    monkeypatch.setattr(trace, "LINES", 60)
    monkeypatch.setattr(trace, "_ROUNDS", 1)
    write_example(tmp_path / "ejemplo", units=3, lines=60)
    session = Session(tmp_path, 60, lambda _: None)
    base = f"apthapi_prueba_traza_{os.getpid()}"
    if name == "SQLite":
        trace._on(session, name, tmp_path / "ejemplo", "")
    elif not new_database(base):
        pytest.skip("no PostgreSQL answers")
    else:
        try:
            trace._on(session, name, tmp_path / "ejemplo", f"postgresql://{SERVER}/{base}")
        finally:
            without(base)
    assert [each.unit for each in session.figures] == ["s", "s", "s", "MB"]
    assert " cambios, " in session.figures[1].remark
