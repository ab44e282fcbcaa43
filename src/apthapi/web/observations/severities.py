"""How heavily an observation weighs: the terms that the office uses, from a file, the heaviest first."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Severity:
    """One weight: its name for people, what it asks, its drawing, and whether it stops the sending and the review."""

    key: str
    name: str
    about: str
    icon: str
    stops: bool


def _read() -> dict[str, Severity]:
    text = files("apthapi.web.observations").joinpath("severidades.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["clave"]: Severity(row["clave"], row["nombre"], row["explica"], row["icono"], row["detiene"] == "si")
        for row in rows
    }


SEVERITIES: dict[str, Severity] = _read()
"""Every weight by its key."""

STOPPING: tuple[str, ...] = tuple(key for key, each in SEVERITIES.items() if each.stops)
"""Those that stop."""
