"""Every rule has a plan that satisfies it and one that breaks it in each of its ways: the same answer everywhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.findings import Severity
from apthapi.core.package import read_package
from apthapi.core.source import OWN_SETS
from apthapi.core.tables import TABLES
from apthapi.rules import Status, all_rules, check
from support.cases import expected, folders, line_of, rule_of
from support.engines import ENGINES, package_on
from support.merging import merge

PASSING = [pytest.param(path, id=path.name) for path in folders("debe_pasar")]
FAILING = [pytest.param(path, id=path.name) for path in folders("debe_fallar")]

UNFINISHED = re.compile(r"  |—|[{}]|None|«»| [,.;:]|Bs [^-0-9]")
"""What a message would show if a figure or a name had not reached it."""


def lines(engine: Engine, folder: Path) -> list[str]:
    with package_on(engine, folder) as package:
        report = check(package, only=[rule_of(folder)])
    return [line_of(finding) for finding in report.findings]


def test_every_rule_has_a_plan_that_holds_and_one_that_breaks_it() -> None:
    assert {rule_of(path) for path in folders("debe_pasar")} == set(all_rules())
    assert {rule_of(path) for path in folders("debe_fallar")} == set(all_rules())


@pytest.mark.parametrize("folder", PASSING)
def test_a_plan_that_holds(folder: Path) -> None:
    report = check(read_package(folder), only=[rule_of(folder)])
    assert report.findings == ()
    assert report.statuses == {rule_of(folder): Status.HOLDS}


@pytest.mark.parametrize("folder", PASSING)
def test_a_rule_never_holds_without_a_table_it_needs(folder: Path, tmp_path: Path) -> None:
    rule = all_rules()[rule_of(folder)]
    for name in sorted(TABLES.keys() & {table for item in rule.needs if len(item) == 1 for table in item} - {"planes"}):
        less = tmp_path / name
        shutil.copytree(folder, less)
        (less / f"{name}.csv").unlink()
        report = check(read_package(less), only=[rule.id])
        assert report.findings == ()
        assert report.statuses[rule.id] is Status.NO_DATA, name


@pytest.mark.parametrize("folder", FAILING)
def test_a_plan_that_breaks_the_rule_gives_exactly_these_findings(folder: Path) -> None:
    assert lines(Engine.SQLITE, folder) == expected(folder)


WITH_OWN_SETS = [path for kind in ("debe_pasar", "debe_fallar") for path in folders(kind) if (path / OWN_SETS).is_dir()]
"""Cases that bring their own classifiers or limits, which hold for a whole package: they cannot be merged."""


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_finds_the_same_in_a_plan_among_many(engine: Engine, tmp_path: Path) -> None:
    cases = [path for kind in ("debe_pasar", "debe_fallar") for path in folders(kind) if path not in WITH_OWN_SETS]
    found: dict[int, list[str]] = {number: [] for number in range(len(cases))}
    with package_on(engine, merge(cases, tmp_path / "juntos")) as package:
        findings = check(package).findings
    for finding in findings:
        number = int(finding.plan.partition("@")[2])
        if finding.rule == rule_of(cases[number]):
            found[number].append(_without_place(line_of(finding).replace(f"@{number}", "")))
    for number, path in enumerate(cases):
        wanted = expected(path) if path.parent.name == "debe_fallar" else []
        assert found[number] == [_without_place(line) for line in wanted], path.name


def _without_place(line: str) -> str:
    """The line without the row of the file, which is another in the merged package."""
    cells = line.split(" | ", 5)
    return " | ".join([*cells[:4], cells[5]])


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize("folder", [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in WITH_OWN_SETS])
def test_every_engine_finds_the_same_with_the_classifiers_of_the_package(folder: Path, engine: Engine) -> None:
    assert lines(engine, folder) == lines(Engine.SQLITE, folder)


@pytest.mark.parametrize("id_", sorted(all_rules()))
def test_the_cases_show_every_message_of_the_rule(id_: str) -> None:
    found = [f for path in folders("debe_fallar") if rule_of(path) == id_ for f in check(read_package(path)).findings]
    repairs = {finding.repair for finding in found if finding.rule == id_}
    said = [finding.message for finding in found if finding.rule == id_]
    for name, case in all_rules()[id_].cases.items():
        assert any(_fits(case.message, message) for message in said), f"{id_} {name or 'sin caso'}: {case.message}"
        assert any(_fits(case.repair, repair) for repair in repairs), f"{id_} {name or 'sin caso'}: {case.repair}"


def _fits(template: str, text: str) -> bool:
    """Whether the fixed words of a template are in the text, in their order."""
    at = 0
    for piece in template.replace("}", "{").split("{")[::2]:
        at = text.find(piece.strip(), at)
        if at < 0:
            return False
    return True


@pytest.mark.parametrize("folder", FAILING)
def test_a_message_is_a_finished_sentence(folder: Path) -> None:
    for finding in check(read_package(folder), only=[rule_of(folder)]).findings:
        for text in (finding.message, finding.repair):
            assert not UNFINISHED.search(text), text
            assert text.endswith((".", "…", ")")), text
            assert text[0].isupper() or text[0] in "«0123456789", text


def test_general_knowledge_alone_is_never_an_error(tmp_path: Path) -> None:
    general = [rule for rule in all_rules().values() if rule.only_general]
    assert {rule.id for rule in general} == {"V18", "V21", "V25", "V26", "V32", "V34", "V45", "V52", "V53", "V55"}
    for rule in general:
        source = next(path for path in folders("debe_fallar") if path.name == rule.id)
        found = check(read_package(source), only=[rule.id]).findings
        assert {finding.severity for finding in found} == {Severity.WARNING}
        confirmed = tmp_path / rule.id
        shutil.copytree(source, confirmed)
        (confirmed / "clasificadores").mkdir(exist_ok=True)
        parameters = f"nombre,valor\nconfirmada_{rule.id},1\n"
        (confirmed / "clasificadores" / "parametros.csv").write_text(parameters, encoding="utf-8")
        again = check(read_package(confirmed), only=[rule.id]).findings
        assert [finding.message for finding in again] == [finding.message for finding in found]
        assert {finding.severity for finding in again} == {rule.severity}


def test_a_parameter_confirms_only_the_rule_it_names(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(next(path for path in folders("debe_fallar") if path.name == "V53"), folder)
    (folder / "clasificadores").mkdir()
    (folder / "clasificadores" / "parametros.csv").write_text("nombre,valor\nconfirmada_V26,1\nconfirmada_V53,0\n")
    assert {found.severity for found in check(read_package(folder), only=["V53"]).findings} == {Severity.WARNING}


@pytest.mark.parametrize(("loaded", "severity"), [("V28", Severity.WARNING), ("V28-oficial", Severity.ERROR)])
def test_a_missing_code_is_an_error_only_against_the_official_table(loaded: str, severity: Severity) -> None:
    folder = next(path for path in folders("debe_fallar") if path.name == loaded)
    found = [f for f in check(read_package(folder), only=["V28"]).findings if "36500" in f.message]
    assert [finding.severity for finding in found] == [severity]
    assert ("no es la oficial" in found[0].message) is (severity is Severity.WARNING)
