"""Lighthouse over pages, in one browser: its scores, and the facts that do not depend on how busy the machine is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "scripts" / "lighthouse"
"""Where the program that asks it is; only a working copy has it."""

CHROMIUM = Path("/usr/bin/chromium")
STRICT = ("accessibility", "best-practices", "seo")
"""What has a score that does not depend on time."""

MINUTES_EACH = 5


class LighthouseError(Exception):
    """A page could not be looked at; the message says what the program answered."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A page: scores from 0 to 100, what fails, the shift of its layout, bytes, requests, and what makes it wait."""

    url: str
    preset: str
    scores: dict[str, int]
    failing: list[str]
    shift: float
    bytes: float
    requests: list[str]
    blocking: list[str]


def missing() -> str:
    """What is not installed and how to install it (Spanish); empty if nothing is missing."""
    if not CHROMIUM.is_file():
        return "falta Chromium; instálelo con scripts/install-system-tools"
    if shutil.which("node") is None or not (FOLDER / "node_modules" / "lighthouse").is_dir():
        return "falta Lighthouse; instálelo con scripts/install-lighthouse"
    return ""


def look(pages: Sequence[tuple[str, str]], *, throttled: bool = False) -> list[Looked]:
    """Look at each page with a preset, `mobile` or `desktop`; slowed down as a telephone's network is if `throttled`.

    Raises LighthouseError.
    """
    asked = {
        "pages": [{"url": url, "preset": preset} for url, preset in pages],
        "throttled": throttled,
        "chromium": str(CHROMIUM),
    }
    try:
        done = subprocess.run(
            ["node", str(FOLDER / "look.mjs"), json.dumps(asked)],
            capture_output=True,
            encoding="utf-8",
            timeout=60 * MINUTES_EACH * len(pages),
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise LighthouseError(f"nothing was answered in {late.timeout:.0f} s") from None
    if done.returncode:
        raise LighthouseError(done.stderr.strip()[-2000:])
    return [Looked(**each) for each in json.loads(done.stdout)]
