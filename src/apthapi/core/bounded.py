"""Calls a function in a process with little time and memory, for what it reads comes from elsewhere.

What goes in and what comes out is JSON, so that not even a process that a file has taken over can say more than data.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

_REFUSED = 4
"""Exit status when the function refused its input: the reason is on standard output."""


PATIENCE = 4
"""The time that is measured is that of the processor; by the clock it may be so many times longer on a busy machine."""


class RefusedError(ValueError):
    """The function refused what it was given; the message (Spanish) says why and how to repair it."""


class TooMuchError(Exception):
    """The work took more time or memory than it was given, or its process broke."""


def call_bounded(function: str, argument: dict[str, Any], *, seconds: int, megabytes: int) -> Any:
    """What `module:function` answers to the argument. Raises RefusedError as the function did, and TooMuchError."""
    command = [sys.executable, "-P", "-m", __name__, function, str(seconds), str(megabytes)]
    asked = json.dumps(argument).encode()
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=seconds * PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise TooMuchError("time") from None
    if done.returncode == _REFUSED:
        raise RefusedError(done.stdout.decode("utf-8"))
    if done.returncode:
        raise TooMuchError(done.stderr.decode("utf-8", "replace")[-2000:])
    return json.loads(done.stdout)


def _limit(seconds: int, megabytes: int) -> None:
    """As much time and memory as was said, and no file of the memory if it breaks; where the system knows limits."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Call the function named first within the limits that follow; its argument comes in and its answer goes out."""
    function, seconds, megabytes = sys.argv[1:4]
    _limit(int(seconds), int(megabytes))
    argument = json.loads(sys.stdin.buffer.read())
    module, _, name = function.partition(":")
    assert module.startswith("apthapi.")
    # Under `-m` this file is called __main__; what the functions raise is of the module under its own name.
    refused = importlib.import_module("apthapi.core.bounded").RefusedError
    try:
        answer = getattr(importlib.import_module(module), name)(**argument)
    except refused as problem:
        sys.stdout.buffer.write(str(problem).encode())
        return _REFUSED
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())
    return 0


def existing(path: str) -> Path:
    """The path of a file that is there. Raises RefusedError."""
    where = Path(path)
    if not where.is_file():
        raise RefusedError(f"No existe «{where}». Revise el nombre del archivo.")
    return where


if __name__ == "__main__":
    sys.exit(main())
