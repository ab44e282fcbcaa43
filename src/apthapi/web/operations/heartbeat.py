"""The sign that the worker is there: a file that its process touches."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from apthapi.web.operations.place import home

EVERY = 10.0
SILENT = 120.0
"""Seconds without a sign after which the worker is not there."""


def heartbeat_file() -> Path:
    """The file."""
    return home() / "trabajos.latido"


def beat_for_ever() -> None:
    """Touch it now and then while this process lives, from a thread of its own: long work does not stop it."""
    heartbeat_file().parent.mkdir(parents=True, exist_ok=True)
    heartbeat_file().touch()
    threading.Thread(target=_beat, daemon=True, name="latido").start()


def silent_for() -> float | None:
    """Seconds since the last sign; None if there never was one."""
    try:
        return max(time.time() - heartbeat_file().stat().st_mtime, 0.0)
    except FileNotFoundError:
        return None


def is_alive() -> bool:
    """Whether a worker is there."""
    silent = silent_for()
    return silent is not None and silent < SILENT


def _beat() -> None:
    while True:
        time.sleep(EVERY)
        heartbeat_file().touch()
