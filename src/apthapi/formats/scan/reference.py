"""The texts of real printed forms that come with the software, to measure by."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from apthapi.formats.scan.reading import Line, Page, Word

PLAN = "SEGIP-2024-1"


def page_of_text(text: str, source: str = "") -> Page:
    """A page from text that was already made, without places."""
    lines = (line.split() for line in text.splitlines())
    return Page(1, tuple(Line(tuple(Word(word) for word in line)) for line in lines if line), source=source)


def reference_pages() -> Iterator[tuple[str, Page]]:
    """The unit of each text of the reference plan, and its page."""
    folder = files("apthapi.core").joinpath("data", "planes", "segip-2024", "texto")
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        yield each.name.partition("-")[0], page_of_text(each.read_text(encoding="utf-8"), each.name)
