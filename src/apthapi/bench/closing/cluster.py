"""A PostgreSQL of the bench's own, in a folder of its own, that may be killed, filled up and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from apthapi.bench.closing.installation import descendants
from apthapi.bench.measure import FailedError
from apthapi.bench.web_server import free_port

_PROGRAMS = "/usr/lib/postgresql/*/bin"
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_wal_size = 24MB
min_wal_size = 4MB
shared_buffers = 32MB
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server whose data is in that folder, at that port."""

    data: Path
    port: int

    def start(self) -> None:
        """Start it if it is not there. Raises FailedError if it does not come up."""
        patience = time.monotonic() + 90
        while time.monotonic() < patience:
            if not self.pid():
                # It does not start while a process of before still holds its memory: then it is tried again.
                _run("pg_ctl", "-D", str(self.data), "-l", str(self.data / "diario.log"), "-w", "-t", "60", "start")
            if self.pid() and self.answers():
                return
            time.sleep(0.3)
        raise FailedError(f"PostgreSQL does not start: {(self.data / 'diario.log').read_text('utf-8')[-400:]}")

    def answers(self) -> bool:
        """Whether it takes connections."""
        return _run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-t", "3").returncode == 0

    def kill(self) -> None:
        """`kill -9` of the server with all its processes, at once."""
        pids = descendants(self.pid()) if self.pid() else []
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        patience = time.monotonic() + 20
        while time.monotonic() < patience and any(b"postgres" in _words(pid) for pid in pids):
            time.sleep(0.05)

    def sessions(self) -> list[int]:
        """The processes that answer a session."""
        return [pid for pid in descendants(self.pid())[1:] if b"postgres: postgres " in _words(pid)]

    def pid(self) -> int:
        """The server; 0 if it is not there."""
        with suppress(OSError, ValueError):
            pid = int((self.data / "postmaster.pid").read_text("ascii").split()[0])
            if b"postgres" in _words(pid):
                return pid
        return 0

    def url(self, port: int = 0) -> str:
        """How to reach it, directly or through another port."""
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/postgres"


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster | None]:
    """A new server while it lasts; None where PostgreSQL's programs are not."""
    if not list(Path("/").glob(_PROGRAMS[1:])):
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    found = Cluster(folder.resolve() / "base", free_port())  # its programs are run from another folder
    done = _run("initdb", "-D", str(found.data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C",
        "--wal-segsize=1")  # fmt: skip
    if done.returncode:
        raise FailedError(f"initdb: {done.stderr[-400:]}")
    with (found.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"{_SETTINGS}port = {found.port}\n")
    try:
        found.start()
        yield found
    finally:
        found.kill()


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A program of PostgreSQL, as its own user if we are root, which it refuses to be."""
    path = sorted(Path("/").glob(f"{_PROGRAMS[1:]}/{program}"))[-1]
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # The server that pg_ctl starts keeps what it is given: a pipe would never end.
    into = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
    return subprocess.run([*who, str(path), *arguments], stdout=into, stderr=into, text=True, check=False, cwd="/")


def _words(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
