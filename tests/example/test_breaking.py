"""Each rule can be broken alone, and several together, on every engine; nothing else breaks and no file is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.package import read_package
from apthapi.example import BREAKERS, SizeError, write_example
from apthapi.rules import Report, Status, all_rules, check


def broken(report: Report) -> list[str]:
    return [id_ for id_, status in report.statuses.items() if status is not Status.HOLDS]


def test_there_is_a_breaker_for_every_rule() -> None:
    assert BREAKERS.keys() == all_rules().keys()


@pytest.mark.parametrize("rule", sorted(BREAKERS))
def test_each_rule_breaks_alone(tmp_path: Path, rule: str) -> None:
    write_example(tmp_path, units=6, lines=150, break_rules=[rule])
    package = read_package(tmp_path)
    report = check(package)
    assert broken(report) == [rule]
    assert report.statuses[rule] is Status.BROKEN
    assert not package.findings


@pytest.mark.parametrize("group", range(6))
def test_every_engine_says_the_same_of_the_broken_rules(tmp_path: Path, group: int) -> None:
    rules = sorted(BREAKERS)[group::6]
    write_example(tmp_path, units=6, lines=150, seed=2, break_rules=rules)
    answers = [check(read_package(tmp_path, engine=engine)) for engine in (Engine.SQLITE, Engine.DUCKDB)]
    assert answers[0] == answers[1]
    assert set(broken(answers[0])) <= set(rules)
    assert len(broken(answers[0])) >= len(rules) - 1


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_other_seeds_and_sizes_break_too(tmp_path: Path, seed: int) -> None:
    for number, rule in enumerate(BREAKERS):
        if number % 3 == seed % 3:
            write_example(tmp_path / rule, entities=seed - 1, units=3, lines=36 * seed, seed=seed, break_rules=[rule])
            assert broken(check(read_package(tmp_path / rule))) == [rule]


@pytest.mark.parametrize(
    "rules",
    [
        ["V39", "V27"],
        ["V01", "V22", "V58"],
        ["V05", "V11", "V44"],
        ["V26", "V28", "V30"],
        ["V33", "V45", "V49"],
        ["V36", "V40", "V52"],
        ["V17", "V33", "V54"],
        ["V49", "V54", "V55"],
        ["V53", "V54", "V56"],
    ],
    ids="-".join,
)
def test_several_rules_break_together(tmp_path: Path, rules: list[str]) -> None:
    write_example(tmp_path, units=6, lines=150, break_rules=rules)
    package = read_package(tmp_path)
    assert broken(check(package)) == sorted(rules)
    assert not package.findings


def test_the_same_rules_give_the_same_bytes(tmp_path: Path) -> None:
    first, again = tmp_path / "1" / "plan.zip", tmp_path / "2" / "plan.zip"
    write_example(first, units=3, lines=60, break_rules=["V27", "V39"])
    write_example(again, units=3, lines=60, break_rules=["v39", "v27"])
    assert first.read_bytes() == again.read_bytes()


def test_an_unknown_rule_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="V99"):
        write_example(tmp_path / "plan", break_rules=["V99"])
    assert not (tmp_path / "plan").exists()


def test_a_country_cannot_be_broken(tmp_path: Path) -> None:
    with pytest.raises(SizeError, match="entidades"):
        write_example(tmp_path, entities=4, break_rules=["V27"])
