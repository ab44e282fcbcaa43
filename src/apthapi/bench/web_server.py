"""The real server as `apthapi serve` starts it, on a free port, with the server time of each request in its log."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from apthapi.web.config.serving import server_command

PROCESSES = 2
_LOG = "%(method)s %(status)d %(dt_ms).3f %(path)s"
"""Method, status, milliseconds inside the application, and path."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its port, its process, and its log."""

    port: int
    pid: int
    log: Path

    def milliseconds(self, since: int = 0, *, method: str = "POST", part: str = "/guardar/") -> list[float]:
        """What each request of that kind took inside the server, after the first `since` lines of the log."""
        return server_times(self.log.read_text(encoding="utf-8").splitlines()[since:], method, part)

    def requests(self) -> int:
        """Lines of the log so far."""
        return len(self.log.read_text(encoding="utf-8").splitlines())

    def processor_seconds(self) -> float:
        """Seconds of processor that the processes that answer have used, whatever else the machine does."""
        stats = (Path(f"/proc/{child}/stat").read_text("ascii") for child in self.children())
        return sum(map(processor_ticks, stats)) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Memory of the processes that answer; pages that they share are counted once."""
        rollups = (Path(f"/proc/{child}/smaps_rollup").read_text("ascii") for child in self.children())
        return sum(map(proportional_kilobytes, rollups)) / 1024

    def children(self) -> list[str]:
        """The processes that answer."""
        return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()


def server_times(lines: list[str], method: str, part: str) -> list[float]:
    """Milliseconds of the requests of a log with that method and that part in their path, which `$` ends."""
    cells = (line.split(" ", 3) for line in lines)
    return [float(taken) for verb, _, taken, path in cells if verb == method and part in f"{path}$"]


def proportional_kilobytes(rollup: str) -> int:
    """The `Pss` of a /proc/…/smaps_rollup."""
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def processor_ticks(stat: str) -> int:
    """User and system time of a /proc/…/stat, whose second field is a name in brackets with anything in it."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """The variables of an installation whose data is in that folder: SQLite there, or the database of the URL."""
    own = {"APTHAPI_MODO": "demostracion", "APTHAPI_DATOS": str(folder), "APTHAPI_BASE": url}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("APTHAPI_")}
    return {**kept, **own, "APTHAPI_SECRETO": "medicion", "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}


@contextmanager
def served(folder: Path, variables: Mapping[str, str]) -> Iterator[Server]:
    """The server while it lasts. Raises TimeoutError if it does not answer."""
    port, log = free_port(), folder / "pedidos.log"
    log.unlink(missing_ok=True)
    command = server_command(f"127.0.0.1:{port}", PROCESSES, _LOG)
    with log.open("ab") as written, subprocess.Popen(command, env=dict(variables), stdout=written) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/", process)
            yield Server(port, process.pid, log)
        finally:
            process.terminate()


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urlopen(url).close()
        except HTTPError:
            return
        except URLError:
            if process.poll() is not None:
                raise TimeoutError("the server ended before it answered") from None
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers at {url}")
