"""Whether a price is strange among those that the entity paid for the same: by median and MAD, or by range if few."""

from __future__ import annotations

from collections.abc import Sequence
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


def strange(price: int, others: Sequence[int]) -> Strange | None:
    """How a price differs from the others, or None if it does not, or if they are too few to tell."""
    if len(others) < FEWEST:
        return None
    middle = _median(others)
    found = Strange(len(others), min(others), middle, max(others), price > middle)
    if len(others) < ENOUGH:
        return found if price > 2 * found.highest or 2 * price < found.lowest else None
    deviation = _median([abs(each - middle) for each in others]) * MAD_OF_NORMAL // 10_000
    return found if abs(price - middle) > FAR * max(deviation, middle // LEAST_SPREAD) else None


def _median(values: Sequence[int]) -> int:
    return sorted(values)[(len(values) - 1) // 2]
