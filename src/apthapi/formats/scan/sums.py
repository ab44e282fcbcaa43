"""Which explanations of some amounts keep the sums that they should keep, and how many faults each supposes.

A fault is a cell that is not what was read (or was not read at all), or a sum that the paper itself does not keep.
Nothing here knows of words or forms: cells are positions of a list, amounts are centavos.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Values = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The cells `parts` add up to the cell `whole`.

    Sums that go `across` share no cell, nor do those that go `down` (False); None: neither. `sign` is such that a
    wrong cell shows the same signed gap in the sum across and in the sum down that it belongs to.
    """

    name: str
    across: bool | None
    sign: int
    parts: tuple[int, ...]
    whole: int
    cells: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", (*self.parts, self.whole))

    def gap(self, values: Sequence[int | None]) -> int | None:
        """By how much the parts exceed the whole, with its sign; None if a cell is not known."""
        total = 0
        for cell in self.parts:
            value = values[cell]
            if value is None:
                return None
            total += value
        whole = values[self.whole]
        return None if whole is None else (total - whole) * self.sign


def fewest_faults(across: Sequence[int], down: Sequence[int]) -> int:
    """A floor for the wrong cells, from the signed gaps of the sums that do not hold.

    One cell mends a sum across and one down only if both have its gap; several joined ones mend one sum more than
    they are, so at most three by two.
    """
    pairs = sum((Counter(across) & Counter(down)).values())
    alone = len(across) + len(down) - 2 * pairs
    return max(len(across), len(down), pairs + -(-2 * alone // 3))


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
    """The sums over the cells. A cell that is None as read is one of which nothing is known."""

    sums: tuple[Sum, ...]

    def explanations(
        self, read: Values, most: int, work: Work, first: frozenset[int] = frozenset()
    ) -> Iterator[Explanation]:
        """Every smallest way to make the sums hold with at most `most` faults, supposing that `first` are changed."""
        wrong = [(number, each, gap) for number, each in enumerate(self.sums) if (gap := each.gap(read))]
        seen: set[tuple[frozenset[int], frozenset[int]]] = set()
        waiting = [(first, frozenset[int]())]
        while waiting:
            changed, broken = state = waiting.pop()
            faults = len(changed) + len(broken)
            if state in seen or faults + _floor(wrong, changed, broken) > most:
                continue
            seen.add(state)
            work.step()
            values, conflict = self._follow(read, changed, broken)
            if conflict is None:
                if all(values[cell] is None or values[cell] != read[cell] for cell in changed):
                    yield Explanation(values, changed, broken)
            elif faults < most:
                for each in conflict:
                    waiting.append((changed, broken | {each}))
                    waiting += [(changed | {cell}, broken) for cell in self.sums[each].cells if read[cell] is not None]

    def _follow(self, read: Values, changed: frozenset[int], broken: frozenset[int]) -> tuple[Values, set[int] | None]:
        """What the sums say about the changed and free cells; the sums in conflict, if any."""
        values: list[int | None] = [None if cell in changed else value for cell, value in enumerate(read)]
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
                    if self.sums[index].gap(values):
                        return tuple(values), why
                    continue
                value = _missing(self.sums[index], values, unknown[0])
                if value < 0 or (unknown[0] in changed and value == read[unknown[0]]):
                    return tuple(values), why
                values[unknown[0]], reasons[unknown[0]], moved = value, why, True
        return tuple(values), None


def _floor(wrong: Sequence[tuple[int, Sum, int]], changed: frozenset[int], broken: frozenset[int]) -> int:
    """Faults that are still needed for the sums that are wrong as read and that no fault touches yet."""
    left = [
        (each.across, gap)
        for number, each, gap in wrong
        if number not in broken and each.across is not None and changed.isdisjoint(each.cells)
    ]
    return fewest_faults([gap for across, gap in left if across], [gap for across, gap in left if not across])


def _missing(each: Sum, values: Sequence[int | None], cell: int) -> int:
    known = sum(values[part] or 0 for part in each.parts if part != cell)
    return known if cell == each.whole else (values[each.whole] or 0) - known
