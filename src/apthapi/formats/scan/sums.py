"""Which explanations of some amounts keep the sums that they should keep, and how many faults each supposes.

A fault is a cell that is not what was read (or was not read at all), or a sum that the paper itself does not keep.
Nothing here knows of words or forms: cells are positions of a list, amounts are centavos.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Values = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The cells `parts` add up to the cell `whole`."""

    name: str
    parts: tuple[int, ...]
    whole: int

    @property
    def cells(self) -> tuple[int, ...]:
        """Every cell of the sum."""
        return (*self.parts, self.whole)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the cells hold if `changed` cells and `broken` sums are the faults. None: nothing determines the cell."""

    values: Values
    changed: frozenset[int]
    broken: frozenset[int]

    @property
    def faults(self) -> int:
        """How many faults it supposes."""
        return len(self.changed) + len(self.broken)


class TooManyError(Exception):
    """There are more readings than are worth looking at."""


@dataclass(slots=True)
class Work:
    """Steps that may still be taken."""

    left: int

    def step(self) -> None:
        """Take one. Raises TooManyError when none is left."""
        self.left -= 1
        if self.left < 0:
            raise TooManyError


@dataclass(frozen=True, slots=True)
class System:
    """The sums over the cells, and the cells of which nothing is known (they cost no fault)."""

    sums: tuple[Sum, ...]
    free: frozenset[int] = field(default=frozenset())

    def broken_by(self, values: Sequence[int | None]) -> int:
        """How many sums do not hold, those with unknown cells not counted."""
        return sum(_gap(each, values) not in (0, None) for each in self.sums)

    def explanations(
        self, read: Values, most: int, work: Work, first: frozenset[int] = frozenset()
    ) -> Iterator[Explanation]:
        """Every smallest way to make the sums hold with at most `most` faults, supposing that `first` are changed."""
        seen: set[tuple[frozenset[int], frozenset[int]]] = set()
        waiting = [(first, frozenset[int]())]
        while waiting:
            changed, broken = waiting.pop()
            if (changed, broken) in seen or len(changed) + len(broken) > most:
                continue
            seen.add((changed, broken))
            work.step()
            values, conflict = self._follow(read, changed, broken)
            if conflict is None:
                if all(values[cell] is None or values[cell] != read[cell] for cell in changed):
                    yield Explanation(values, changed, broken)
                continue
            if len(changed) + len(broken) == most:
                continue
            for each in conflict:
                waiting.append((changed, broken | {each}))
                waiting += ((changed | {cell}, broken) for cell in self.sums[each].cells if read[cell] is not None)

    def _follow(self, read: Values, changed: frozenset[int], broken: frozenset[int]) -> tuple[Values, set[int] | None]:
        """What the sums say about the changed and free cells; the sums in conflict, if any."""
        values: list[int | None] = [None if cell in changed or cell in self.free else v for cell, v in enumerate(read)]
        reasons: dict[int, set[int]] = {}
        todo = [index for index in range(len(self.sums)) if index not in broken]
        moved = True
        while moved:
            moved = False
            for index in tuple(todo):
                cells = self.sums[index].cells
                unknown = [cell for cell in cells if values[cell] is None]
                if len(unknown) > 1:
                    continue
                todo.remove(index)
                why = {index}.union(*(reasons[cell] for cell in cells if cell in reasons))
                if not unknown:
                    if _gap(self.sums[index], values):
                        return tuple(values), why
                    continue
                value = _missing(self.sums[index], values, unknown[0])
                if value < 0 or (unknown[0] in changed and value == read[unknown[0]]):
                    return tuple(values), why
                values[unknown[0]], reasons[unknown[0]], moved = value, why, True
        return tuple(values), None


def _gap(each: Sum, values: Sequence[int | None]) -> int | None:
    """By how much the parts exceed the whole; None if a cell is not known."""
    total = 0
    for cell in each.parts:
        value = values[cell]
        if value is None:
            return None
        total += value
    whole = values[each.whole]
    return None if whole is None else total - whole


def _missing(each: Sum, values: Sequence[int | None], cell: int) -> int:
    known = sum(values[part] or 0 for part in each.parts if part != cell)
    return known if cell == each.whole else (values[each.whole] or 0) - known
