"""What `bench --parte libros` measures in an installation is done there: a workbook goes out, comes back, is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.bench import workbooks
from apthapi.bench.session import Session
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

LINES = 40


@pytest.mark.parametrize("engine", ["SQLite", "PostgreSQL"])
def test_every_line_is_changed_and_accepted(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SIZES", (LINES,))
    monkeypatch.setattr(workbooks, "_SHOWN", {LINES: str(LINES)})
    write_example(tmp_path / f"libros-{LINES}", units=1, lines=LINES)
    session = Session(tmp_path, 60, lambda _: None)
    if engine == "SQLite":
        workbooks._installed(session, engine, "")
    else:
        with postgresql(session) as url:
            if not url:
                pytest.skip("no PostgreSQL answers")
            workbooks._installed(session, engine, url)
    assert [each.unit for each in session.figures] == ["s", "s", "s"]
    assert session.figures[-1].remark.startswith(f"{LINES} filas con su traza")
