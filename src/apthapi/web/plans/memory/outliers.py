"""Whether a price is strange among those that the entity paid for the same: by median and MAD, or by range if few."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ENOUGH = 5
"""From so many other prices on, the median and the median deviation say something."""
FEWEST = 2
FAR = 4
"""How many deviations away is strange."""
MAD_OF_NORMAL = 14_826
"""Ten-thousandths by which the median deviation is that of a normal spread."""
LEAST_SPREAD = 10
"""Where all paid the same, a tenth of the median counts as the deviation."""


@dataclass(frozen=True, slots=True)
class Strange:
    """The other prices: how many, the lowest, the median (the lower of the two in the middle), the highest."""

    others: int
    lowest: int
    median: int
    highest: int
    is_high: bool


class Prices:
    """Every price that was paid for one thing, sorted once however many lines are judged by them."""

    def __init__(self, prices: Iterable[int]) -> None:
        self._sorted = sorted(prices)
        middle = _middle(self._sorted)
        self._deviation = _middle(sorted(abs(each - middle) for each in self._sorted)) * MAD_OF_NORMAL // 10_000

    def strange(self, price: int) -> Strange | None:
        """How one of the prices differs from the others, or None if it does not or they are too few to tell."""
        others = len(self._sorted) - 1
        if others < FEWEST:
            return None
        at = bisect_left(self._sorted, price)
        lowest, middle, highest = (self._without(at, place) for place in (0, (others - 1) // 2, others - 1))
        found = Strange(others, lowest, middle, highest, price > middle)
        if others < ENOUGH:
            return found if price > 2 * highest or 2 * price < lowest else None
        return found if abs(price - middle) > FAR * max(self._deviation, middle // LEAST_SPREAD) else None

    def _without(self, at: int, place: int) -> int:
        """The price at a place among the others, where the one judged is at `at` among all."""
        return self._sorted[place + (place >= at)]


def _middle(values: Sequence[int]) -> int:
    return values[(len(values) - 1) // 2]
