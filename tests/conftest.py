"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import apthapi

if TYPE_CHECKING:
    from playwright.sync_api import Browser


MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that a whole run needs there, generously."""


def pytest_configure() -> None:
    """Keep the files of the tests in memory if there is room: thousands of small databases wait for no disk."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    # Hundreds of processes are started, servers above all: what one of them compiled, the others read.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """Python need not look again and again through six thousand tests for what nobody uses any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """At the end it may look through all."""
    gc.unfreeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a browser or another process."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """The published plan of SEGIP 2024, formulation and first reformulation."""
    return Path(apthapi.__file__).parent / "core" / "data" / "planes" / "segip-2024"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of a process: a second one cannot be started beside it."""
    from support.chromium import launched  # noqa: PLC0415 - only tests in a browser pay for it

    with launched() as browser:
        yield browser
