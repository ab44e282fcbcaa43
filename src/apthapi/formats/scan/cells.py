"""Reads again, one by one, the cells of columns of figures that the reading of the whole page left doubtful.

A page is read at once, and a stamp or a pen over a row makes tesseract lose it or take it for other lines. The figures
that were read well say where columns and rows are; a cell alone, of figures only, is then read better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from apthapi.formats.scan.ocr import PlacedWord


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands in the cells of a column: how it is written, with which letters, and how many make a column.

    `regular`: rows are as far apart as lines, so that one of which nothing was read can be told.
    """

    written: re.Pattern[str]
    letters: str
    fewest: int
    regular: bool


AMOUNTS = Figures(re.compile(r"\d{1,3}([.,]\d{3})*[.,]\d{2}"), "0123456789.,", 3, regular=True)
WEIGHTS = Figures(re.compile(r"(100|\d{1,2}([.,]\d{1,2})?)%"), "0123456789.,%", 2, regular=False)
_SURE = 88.0
"""Confidence from which an amount is left as it was read."""
_WITHIN = 4
"""Heights of a letter beyond the first and the last of a column of weights in which another one may stand."""
_OF_ROW = 0.42
"""The part of the way to the next row that is still of a row."""
_MOST = 60
"""Cells that are read again: a page with more is no form with a stamp over it, but one that cannot be read."""

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
ReadAgain = Callable[[Sequence[Rectangle], str], list[list[PlacedWord]]]
"""What is written with those letters in each of some rectangles, read alone."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns as left and right edge; rows as their middles, those without an amount too; half the height of a cell."""

    columns: tuple[tuple[float, float], ...]
    rows: tuple[float, ...]
    half: float

    def cell(self, row: float, column: tuple[float, float]) -> Rectangle:
        """The rectangle in which an amount stands, with some room around it."""
        left, right = column
        return left - self.half, row - self.half, right + self.half / 2, row + self.half


def grid_of(words: Sequence[PlacedWord], figures: Figures) -> Grid | None:
    """Where such figures stand; None if they make no columns."""
    seen = [word for word in words if figures.written.fullmatch(word[0])]
    if len(seen) < figures.fewest:
        return None
    height = median(bottom - top for _, _, top, _, bottom, _ in seen)
    groups = [group for group in _near(seen, lambda word: word[3], height) if len(group) >= figures.fewest]
    if not groups:
        return None
    edges = [(min(word[1] for word in group), median(word[3] for word in group)) for group in groups]
    standing = [word for group in groups for word in group]
    if not figures.regular:
        top, bottom = min(word[2] for word in standing), max(word[4] for word in standing)
        standing = [
            word
            for word in words
            if top - _WITHIN * height <= word[2] and word[4] <= bottom + _WITHIN * height
            for _, right in edges
            if abs(word[3] - right) < height / 2
        ]
    lines = [median(_middle(word) for word in group) for group in _near(standing, _middle, height)]
    step = median(below - above for above, below in pairwise(lines)) if len(lines) > 1 else 2 * height
    rows = _with_lost(lines, step) if figures.regular else lines
    return Grid(tuple(edges), tuple(rows), min(height, step * _OF_ROW))


def _near(
    words: Sequence[PlacedWord], place: Callable[[PlacedWord], float], apart: float
) -> Iterator[list[PlacedWord]]:
    """The words whose places follow each other closely."""
    group: list[PlacedWord] = []
    for word in sorted(words, key=place):
        if group and place(word) - place(group[-1]) > apart / 2:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _middle(word: PlacedWord) -> float:
    return (word[2] + word[4]) / 2


def _with_lost(rows: Sequence[float], step: float) -> Iterator[float]:
    """The rows, and those that are missing where two are as far apart as several of the others."""
    for above, below in pairwise(rows):
        yield above
        times = round((below - above) / step)
        if 2 <= times <= 3 and abs((below - above) / step - times) < 0.2:
            yield from (above + (below - above) * each / times for each in range(1, times))
    yield rows[-1]


def read_again(words: list[PlacedWord], read: ReadAgain) -> list[PlacedWord]:
    """The words of a page, with what is read better alone in the place of what was read there before."""
    for figures in (AMOUNTS, WEIGHTS):
        grid = grid_of(words, figures)
        cells = [grid.cell(row, column) for row in grid.rows for column in grid.columns] if grid else []
        doubtful = [cell for cell in cells if not _is_sure(words, cell, figures)]
        if 0 < len(doubtful) <= _MOST:
            for cell, found in zip(doubtful, read(doubtful, figures.letters), strict=True):
                words = _replaced(words, cell, found, figures)
    return words


def _inside(words: Sequence[PlacedWord], cell: Rectangle) -> list[PlacedWord]:
    left, top, right, bottom = cell
    return [word for word in words if left <= (word[1] + word[3]) / 2 <= right and top < _middle(word) < bottom]


def _is_sure(words: Sequence[PlacedWord], cell: Rectangle, figures: Figures) -> bool:
    there = _inside(words, cell)
    return len(there) == 1 and bool(figures.written.fullmatch(there[0][0])) and there[0][5] >= _SURE


def _replaced(
    words: list[PlacedWord], cell: Rectangle, found: Sequence[PlacedWord], figures: Figures
) -> list[PlacedWord]:
    """Figures that were read alone, unless some were read there before and with more confidence."""
    before = _inside(words, cell)
    best = max((word[5] for word in before if figures.written.fullmatch(word[0])), default=0.0)
    plain = [(word[0].strip(".,"), *word[1:]) for word in found]
    read = [word for word in plain if figures.written.fullmatch(word[0])]
    if len(read) != 1 or read[0][5] < best:
        return words
    return [*(word for word in words if word not in before), read[0]]
