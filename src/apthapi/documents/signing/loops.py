"""pyHanko runs an event loop for each thing it does, which cannot be done where one already runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def alone(work: Callable[[], T]) -> T:
    """The result of work that runs an event loop; in a thread of its own if this one has a loop that runs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
