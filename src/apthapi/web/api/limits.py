"""How often each caller may ask: counted in the database, in one statement, so that it holds over all processes.

An installation that writes nothing counts in the memory of each of its processes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from django.conf import settings

from apthapi.web.plans.live import live

MINUTE = 60
_TAKE = (
    "insert into api_cuenta (clave, minuto, veces) values (?, ?, 1) "
    "on conflict (minuto, clave) do update set veces = api_cuenta.veces + 1 returning veces"
)
_SEEN = "select veces from api_cuenta where minuto = ? and clave = ?"


def wait_for(caller: str, most: int, now: Callable[[], float] | None = None) -> int:
    """Count one more request of a caller; 0 if it may be answered, else after how many seconds it may ask again.

    Whoever asked too often is refused without writing anything. The first of a minute removes the minutes before.
    """
    seconds = int((now or time.time)())
    minute, left = seconds // MINUTE, MINUTE - seconds % MINUTE
    if settings.ENVIRONMENT.only_public:
        return 0 if _counted_here(minute, caller) <= most else left
    database = live()
    if (database.value(_SEEN, [minute, caller]) or 0) >= most:
        return left
    times = int(database.value(_TAKE, [caller, minute]))
    if times == 1:
        database.execute("delete from api_cuenta where minuto < ?", [minute])
    return 0 if times <= most else left


_here: dict[int, Counter[str]] = {}
"""The requests of each caller in the minute in course."""


def _counted_here(minute: int, caller: str) -> int:
    if minute not in _here:
        _here.clear()
    counts = _here.setdefault(minute, Counter())
    counts[caller] += 1
    return counts[caller]
