"""The columns of a form 02 by what they hold: known actions, and beside them codes, weights and other texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from apthapi.formats.scan.amounts import LETTERS
from apthapi.formats.scan.form02_cells import EDGES, spans_of
from apthapi.formats.scan.layout import Columns, Placed, ends_of, placed_in, runs_in
from apthapi.formats.scan.reading import Known, Page
from apthapi.formats.scan.vocabulary import spoken

_TOGETHER = 0.006
"""How far across (of the width of a page) lines of a column may begin from each other."""
_FEWEST = 2
"""Lines that begin one under another, to be a column."""
_BESIDE = 0.1
"""How far to the left of an action its code may be."""
_LITTLE = 30
"""Letters that a column of codes or weights may have: one of texts has more."""
_CODE = re.compile(r"\d[.,]?\d{1,2}")
_WEIGHT = re.compile(r"\d{1,3}([.,]\d{1,2})?%?|%")


@dataclass(frozen=True, slots=True)
class _Content:
    """The words of the table, and where lines begin one under another, from left to right."""

    words: tuple[Placed, ...]
    starts: tuple[float, ...]

    def between(self, left: float, right: float) -> tuple[Placed, ...]:
        return tuple(each for each in self.words if left - _TOGETHER <= each.left < right - _TOGETHER)


def columns_by_content(pages: Sequence[Page], known: Known) -> Columns | None:
    """The seven columns of the form, the first two left empty; None if no action of the plan is found."""
    content = _content(pages)
    actions = _actions(content, known)
    if actions is None:
        return None
    weights = _weights([each for each in content.words if each.left > actions])
    # The text of the action goes on up to where the first of them may begin.
    edge = min((each.left for each in weights), default=0.0) - 2 * _TOGETHER
    right = max((each.right for each in weights), default=0.0)
    if not weights:
        edge = right = next((start for start in content.starts if start > actions + _BESIDE), 1.0)
    beyond = [start for start in content.starts if start >= right] or [1.0]
    codes = tuple(each for each in content.between(actions - _BESIDE, actions) if _is_code(each))
    last = beyond[-1] if len(beyond) > 1 else 1.0
    return (
        (),
        (),
        codes,
        content.between(actions, edge),
        tuple(each for each in content.between(edge, beyond[0]) if _is_weight(each)),
        content.between(beyond[0], last),
        content.between(last, 1.0 + _TOGETHER),
    )


def _content(pages: Sequence[Page]) -> _Content:
    words: list[Placed] = []
    lefts: list[float] = []
    for number, page in enumerate(pages):
        end = next(iter(ends_of(page, number)), number + 1.0)
        words += [each for each in placed_in(page, number) if each.top < end]
        lefts += [run[0].left for run in runs_in(page, number) if run[0].top < end]
    groups: list[list[float]] = []
    for left in sorted(lefts):
        if groups and left - groups[-1][-1] <= _TOGETHER:
            groups[-1].append(left)
        else:
            groups.append([left])
    return _Content(tuple(words), tuple(group[0] for group in groups if len(group) >= _FEWEST))


def _actions(content: _Content, known: Known) -> float | None:
    """Where the column begins in which most is found of the known actions of short term, their codes before it."""
    codes = {re.sub(r"\D", "", code) for code, _, _ in known.acp}
    found = {}
    for start, stop in pairwise((*content.starts, 1.0)):
        within = spoken([each.word for each in content.between(start, stop)])
        before = [each for each in content.between(start - _BESIDE, start) if _is_code(each)]
        read = sum(re.sub(r"\D", "", each.word.text.translate(LETTERS)) in codes for each in before)
        alike = sum(span.found.alike for span in spans_of(within, known) if span.kind == "acp")
        found[start] = alike + read if len(within.text) > _LITTLE else 0
    best = max(found, key=lambda start: found[start], default=None)
    return best if best is not None and found[best] else None


def _weights(words: Sequence[Placed]) -> list[Placed]:
    """The weights among some words: those that end one under another."""
    found = [each for each in words if _is_weight(each) and "%" in each.word.text]
    right = median(each.right for each in found) if found else 0.0
    return [each for each in found if abs(each.right - right) <= _TOGETHER]


def _is_code(each: Placed) -> bool:
    return bool(_CODE.fullmatch(each.word.text.translate(LETTERS).strip(EDGES)))


def _is_weight(each: Placed) -> bool:
    return bool(_WEIGHT.fullmatch(each.word.text))
