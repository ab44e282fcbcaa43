"""How busy this process is with requests: it has one thread, so what it does not do while it answers, waits."""

from __future__ import annotations

import math
import time

_REMEMBERED = 3.0
"""Seconds in which what was is forgotten by two thirds."""


class Busy:
    """The part of the time that passed lately in which requests were answered, from 0 to 1; seconds are monotonic."""

    def __init__(self, now: float) -> None:
        self._until = now
        self._part = 0.0

    def began(self, now: float) -> None:
        """A request begins to be answered, after a rest."""
        self._pass(now, 0.0)

    def ended(self, now: float) -> None:
        """It was answered."""
        self._pass(now, 1.0)

    def part(self, now: float) -> float:
        """How busy it is at that moment, while it answers a request."""
        return 1.0 + (self._part - 1.0) * self._left(now)

    def _pass(self, now: float, part: float) -> None:
        self._part = part + (self._part - part) * self._left(now)
        self._until = max(now, self._until)

    def _left(self, now: float) -> float:
        return math.exp(min(0.0, self._until - now) / _REMEMBERED)


process = Busy(time.monotonic())
"""Of this process: `operations.watching` notes what it answers."""
