"""How a thing is timed: whole processes by what the system says of them, calls inside by the best of several."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of the clock and of the processor, and its peak memory in MB."""

    wall: float
    cpu: float
    megabytes: float


class FailedError(RuntimeError):
    """The measured process did not end as expected; the message says how."""


def process(arguments: Sequence[str], *, times: int = 1, expect: frozenset[int] = frozenset({0})) -> Cost:
    """The median of running `python ARGUMENTS` several times as a fresh process. Raises FailedError."""
    costs = sorted((_once([sys.executable, *arguments], expect) for _ in range(times)), key=lambda cost: cost.wall)
    return costs[len(costs) // 2]


def asked(module: str, *arguments: str, variables: Mapping[str, str], given: str = "") -> Any:
    """What `python -m apthapi.MODULE` prints last, as JSON, in an installation with those variables.

    `given` is its standard input. Raises FailedError if it does not end well.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"apthapi.{module}", *arguments],
        input=given,
        env=dict(variables),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FailedError(f"{module} ended with {done.returncode}: {done.stderr[-800:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def _once(arguments: Sequence[str], expect: frozenset[int]) -> Cost:
    start = time.perf_counter()
    child = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=_as_installed()
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    assert child.stderr is not None
    said = child.stderr.read()
    child.stderr.close()
    child.returncode = code
    if code not in expect:
        raise FailedError(f"{' '.join(arguments[1:])} ended with {code}: {said[-500:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _as_installed() -> dict[str, str]:
    """The environment without what keeps Python from using compiled modules, which whoever installs the product has."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def call(work: Callable[[], object], *, times: int = 15) -> float:
    """Seconds of the median of several calls, after two that warm up."""
    taken = []
    for number in range(times + 2):
        start = time.perf_counter()
        work()
        if number >= 2:
            taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2]
