"""A country that is copied into the database for a measurement is the one of its file, row by row and rule by rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from apthapi.bench.web_store import past_the_wall
from apthapi.cli import main
from apthapi.core.package import read_package
from apthapi.core.tables import TABLES
from apthapi.example import write_example
from apthapi.rules import check
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.live import live
from apthapi.web.process.models import ParteDeUnidad, Version


@pytest.mark.postgresql
@pytest.mark.parametrize("engine", ["postgresql"], scope="session")
@pytest.mark.usefixtures("empty")
def test_a_country_is_copied_and_judged_as_in_its_file(variables: dict[str, str], tmp_path: Path) -> None:
    write_example(tmp_path / "pais", entities=2, units=3, lines=90, break_rules=["V11", "V24"])
    assert main(["convert", str(tmp_path / "pais"), str(tmp_path / "pais.duckdb")]) == 0
    filling = {**variables, "APTHAPI_BASE": past_the_wall(variables["APTHAPI_BASE"])}
    filled = _inside("nation_fill", filling, str(tmp_path / "pais.duckdb"))
    package = read_package(tmp_path / "pais")
    for table in TABLES:
        count = f"select count(*) from {table}"
        assert live().value(count) == package.database.value(count), table
    assert filled["lineas"] == 90
    assert (Entidad.objects.count(), Version.objects.count(), ParteDeUnidad.objects.count()) == (2, 4, 6)
    judged = _inside("nation_judged", variables, str(tmp_path / "todo.duckdb"))
    assert (judged["planes"], judged["lineas"], judged["numero"]) == (4, 90, 60)
    assert {"V11", "V24"} <= {finding.rule for finding in check(package).findings}
    assert judged["hallazgos"] == len(check(read_package(tmp_path / "todo.duckdb")).findings)


def _inside(module: str, variables: dict[str, str], *arguments: str) -> dict[str, int]:
    environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", f"apthapi.bench.{module}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found
