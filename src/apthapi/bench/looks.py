"""What it costs to look at a whole plan, on the board and on the consolidation, while people save lines in it."""

from __future__ import annotations

import json
import shutil
from typing import Any

from apthapi.bench.measure import asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql, prepare
from apthapi.example import write_example

UNITS, LINES = 50, (20_000, 100_000)
WRITERS = 8
"""Lines, each of another unit, that are saved between two looks."""
TIMES = 30
AIM = 60.0


def run(session: Session) -> None:
    """A small plan and a large one of as many units, on both databases."""
    for lines in LINES:
        _measured(session, "SQLite", lines, "")
        with postgresql(session) as url:
            if url:
                _measured(session, "PostgreSQL", lines, url)


def _measured(session: Session, name: str, lines: int, url: str) -> None:
    folder = session.folder / "mirar"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "static").mkdir(parents=True)
    try:
        write_example(folder / "ejemplo", units=UNITS, lines=lines)
        variables = environment(folder, url)
        data = prepare(folder / "ejemplo", variables, WRITERS)
        for page, (web, base) in _asked(data, variables).items():
            remark = f"web {web:.1f} ms, base de datos {base:.1f} ms; entre dos miradas se guardan {WRITERS} líneas"
            session.add(Figure(f"procesador de mirar {page}, {UNITS} unidades y {lines:,} líneas, {name}",
                web + base, "ms", at_most=AIM, remark=remark))  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _asked(data: dict[str, Any], variables: dict[str, str]) -> dict[str, list[float]]:
    plan = f"/planes/{data['plan']}/"
    job = {
        "mira": data["miran"][0],
        "escriben": data["escriben"],
        "paginas": {"el tablero": plan, "el consolidado": f"{plan}consolidacion"},
    }
    found: dict[str, list[float]] = asked(
        "bench.looks_inside", str(TIMES), variables=variables, given=json.dumps(job) + "\n"
    )
    return found
