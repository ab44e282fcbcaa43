"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: `error` must be repaired, `aviso` should, `bien` was looked at and holds."""

    ERROR = "error"
    WARNING = "aviso"
    GOOD = "bien"


@dataclass(frozen=True, slots=True)
class Said:
    """What was looked at, what was found (Spanish) and, unless it holds, how to repair it."""

    level: Level
    what: str
    found: str
    repair: str = ""


def error(what: str, found: str, repair: str) -> Said:
    """It must be repaired."""
    return Said(Level.ERROR, what, found, repair)


def warning(what: str, found: str, repair: str) -> Said:
    """It should be looked at."""
    return Said(Level.WARNING, what, found, repair)


def good(what: str, found: str) -> Said:
    """It holds."""
    return Said(Level.GOOD, what, found)
