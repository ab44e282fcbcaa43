"""The words of the repository stay true: commands, quotations, links and pictures."""

from __future__ import annotations

import argparse
import re
import unicodedata
from pathlib import Path

import pytest

from apthapi.cli import main
from apthapi.cli.check import run as run_check
from apthapi.cli.diff import show
from apthapi.compare import compare_plans
from apthapi.core.package import read_package
from apthapi.core.reference import SETS
from apthapi.core.tables import TABLES

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "LEEME.md"]
MANUAL = ROOT / "src" / "apthapi" / "web" / "manual"
PAGES = sorted([*READMES, ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), *MANUAL.glob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))

SAYS_WHERE = pytest.mark.parametrize("page", READMES, ids=lambda path: path.name)
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def verbs(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The verbs of the command, as its help lists them."""
    with pytest.raises(SystemExit):
        main(["--help"])
    _, _, listed = capsys.readouterr().out.partition("VERBO\n")
    return re.findall(r"(?m)^ {4}(\w+) ", listed)


def commands(page: Path) -> list[str]:
    """What a page tells to type, without the remarks beside it."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", page.read_text(encoding="utf-8"))
    lines = "".join(blocks).splitlines()
    return [typed for line in lines if (typed := line.partition("#")[0].strip())]


def links(page: Path) -> list[str]:
    """The targets of the links and pictures of a page that stand in the repository."""
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    kept = (
        "".join(c for c in heading.lower() if c in " -_" or unicodedata.category(c)[0] in "LN") for heading in headings
    )
    return {words.replace(" ", "-") for words in kept}


@SAYS_WHERE
def test_every_verb_has_its_example(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = verbs(capsys)
    assert "check" in known
    shown = {line.split()[1] for line in commands(page) if line.startswith("apthapi ")}
    assert shown == set(known)


def test_both_languages_show_the_same_commands() -> None:
    english, spanish = map(commands, READMES)
    assert english == spanish


@SAYS_WHERE
def test_every_command_of_make_exists(page: Path) -> None:
    targets = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert {line.split()[1] for line in commands(page) if line.startswith("make ")} <= set(targets)


@SAYS_WHERE
def test_what_it_quotes_is_what_the_product_says(
    page: Path, reference_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = page.read_text(encoding="utf-8")
    show(compare_plans(read_package(reference_folder), "SEGIP-2024-0", "SEGIP-2024-1"))
    summary = capsys.readouterr().out.splitlines()[2]
    assert f"> {summary}\n" in text
    options = argparse.Namespace(paquete=str(reference_folder), reglas="", todo=False, informe=None, json=False)
    assert run_check(options) == 1
    counts = next(line for line in capsys.readouterr().out.splitlines() if re.match(r"\d+ errores", line))
    assert f"\n{counts}\n" in text


@EACH_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_picture_is_shown_and_small() -> None:
    shown = {target for page in READMES for target in links(page) if target.startswith("docs/images/")}
    there = {path for path in (ROOT / "docs" / "images").iterdir() if path.is_file()}
    assert {ROOT / target for target in shown} == there
    assert all(path.stat().st_size < 250_000 for path in there)


def test_every_decision_is_linked_from_the_architecture() -> None:
    page = ROOT / "docs" / "architecture.md"
    linked = {(page.parent / target).resolve() for target in links(page)}
    assert DECISIONS
    assert set(DECISIONS) <= linked


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_one_page_with_its_number(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {int(path.name[:4])}. ")
    assert "## Decision" in lines
    assert len(lines) <= 70


def test_the_glossary_names_things_that_exist() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for table, column in re.findall(r"`([a-z_0-9]+)\.([a-z_0-9]+)`", text):
        if table in TABLES:
            assert column in TABLES[table].names, f"{table}.{column}"
        elif table in SETS:
            assert column in dict(SETS[table].columns), f"{table}.{column}"
