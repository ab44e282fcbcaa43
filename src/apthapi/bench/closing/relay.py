"""A small relay between the web and the database: what goes through it can be cut, or held up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 65_536


class Relay:
    """Passes on what comes to its port to another one of this machine."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open = threading.Event()
        self._open.set()
        self._cut = False
        self._pairs: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and let none in."""
        self._cut = True
        self._break()

    def hold(self) -> None:
        """Pass nothing on, and say nothing."""
        self._open.clear()

    def mend(self) -> None:
        """As before: what was held is passed on."""
        self._cut = False
        self._open.set()

    def close(self) -> None:
        """End it."""
        self._listening.close()
        self.mend()
        self._break()

    def _break(self) -> None:
        for each in list(self._pairs):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self._listening.accept()[0]
                if self._cut:
                    near.close()
                    continue
                with suppress(OSError):
                    far = socket.create_connection(("127.0.0.1", self._to))
                    self._pairs |= {near, far}
                    for one, other in ((near, far), (far, near)):
                        threading.Thread(target=self._pass, args=(one, other), daemon=True).start()
                    continue
                near.close()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(_PIECE):
                self._open.wait()
                other.sendall(data)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._pairs.discard(one)
        one.close()


@contextmanager
def relayed(to: int) -> Iterator[Relay]:
    """A relay while it lasts."""
    found = Relay(to)
    try:
        yield found
    finally:
        found.close()
