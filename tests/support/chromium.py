"""Debian's Chromium, one for each process of the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --no-first-run "
    "--disable-component-update --disable-sync"
).split()
MISSING = "falta Chromium; instálelo con scripts/install-system-tools"


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser. Without one the test is skipped, and in continuous integration it fails."""
    if not CHROMIUM.is_file():
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=15_000)
    # Its loop runs in this thread until the tests end, and Django would refuse the thread of a loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
