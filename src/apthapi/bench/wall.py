"""What the wall between entities costs on PostgreSQL: the same pages and saves with it and without it, by turns."""

from __future__ import annotations

import json
import shutil
from statistics import median
from typing import Any

from apthapi.bench.measure import asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web import percentile
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql, prepare
from apthapi.example import write_example

UNITS, LINES = 4, 2_000
ROUNDS, TIMES = 12, 15
"""Turns with the wall and without it, and how often each thing is done in one."""
AIM = 1.05


def run(session: Session) -> None:
    """Both ways in one process and session of the database, by turns: the machine is as busy for both."""
    folder = session.folder / "muro"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "static").mkdir(parents=True)
    write_example(folder / "ejemplo", units=UNITS, lines=UNITS * LINES)
    try:
        with postgresql(session) as url:
            if url:
                variables = environment(folder, url)
                data = prepare(folder / "ejemplo", variables, 1)
                _tell(session, _measured({**data["escriben"][0], "desde": 0, "hoja": data["hoja"]}, variables))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(job: dict[str, Any], variables: dict[str, str]) -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = asked(
        "bench.wall_inside", str(ROUNDS), str(TIMES), variables=variables, given=json.dumps(job)
    )
    return found


def _tell(session: Session, taken: dict[str, dict[str, list[float]]]) -> None:
    for what, by in taken.items():
        walled, plain = by["con"], by["sin"]
        remark = (
            f"con el muro p50 {median(walled):.1f} ms, p95 {percentile(walled, 95):.1f} ms; sin él "
            f"p50 {median(plain):.1f} ms, p95 {percentile(plain, 95):.1f} ms; {len(walled)} veces cada uno"
        )
        ratio = percentile(walled, 95) / percentile(plain, 95)
        session.add(Figure(f"{what}: p95 con el muro frente a sin él", ratio, "veces", at_most=AIM, remark=remark))
        session.add(Figure(f"{what}: mediana con el muro frente a sin él", median(walled) / median(plain), "veces"))
