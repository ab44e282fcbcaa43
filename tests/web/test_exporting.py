"""All the plans of an installation as one file: the same rows, the same findings, and only whoever runs it reads it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apthapi.core.copying import stored_tables
from apthapi.core.package import read_package
from apthapi.rules import check
from apthapi.web.plans.live import live
from web.databases import both_engines


@both_engines
@pytest.mark.usefixtures("demo")
def test_the_file_has_every_row_and_is_judged_as_any_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "todos.duckdb"
    call_command("exportar_planes", str(path))
    assert "2 planes" in capsys.readouterr().out
    package = read_package(path)
    for name, columns in stored_tables().items():
        query = f"select {', '.join(column for column, _ in columns)} from {name}"
        assert sorted(map(str, package.database.query(query))) == sorted(map(str, live().query(query))), name
    assert package.database.value("select count(*) from requerimientos") > 0
    assert {"V45", "V46"} <= {finding.rule for finding in check(package).findings}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("demo")
def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no termina en \.duckdb"):
        call_command("exportar_planes", str(tmp_path / "todos.zip"))
    (tmp_path / "archivo").write_text("no es una carpeta")
    with pytest.raises(CommandError, match="Elija otra carpeta"):
        call_command("exportar_planes", str(tmp_path / "archivo" / "todos.duckdb"))
