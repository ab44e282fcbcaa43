"""One person who reads pages and saves a line, with the wall between entities and without it by turns.

Run as `python -m apthapi.bench.wall_inside ROUNDS TIMES` with the environment of an installation on PostgreSQL; reads
one JSON job from its standard input and prints the milliseconds of each thing, `con` and `sin`.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from apthapi.bench.measure import FailedError
from apthapi.bench.web_client import Saver
from apthapi.bench.web_inside import Inside

WARM_UP = 4


def main(rounds: int, times: int) -> None:
    """Do the job of the standard input."""
    job = json.loads(sys.stdin.readline())
    browser = Inside(job["sesion"])
    saver = Saver(job, browser)
    pages = {"página de la unidad": job["base"], "filas de una planilla": f"{job['base']}filas/{job['vista']}"}
    things: dict[str, Callable[[], object]] = {
        **{name: partial(_read, browser, path) for name, path in pages.items()},
        "guardar una línea": saver.once,
    }
    taken: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in things}
    for turn in range(rounds):
        for way in ("con", "sin") if turn % 2 else ("sin", "con"):
            with _without() if way == "sin" else _with():
                for name, do in things.items():
                    _some(do, WARM_UP)
                    taken[name][way] += _some(do, times)
    if saver.problems:
        raise FailedError("; ".join(saver.problems[:3]))
    print(json.dumps(taken))


def _some(do: Callable[[], object], times: int) -> list[float]:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        found.append((time.perf_counter() - began) * 1000)
    return found


def _read(browser: Inside, path: str) -> None:
    status, _ = browser.get(path)
    if status != 200:
        raise FailedError(f"{path}: {status}")


@contextmanager
def _with() -> Iterator[None]:
    """As it is: also a new turn of it, because what was put on anew is planned anew."""
    from apthapi.web.wall import policies  # noqa: PLC0415 - after Django is set up

    policies.install()
    yield


@contextmanager
def _without() -> Iterator[None]:
    """Neither policies nor anything told to the session."""
    from apthapi.web.wall import policies, sight  # noqa: PLC0415 - after Django is set up

    policies.remove()
    told = sight._send, sight._tell_view
    sight._send, sight._tell_view = lambda *_: None, lambda *_: None
    try:
        yield
    finally:
        sight._send, sight._tell_view = told


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
