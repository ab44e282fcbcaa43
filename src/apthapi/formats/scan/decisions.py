"""What is certain of the cells of a form 04: what no single further fault could make different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from apthapi.formats.scan.placing import Placement, Table, placements, system_of
from apthapi.formats.scan.sums import Explanation, System, TooManyError, Work

MOST_FAULTS = 4
"""With more faults than these in one form nothing is decided by its sums."""

STEPS = 40_000
"""Placements and explanations that are looked at for one form."""


@dataclass(frozen=True, slots=True)
class Story:
    """A placement of the tokens, and how its cells keep the sums."""

    placed: Placement
    told: Explanation

    @property
    def faults(self) -> int:
        """Everything that it supposes."""
        return self.placed.noise + self.told.faults

    def reads(self, cell: int) -> bool:
        """Whether the cell holds what was read in it."""
        return self.placed.tokens[cell] is not None and cell not in self.told.changed


@dataclass(frozen=True, slots=True)
class Decision:
    """The stories that remain, the best first, and the cells that every one of them proves by a true sum."""

    stories: tuple[Story, ...]
    proved: frozenset[int]
    system: System
    exhausted: bool = False

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
    work = Work(steps)
    try:
        for most in range(MOST_FAULTS + 1):
            if next(_stories(table, most, work), None):
                return _decision(table, most, work)
    except TooManyError:
        return None
    return None


def _decision(table: Table, least: int, work: Work) -> Decision:
    """Among the stories, for each cell read in a best one, those in which that cell is what is wrong."""
    stories: dict[tuple[object, ...], Story] = {}
    for story in _stories(table, least + 1, work):
        stories.setdefault((story.placed.tokens, story.told.values), story)
        if story.faults > least:
            continue
    ordered = sorted(stories.values(), key=lambda story: story.faults)
    for story in [each for each in ordered if each.faults == least]:
        for other in _with_each_cell_wrong(table, story, least, work):
            ordered.append(other)
    ordered.sort(key=lambda story: story.faults)
    best = [story for story in ordered if story.faults == least]
    system = system_of(table, best[0].placed.free)
    proved = frozenset.intersection(*(_proved(system_of(table, story.placed.free), story) for story in best))
    same = {cell for cell in proved if len({story.told.values[cell] for story in ordered}) == 1}
    return Decision(tuple(ordered), frozenset(same), system)


def _stories(table: Table, most: int, work: Work) -> Iterator[Story]:
    for placed in placements(table, most, work):
        system = system_of(table, placed.free)
        for told in system.explanations(_read(placed), most - placed.noise, work):
            yield Story(placed, told)


def _with_each_cell_wrong(table: Table, story: Story, least: int, work: Work) -> Iterator[Story]:
    placed = story.placed
    system = system_of(table, placed.free)
    for cell, token in enumerate(placed.tokens):
        if token is not None and cell not in story.told.changed:
            for told in system.explanations(_read(placed), least + 1 - placed.noise, work, frozenset({cell})):
                yield Story(placed, told)


def _read(placed: Placement) -> tuple[int | None, ...]:
    return tuple(None if cell in placed.free else value for cell, value in enumerate(placed.values))


def _proved(system: System, story: Story) -> frozenset[int]:
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
        if not all(story.reads(cell) for cell in filled):
            continue
        if len(filled) > 2:
            proved.update(each.cells)
        else:
            links.append(each.cells)
    grown = -1
    while grown != len(proved):
        grown = len(proved)
        for cells in links:
            if any(cell in proved and values[cell] for cell in cells):
                proved.update(cells)
    return frozenset(cell for cell in proved if story.reads(cell))
