"""The command as people run it: a process, its output and how it ends."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from fcntl import ioctl
from functools import cache
from pathlib import Path

import pytest

from apthapi.example import write_example

COMMAND = (sys.executable, "-c", "import sys; from apthapi.cli import main; sys.exit(main())")


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    status: int
    out: str
    err: str


def run(*arguments: str | Path) -> Ended:
    """Run `apthapi` in a pipe."""
    done = subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, encoding="utf-8", check=False)
    return Ended(done.returncode, done.stdout, done.stderr)


@cache
def seen(*arguments: str | Path) -> Ended:
    """The same for what only reads: run once for all the tests that look at it."""
    return run(*arguments)


@cache
def on_terminal(columns: int, *arguments: str | Path) -> tuple[str, ...]:
    """The lines that `apthapi` writes to a terminal of that width, its colours included."""
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    surroundings = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR"}}
    command = [*COMMAND, *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=slave, stderr=subprocess.DEVNULL, env={**surroundings, "TERM": "xterm-256color"}
    ):
        os.close(slave)
        written = b""
        while some := _read(master):
            written += some
        os.close(master)
    return tuple(written.decode("utf-8").splitlines())


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # Linux says so that the other end has closed
        return b""


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan in which every rule holds."""
    folder = tmp_path_factory.mktemp("ejemplo") / "plan"
    write_example(folder, units=3, lines=60)
    return folder
