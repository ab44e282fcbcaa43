"""Words of a table by its columns: the titles of the columns say where each begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.reading import Box, Line, Page, Word

_GAPS = (0.006, 0.008, 0.01, 0.013, 0.017, 0.022, 0.003)
"""Widths, in parts of the page, that may separate two titles; tried in turn until as many come out as are expected."""

_HEAD_HEIGHT = 0.075
_STEP = 2.2
"""Heights of a letter between two lines of the same titles; a title above them stands further."""

_BLANK = 0.009
"""The widest blank between two words of a text, of the width of a page."""

_LEFT_OF = 0.006
_BELOW = re.compile(r"RESPONSABLES DE|SUMA DE LAS|P.gina \d|SHA-?256|FIRMA Y SELLO", re.I)


@dataclass(frozen=True, slots=True)
class Placed:
    """A word with where it stands down the paper: pages one under another, each of height 1."""

    word: Word
    top: float
    bottom: float
    left: float

    @property
    def right(self) -> float:
        """Where it ends across the paper."""
        return self.word.box.right if self.word.box else self.left


Columns = tuple[tuple[Placed, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """The words above a line of titles (the titles among them), and those below it, by column."""

    head: tuple[Placed, ...]
    columns: Columns


def columns_of(pages: Sequence[Page], title: str, count: int) -> Columns | None:
    """The words under each of `count` titles, in reading order, through all the pages.

    `title` is a word of the lowest line of titles. None if the words have no place or the titles are not as many.
    """
    blocks = blocks_of(pages, title, count)
    if not blocks:
        return None
    return tuple(tuple(each for block in blocks for each in block.columns[column]) for column in range(count))


def blocks_of(pages: Sequence[Page], title: str, count: int) -> list[Block] | None:
    """Each table under such titles: a page may have several. None if the titles of one are not as many."""
    found = []
    for number, page in enumerate(pages):
        words = placed_in(page, number)
        heads = {round(each.top, 2): each for each in words if folded(each.word.text) == title}
        ends = ends_of(page, number)
        tops = sorted(heads.values(), key=lambda each: each.top)
        for at, head in enumerate(tops):
            lefts = _titles(words, head, count)
            if lefts is None:
                return None
            stop = next((end for end in ends if end > head.top), number + 1.0)
            if at + 1 < len(tops):
                stop = min(stop, tops[at + 1].top - _HEAD_HEIGHT)
            found.append(_block(words, head, lefts, stop))
    return found


def _block(words: Sequence[Placed], head: Placed, lefts: Sequence[float], stop: float) -> Block:
    columns: list[list[Placed]] = [[] for _ in lefts]
    for each in words:
        if head.bottom < (each.top + each.bottom) / 2 < stop:
            columns[max(sum(each.left >= left - _LEFT_OF for left in lefts) - 1, 0)].append(each)
    above = [each for each in words if head.top - 2 * _HEAD_HEIGHT < each.top <= head.top]
    return Block(tuple(above), tuple(tuple(column) for column in columns))


def lines_in(words: Sequence[Placed]) -> list[tuple[float, str]]:
    """Words of one column as lines: the top of each, and its text."""
    lines: list[list[Placed]] = []
    for each in sorted(words, key=lambda one: one.top):
        if lines and (each.top + each.bottom) / 2 < max(one.bottom for one in lines[-1]):
            lines[-1].append(each)
        else:
            lines.append([each])
    return [
        (min(one.top for one in line), " ".join(one.word.text for one in sorted(line, key=lambda one: one.left)))
        for line in lines
    ]


def _placed(line: Line, page: int) -> list[Placed]:
    return [_at(word, word.box, page) for word in line.words if word.box]


def _at(word: Word, box: Box, page: int) -> Placed:
    return Placed(word, page + box.top, page + box.bottom, box.left)


def placed_in(page: Page, number: int) -> list[Placed]:
    """The words of a page, the number of which (from 0) says how far down they stand."""
    return [placed for line in page.lines for placed in _placed(line, number)]


def ends_of(page: Page, number: int) -> list[float]:
    """Where something stands that ends a table, from top to bottom."""
    return sorted(placed.top for line in page.lines if _BELOW.search(line.text) for placed in _placed(line, number))


def runs_in(page: Page, number: int) -> list[list[Placed]]:
    """Words of a line that nothing wider than a blank separates, whatever lines they are."""
    runs: list[list[Placed]] = []
    for line in page.lines:
        for at, each in enumerate(_placed(line, number)):
            if at and each.left - runs[-1][-1].right <= _BLANK:
                runs[-1].append(each)
            else:
                runs.append([each])
    return runs


def _stacked(words: Sequence[Placed], head: Placed) -> list[Placed]:
    """Those that stand line on line above the lowest one: what is further up is the title of the whole table."""
    step = _STEP * (head.bottom - head.top)
    found, top = [], head.top
    for each in sorted(words, key=lambda one: -one.top):
        if top - each.top > step:
            break
        found.append(each)
        top = min(top, each.top)
    return found


def _titles(words: Sequence[Placed], head: Placed, count: int) -> list[float] | None:
    """Where each title begins: words of the titles, joined where nothing separates them across the page."""
    titles = _stacked(
        [
            each
            for each in words
            if head.bottom - _HEAD_HEIGHT <= each.top and (each.top + each.bottom) / 2 <= head.bottom
        ],
        head,
    )
    titles = [each for each in titles if folded(each.word.text).isupper() or not each.word.text[:1].islower()]
    for gap in _GAPS:
        spans: list[list[float]] = []
        for each in sorted(titles, key=lambda one: one.left):
            if spans and each.left <= spans[-1][1] + gap:
                spans[-1][1] = max(spans[-1][1], each.right)
            else:
                spans.append([each.left, each.right])
        if len(spans) == count:
            return [left for left, _ in spans]
    return None
