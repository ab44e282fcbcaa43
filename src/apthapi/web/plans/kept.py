"""What a process keeps between requests of one connection to the database, and forgets with it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class WithConnection(threading.local, Generic[K, V]):
    """Of each thread, for its connection of now; in the order in which it was put there.

    Another connection may be to another database, or after a failure of this one: it begins with nothing.
    """

    def __init__(self) -> None:
        self._opened: Any = None
        self._kept: OrderedDict[K, V] = OrderedDict()

    def of(self, opened: Any) -> OrderedDict[K, V]:
        """What is kept with that connection: its very object, as the driver gave it."""
        if self._opened is not opened:
            self._opened, self._kept = opened, OrderedDict()
        return self._kept
