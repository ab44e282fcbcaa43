"""The measurements measure what they say: plain rules agree with the queries, aims are judged, all is saved."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from apthapi.bench import measure
from apthapi.bench.session import Figure, run_all
from apthapi.core.package import read_package
from apthapi.example import write_example
from apthapi.rules import check

COMPARED = ("V11", "V16", "V24", "V27", "V28", "V30", "V35", "V39")


@pytest.mark.parametrize("broken", [(), ("V11", "V24"), ("V27", "V28", "V30")])
def test_plain_python_finds_what_the_queries_find(broken: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write_example(folder, units=3, lines=90, break_rules=broken)
    done = subprocess.run(
        [sys.executable, "-m", "apthapi.bench.plain", str(folder)], capture_output=True, text=True, check=True
    )
    plain = ast.literal_eval(done.stdout)
    queries = Counter(finding.rule for finding in check(read_package(folder), only=COMPARED).findings)
    assert {rule: count for rule, count in plain.items() if count} == dict(queries)
    assert set(queries) == set(broken)


@pytest.mark.parametrize(
    ("figure", "verdict", "aim"),
    [
        (Figure("a", 5, "s", at_most=5), "sí", "≤ 5"),
        (Figure("a", 6, "s", at_most=5), "NO", "≤ 5"),
        (Figure("a", 9, "veces", at_least=10), "NO", "≥ 10"),
        (Figure("a", 11, "veces", at_least=10), "sí", "≥ 10"),
        (Figure("a", 1, "s"), "", ""),
    ],
)
def test_a_figure_is_judged_by_its_aim(figure: Figure, verdict: str, aim: str) -> None:
    assert (figure.verdict, figure.aim) == (verdict, aim)


def test_a_session_is_said_and_saved(tmp_path: Path) -> None:
    said: list[str] = []
    session = run_all(tmp_path, 5_000, said.append, frozenset({"pais"}))
    saved = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in saved["cifras"]] == [each.name for each in session.figures]
    assert any("Parquet" in line for line in said)
    assert any("frictionless" in line for line in said)


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(measure.FailedError, match="ended with 3"):
        measure.process(["-c", "raise SystemExit(3)"])
