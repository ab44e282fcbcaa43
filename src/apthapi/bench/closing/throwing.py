"""The faults: what each does to a running installation, and how it passes."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apthapi.bench.closing.cluster import Cluster
from apthapi.bench.closing.installation import Installation, descendants
from apthapi.bench.closing.relay import Relay

CLOCK = """
import datetime, os, time
from pathlib import Path
from django.utils import timezone

_true, _off = time.time, Path(os.environ["APTHAPI_MEDICION_RELOJ"])
time.time = lambda: _true() + float(_off.read_text() or 0)
timezone.now = lambda: datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc)
"""
"""What Python runs first in every process of the installation: the hour of Django and of its libraries is off by what a
file says. The clock that only goes forward stays, as it does when somebody sets the hour of a machine."""
_PIECE = 2**20


@dataclass(slots=True)
class Place:
    """An installation that faults are thrown at, and what stands under it."""

    installation: Installation
    again: Callable[[], None]
    """Starts it again after it was killed."""
    clock: Path
    """The file that says by how much its clock is off."""
    small: Path | None
    """The folder on a small disk, where its data or that of its database is."""
    cluster: Cluster | None = None
    relay: Relay | None = None


Fault = Callable[[Place, random.Random], Callable[[], None]]
"""Throws it; what is returned makes it pass."""


def kill_web(place: Place, dice: random.Random) -> Callable[[], None]:
    """`kill -9` of one process that answers; granian starts another."""
    pids = [each.pid for each in place.installation.processes() if each.kind == "web"][1:]
    _kill(dice.choice(pids))
    return _nothing


def kill_worker(place: Place, dice: random.Random) -> Callable[[], None]:  # noqa: ARG001 - as the others
    """`kill -9` of the worker of long papers; `serve` starts another."""
    for each in place.installation.processes():
        if each.kind == "trabajador":
            _kill(each.pid)
    return _nothing


def kill_everything(place: Place, dice: random.Random) -> Callable[[], None]:  # noqa: ARG001
    """`kill -9` of the server with its processes and worker; it is started again, as systemd does."""
    for pid in descendants(place.installation.held.pid):
        _kill(pid)
    place.installation.held.wait()
    return place.again


def kill_session(place: Place, dice: random.Random) -> Callable[[], None]:
    """`kill -9` of a process of the database that serves a session: PostgreSQL throws out all of them and recovers."""
    assert place.cluster is not None
    if found := place.cluster.sessions():
        _kill(dice.choice(found))
    return place.cluster.start


def kill_database(place: Place, dice: random.Random) -> Callable[[], None]:  # noqa: ARG001
    """`kill -9` of the whole database; it is started again."""
    assert place.cluster is not None
    place.cluster.kill()
    return place.cluster.start


def fill_disk(place: Place, dice: random.Random) -> Callable[[], None]:  # noqa: ARG001
    """Fill the disk to its last byte; then there is room again, and the database is started if it gave up."""
    assert place.small is not None
    filler = place.small / "relleno"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"\0" * _PIECE):
            pass

    def room() -> None:
        filler.unlink()
        if place.cluster is not None:
            place.cluster.start()

    return room


def set_clock_back(place: Place, dice: random.Random) -> Callable[[], None]:
    """The clock of web and worker goes back, from half a minute to two days, and later forward again."""
    place.clock.write_text(f"-{dice.choice([30, 600, 7_200, 90_000, 172_800])}", encoding="ascii")

    def right() -> None:
        place.clock.write_text("0", encoding="ascii")

    return right


def cut_network(place: Place, dice: random.Random) -> Callable[[], None]:  # noqa: ARG001
    """Break the connections between web and database, and let none through."""
    assert place.relay is not None
    place.relay.cut()
    return place.relay.mend


def hold_network(place: Place, dice: random.Random) -> Callable[[], None]:  # noqa: ARG001
    """Let nothing through between web and database, without a word."""
    assert place.relay is not None
    place.relay.hold()
    return place.relay.mend


def possible(place: Place) -> dict[str, Fault]:
    """The faults that can be thrown here, by name."""
    found: dict[str, Fault] = {
        "kill -9 de un proceso web": kill_web,
        "kill -9 del trabajador": kill_worker,
        "kill -9 de todo el servidor": kill_everything,
        "reloj atrasado": set_clock_back,
    }
    if place.small is not None:
        found["disco lleno"] = fill_disk
    if place.cluster is not None:
        found["kill -9 de una sesión de la base"] = kill_session
        found["kill -9 de la base"] = kill_database
    if place.relay is not None:
        found["red cortada"] = cut_network
        found["red detenida"] = hold_network
    return found


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    time.sleep(0)


def _nothing() -> None:
    """It passes by itself."""
