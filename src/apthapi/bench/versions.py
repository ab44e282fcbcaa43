"""Opening a version of 15 units of 5,000 lines, with its lineage and its trace, on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path
from statistics import median
from typing import Any

from apthapi.bench.measure import asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

UNITS, LINES = 15, 5_000
AIM = 3.0
"""Seconds."""


def run(session: Session) -> None:
    """Measure on SQLite, and on PostgreSQL if it answers."""
    folder = session.folder / "versiones"
    shutil.rmtree(folder, ignore_errors=True)
    example = folder / "ejemplo"
    write_example(example, units=UNITS, lines=UNITS * LINES)
    try:
        _on(session, "SQLite", folder / "sqlite", example, "")
        with postgresql(session) as url:
            if url:
                _on(session, "PostgreSQL", folder / "postgresql", example, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on(session: Session, name: str, folder: Path, example: Path, url: str) -> None:
    folder.mkdir(parents=True)
    session.tell(f"carga el ejemplo de {UNITS * LINES:,} líneas en {name}")
    found: dict[str, Any] = asked("bench.versions_data", str(example), variables=environment(folder, url))
    session.add(
        Figure(
            f"abrir una versión de {UNITS} unidades de {LINES:,} líneas, {name}",
            median(found["segundos"]),
            "s",
            at_most=AIM,
            remark=f"{found['filas']:,} filas con su traza y su linaje; de {min(found['segundos']):.2f} "
            f"a {max(found['segundos']):.2f} s en {len(found['segundos'])} veces",
        )
    )
