"""People who save lines, and somebody who looks at the whole plan after each of them saved once.

Run as `python -m apthapi.bench.looks_inside TIMES` with the environment of an installation; reads one JSON job from its
standard input, and prints the milliseconds of processor of each page: of this process, and of the database for it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from apthapi.bench.measure import FailedError
from apthapi.bench.web_client import Saver
from apthapi.bench.web_inside import Inside
from apthapi.bench.web_server import processor_ticks

WARM_UP = 6


def main(times: int) -> None:
    """Do the job of the standard input."""
    job = json.loads(sys.stdin.readline())
    looks = Inside(job["mira"])
    savers = [Saver({**each, "desde": 0}, Inside(each["sesion"])) for each in job["escriben"]]
    taken = {name: [0.0, 0.0] for name in job["paginas"]}
    for turn in range(WARM_UP + times):
        for name, path in job["paginas"].items():
            for saver in savers:
                saver.once()
            before = _used()
            status, _ = looks.get(path)
            if status != 200:
                raise FailedError(f"{path}: {status}")
            if turn >= WARM_UP:
                taken[name] = [sum(each) for each in zip(taken[name], _since(before), strict=True)]
    if problems := [problem for saver in savers for problem in saver.problems]:
        raise FailedError("; ".join(problems[:3]))
    print(json.dumps({name: [each * 1000 / times for each in used] for name, used in taken.items()}))


def _used() -> tuple[float, float]:
    """Seconds of processor of this process, and of the session of the database if it is another one."""
    return time.process_time(), _of_database()


def _since(before: tuple[float, float]) -> tuple[float, float]:
    now = _used()
    return now[0] - before[0], now[1] - before[1]


def _of_database() -> float:
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text("utf-8")
    return processor_ticks(stat) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]))
