"""An installation as it runs in production: `apthapi serve` with its processes and its worker, on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from apthapi.bench.web_server import free_port, processor_ticks, proportional_kilobytes

_COMMAND = [sys.executable, "-m", "apthapi.cli"]
_NAMES = (("trabajar", "trabajador"), ("granian", "web"), ("serve", "servidor"))


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the installation: what it is, its memory (shared pages by their part), its processor."""

    pid: int
    kind: str
    megabytes: float
    seconds: float


@dataclass(slots=True)
class Installation:
    """A server that answers on that port, and the process that holds all of it."""

    port: int
    held: subprocess.Popen[bytes]

    def processes(self) -> list[Process]:
        """All of its processes that are there now."""
        return [found for pid in descendants(self.held.pid) if (found := _seen(pid))]

    def answers(self, seconds: float = 60) -> bool:
        """Whether it answers within so long, with its database."""
        return answers(self.port, "/salud/listo", seconds)


def command(port: int, processes: int) -> list[str]:
    """How it is started."""
    return [*_COMMAND, "serve", "--puerto", str(port), "--procesos", str(processes)]


@contextmanager
def installed(variables: Mapping[str, str], log: Path, processes: int) -> Iterator[Installation]:
    """The installation while it lasts. Raises TimeoutError if it does not answer."""
    with started(variables, log, processes, free_port()) as found:
        if not found.answers():
            raise TimeoutError(f"the installation does not answer: {log.read_text('utf-8')[-500:]}")
        yield found


@contextmanager
def started(variables: Mapping[str, str], log: Path, processes: int, port: int) -> Iterator[Installation]:
    """The same, whether it answers or not. Nothing of it stays."""
    with log.open("ab") as written:
        held = subprocess.Popen(
            command(port, processes), env=dict(variables), stdout=written, stderr=written, start_new_session=True
        )
    try:
        yield Installation(port, held)
    finally:
        end(held)


def end(held: subprocess.Popen[bytes]) -> None:
    """End it with everything that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(held.pid, signal.SIGKILL)
    held.wait()


def answers(port: int, path: str, seconds: float) -> bool:
    """Whether something answers well at an address of this machine within so long."""
    end_of_patience = time.monotonic() + seconds
    while time.monotonic() < end_of_patience:
        with suppress(HTTPError, URLError, OSError):
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
            return True
        time.sleep(0.1)
    return False


def descendants(pid: int) -> list[int]:
    """A process and all that it started, as far as they are still there."""
    found = [pid]
    for each in found:
        with suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
    return found


def sessions_of(database: str) -> list[Process]:
    """The processes of PostgreSQL on this machine that serve a session of that database; none without a name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline") if database else ():
        with suppress(OSError):
            words = path.read_bytes()
            if words.startswith(b"postgres: ") and f" {database} ".encode() in words:
                ticks = processor_ticks((path.parent / "stat").read_text("ascii", "replace"))
                found.append(Process(int(path.parent.name), "base", _megabytes(path.parent), _seconds(ticks)))
    return found


def _megabytes(process: Path) -> float:
    return proportional_kilobytes((process / "smaps_rollup").read_text("ascii")) / 1024


def _seconds(ticks: int) -> float:
    return ticks / os.sysconf("SC_CLK_TCK")


def _seen(pid: int) -> Process | None:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        kind = next((name for word, name in _NAMES if word in words), "otro")
        ticks = processor_ticks(Path(f"/proc/{pid}/stat").read_text("ascii"))
        return Process(pid, kind, _megabytes(Path(f"/proc/{pid}")), _seconds(ticks))
    except (OSError, StopIteration):
        return None  # it ended meanwhile
