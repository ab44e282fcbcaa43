"""A database that the network does not reach: nobody waits behind who tries, and what it held is let go.

A network that is cut without a word says nothing to either side. Here each try to connect takes `connect_timeout`, and
a process has one thread; there a session cut in the middle of a transaction would keep its locks for the two hours
after which the system of the database looks by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection as own
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from apthapi.web.process.errors import RETRY_AFTER, away

QUICK = 1.0
"""Seconds within which a database that is not there says so: then nobody waits, and everybody may ask it."""
_LETS_GO = {
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""When PostgreSQL looks whether who opened a session is still there; a socket of the same machine does not heed it."""


class Away:
    """After a try that took long and opened no connection, everybody is told at once for a while."""

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponse], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.get_response = get_response
        self._clock = clock
        self._until = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or that the database is away."""
        began = self._clock()
        if began < self._until:
            return away(request)
        response = self.get_response(request)
        ended = self._clock()
        if response.status_code == 503 and own.connection is None and ended - began > QUICK:
            self._until = ended + RETRY_AFTER
        return response


@receiver(connection_created)
def _tell_when_to_let_go(connection: Any, **_: object) -> None:
    if connection.vendor == "postgresql":
        asked = ", ".join("set_config(%s, %s, false)" for _ in _LETS_GO)
        with connection.cursor() as cursor:
            cursor.execute(f"select {asked}", [word for pair in _LETS_GO.items() for word in pair])
