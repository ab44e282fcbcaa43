"""The scripts of the grid, as files."""

from __future__ import annotations

import re
from pathlib import Path

import apthapi.web

GRID = Path(apthapi.web.__file__).parent / "static" / "apthapi" / "grid"


def test_the_first_module_names_all_the_others() -> None:
    """Otherwise a browser finds out about them one level after another, and waits at each."""
    named = re.findall(r'^import .*"\./(.+)";$', (GRID / "main.js").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(each.name for each in GRID.glob("*.js") if each.name != "main.js")


def test_no_script_writes_markup_or_inline_style() -> None:
    """The Content-Security-Policy refuses both."""
    for module in GRID.glob("*.js"):
        text = module.read_text(encoding="utf-8")
        assert not re.search(
            r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write|\beval\(|cssText", text
        ), module.name
