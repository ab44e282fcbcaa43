"""Anchors: the head of a chain, written outside of the database.

Who owns the database could cut the end of a chain, or compute it all anew; only what was written elsewhere shows it.
A line goes to `traza/anclas.jsonl` in the folder of data after each act that approves something, and otherwise at
most once an hour from each process. Copy that file to where who administers the database cannot write.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_EVERY = 3600.0
_APPROVES = (
    "abrir",
    "aprobar",
    "revisar",
    "firmar",
    "emitir",
    "publicar",
    "cargar",
    "tramite",
    "remi",
    "presupuesto_oficial",
)
_log = logging.getLogger(__name__)
_last: dict[tuple[str, str], float] = {}


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a chain as it was written down; `line` is where in the file."""

    entidad: str
    numero: int
    huella: str
    momento: str
    line: int


def anchors_file() -> Path:
    """Where anchors are written."""
    return Path(settings.TRAZA) / "anclas.jsonl"


def note_head(entidad: str, numero: int, huella: str, clase: str) -> None:
    """After the act is kept: write the head down if it is time. What cannot be written is said, and the act stands."""
    path = anchors_file()
    key, now = (str(path), entidad), time.monotonic()
    if not clase.startswith(_APPROVES) and now - _last.get(key, -_EVERY) < _EVERY:
        return
    line = {"entidad": entidad, "numero": numero, "huella": huella, "momento": datetime.now(UTC).isoformat()}
    try:
        _append(path, json.dumps(line))
    except OSError as problem:
        _log.warning("No se pudo escribir el ancla de la traza en %s: %s. El acto quedó guardado.", path, problem)
        return
    _last[key] = now


def _append(path: Path, line: str) -> None:
    """One write of one line, so that processes do not mix theirs, and on the disk before it returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_anchors() -> Iterator[Anchor | int]:
    """What was written, in order; of a line that cannot be read, its number. Raises OSError if there is no file."""
    with anchors_file().open(encoding="utf-8", errors="replace") as lines:
        for number, text in enumerate(lines, start=1):
            try:
                found = json.loads(text)
                yield Anchor(
                    str(found["entidad"]), int(found["numero"]), str(found["huella"]), str(found["momento"]), number
                )
            except (ValueError, KeyError, TypeError):
                yield number


def why_not_written() -> str:
    """Why anchors cannot be written where they should, in Spanish; empty if they can."""
    path = anchors_file()
    place = next(each for each in (path, *path.parents) if each.exists())
    fits = place.is_file() == (place == path) and os.access(place, os.W_OK)
    return "" if fits else f"No se puede escribir en {path}: revise los permisos de esa carpeta."
