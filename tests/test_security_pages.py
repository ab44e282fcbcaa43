"""What the pages about security say is there: every item with its state, every path, every test by its name."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SECURITY = ROOT / "docs" / "security"
ASVS = SECURITY / "asvs.md"
STATES = {"met", "partly", "not met", "operator", "n/a"}
EVIDENT = {"met", "partly", "operator"}
ITEMS = {1: 38, 2: 54, 3: 18, 4: 9, 5: 30, 6: 13, 7: 12, 8: 15, 9: 7, 10: 5, 11: 8, 12: 15, 13: 13, 14: 23}
"""How many items of level 2 each chapter of 4.0.3 has, without those that it marks as deleted."""

_ROW = re.compile(r"(?m)^\| (\d+\.\d+\.\d+) \|(.*)\|$")
_PATH = re.compile(r"`((?:src|tests|docs|scripts|requirements|\.ci)/[^`\s]*|Makefile|pyproject\.toml|[A-Z]+\.md)`")


def rows() -> dict[str, list[str]]:
    """What each item says: what it asks for, its state, how, evidence."""
    found = _ROW.findall(ASVS.read_text(encoding="utf-8"))
    assert len(dict(found)) == len(found), "an item is there twice"
    return {item: [each.strip() for each in rest.split("|")] for item, rest in found}


def test_every_item_is_there_with_a_state_and_what_shows_it() -> None:
    assert Counter(int(item.split(".")[0]) for item in rows()) == ITEMS
    for item, (asks, state, how, evidence) in rows().items():
        assert asks, item
        assert state in STATES, (item, state)
        assert state not in EVIDENT or _PATH.search(evidence), f"{item} says {state} and shows nothing"
        assert state not in ("partly", "not met") or len(how) > 20 or how.startswith("as "), f"{item} does not say why"


@pytest.mark.parametrize("page", [*sorted(SECURITY.glob("*.md")), ROOT / "SECURITY.md"], ids=lambda path: path.name)
def test_every_path_is_there(page: Path) -> None:
    for path in _PATH.findall(page.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


def test_every_test_that_shows_what_the_trace_survives_is_there() -> None:
    page = (SECURITY / "trace.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)`(?: in `([\w/.]+)`)?", page)
    assert len(named) > 20
    for name, where in named:
        code = (ROOT / (where or "tests/web/test_audit_verify.py")).read_text(encoding="utf-8")
        assert f"def {name}(" in code, (name, where)
