"""What is certain of the cells of a form 04: what no single further fault could make different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apthapi.formats.scan.amounts import digits_of
from apthapi.formats.scan.placing import Placement, Table, placements, system_of
from apthapi.formats.scan.sums import Explanation, System, TooManyError, Work

MOST_FAULTS = 3
"""With more faults than these in one form nothing is decided by its sums; with as many, nothing is proved."""

STEPS = 30_000
"""Placements and explanations that are looked at to prove the cells of one form."""

_TO_FIND = 5
"""Times as many are looked at to find its likeliest reading."""


@dataclass(frozen=True, slots=True)
class Story:
    """A placement of the tokens, and how its cells keep the sums."""

    placed: Placement
    told: Explanation

    @property
    def faults(self) -> int:
        """Everything that it supposes."""
        return self.placed.faults + self.told.faults

    def reads(self, cell: int, table: Table) -> bool:
        """Whether the cell holds the digits that were read in it, all of them and no more."""
        token = self.placed.tokens[cell]
        if token is None or cell in self.told.changed:
            return False
        # A decimal that was not read is no zero that was read: the sums may agree with it by chance.
        return self.told.values[cell] == int(digits_of(table.tokens[token].amount.text))


@dataclass(frozen=True, slots=True)
class Decision:
    """The stories that remain, the best first, and the cells that every one of them proves by a true sum."""

    stories: tuple[Story, ...]
    proved: frozenset[int]
    system: System

    @property
    def best(self) -> Story:
        """The likeliest story."""
        return self.stories[0]

    def values(self, cell: int) -> tuple[int, ...]:
        """What the cell may hold, likeliest first."""
        found = (story.told.values[cell] for story in self.stories)
        return tuple(dict.fromkeys(value for value in found if value is not None))


def decide(table: Table, steps: int = STEPS) -> Decision | None:
    """Look at every story with one fault more than the best needs. None if there is none, or if there are too many."""
    work = Work(steps * _TO_FIND)
    try:
        for most in range(MOST_FAULTS + 1):
            if stories := _stories(table, most, work):
                return _decision(table, stories, Work(steps))
    except TooManyError:
        return None
    return None


def _decision(table: Table, best: list[Story], work: Work) -> Decision:
    """The stories with up to one fault more than the best; and for what they all prove, those that would deny it."""
    system = system_of(table)
    least = best[0].faults
    nothing = Decision(tuple(best), frozenset(), system)
    if least == MOST_FAULTS:
        return nothing
    found: dict[tuple[object, ...], Story] = {(story.placed.tokens, story.told.values): story for story in best}
    try:
        for story in _stories(table, least + 1, work):
            found.setdefault((story.placed.tokens, story.told.values), story)
        proved = frozenset.intersection(*(_proved(system, table, story) for story in best))
        agreed = {cell for cell in proved if len({story.told.values[cell] for story in found.values()}) == 1}
        for cell in tuple(agreed):
            for story in _denying(system, best, cell, least + 1, work):
                found.setdefault((story.placed.tokens, story.told.values), story)
                agreed.discard(cell)
    except TooManyError:
        return nothing
    return Decision(tuple(sorted(found.values(), key=lambda story: story.faults)), frozenset(agreed), system)


def _stories(table: Table, most: int, work: Work) -> list[Story]:
    """Every story with at most so many faults. Placements with the same values share their explanations."""
    system = system_of(table)
    told: dict[object, list[Explanation]] = {}
    found = []
    for placed in placements(table, most, work):
        key = placed.values, placed.faults
        if key not in told:
            told[key] = list(system.explanations(placed.values, most - placed.faults, work))
        found += [Story(placed, each) for each in told[key]]
    return found


def _denying(system: System, best: list[Story], cell: int, most: int, work: Work) -> Iterator[Story]:
    """Stories in which the cell, read in the best ones, is not what was read."""
    for placed in {story.placed.values: story.placed for story in best}.values():
        for told in system.explanations(placed.values, most - placed.faults, work, frozenset({cell})):
            yield Story(placed, told)


def _proved(system: System, table: Table, story: Story) -> frozenset[int]:
    """Cells read in the story that stand in a sum of several amounts that holds, or equal one that does.

    A sum with one amount alone says that it was read twice alike: a letter that is always misread does as much.
    """
    values = story.told.values
    proved: set[int] = set()
    links = []
    for number, each in enumerate(system.sums):
        if number in story.told.broken:
            continue
        filled = [cell for cell in each.cells if values[cell] != 0]
        if not all(story.reads(cell, table) for cell in filled):
            continue
        # A zero is proved by its own row alone: without it every column would hold as well.
        told = each.cells if each.across else filled
        if len(filled) > 2 or (each.across and not filled):
            proved.update(told)
        else:
            links.append(told)
    grown = -1
    while grown != len(proved):
        grown = len(proved)
        for cells in links:
            if any(cell in proved and values[cell] for cell in cells):
                proved.update(cells)
    return frozenset(cell for cell in proved if story.reads(cell, table))
