"""The trace: copying 75,000 lines in one act, and verifying a million entries, on both databases."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

ENTRIES, UNITS, LINES = 1_000_000, 15, 75_000
COPY_AIM, VERIFY_AIM, MEMORY_AIM = 1.2, 10.0, 300.0
_ROUNDS = 3


def run(session: Session) -> None:
    """Measure on SQLite, and on PostgreSQL if it answers."""
    folder = session.folder / "traza"
    shutil.rmtree(folder, ignore_errors=True)
    example = folder / "ejemplo"
    write_example(example, units=UNITS, lines=LINES)
    try:
        _on(session, "SQLite", example, "")
        with postgresql(session) as url:
            if url:
                _on(session, "PostgreSQL", example, url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on(session: Session, name: str, example: Path, url: str) -> None:
    folder = session.folder / "traza" / name.lower()
    folder.mkdir(parents=True)
    variables = environment(folder, url)
    session.tell(f"hace {ENTRIES:,} entradas en {name}")
    made = _answer([sys.executable, "-m", "apthapi.bench.trace_data", str(example), str(ENTRIES)], variables)
    remark = f"{LINES / made['copia']:,.0f} filas por segundo, con traza y sello"
    session.add(Figure(f"copiar {LINES:,} líneas en un acto, {name}", made["copia"], "s", COPY_AIM, remark=remark))
    rounds = [_verified(variables) for _ in range(_ROUNDS)]
    seconds, memory, processor, report = min(rounds, key=lambda each: each[0])
    if not report["intacta"]:
        raise FailedError(f"the trace should be whole: {report['problemas'][:3]}")
    looked = report["revisado"]
    remark = (
        f"{looked['cambios']:,} cambios, {looked['actos']:,} actos, {looked['filas']:,} filas; el mejor de {_ROUNDS}"
    )
    session.add(Figure(f"verificar la traza, {name}", seconds, "s", VERIFY_AIM, remark=remark))
    session.add(Figure(f"procesador de la verificación, {name}", processor, "s", remark="de la orden, sin el servidor"))
    session.add(Figure(f"memoria de la verificación, {name}", memory, "MB", MEMORY_AIM))


def _verified(variables: Mapping[str, str]) -> tuple[float, float, float, dict[str, Any]]:
    """Seconds, the most memory of any of its processes in megabytes, seconds of processor, and the report."""
    command = [sys.executable, "-m", "apthapi.bench.trace_memory"]
    began = time.perf_counter()
    found = _answer(command, variables)
    return time.perf_counter() - began, found["memoria"], found["procesador"], found["informe"]


def _answer(command: list[str], variables: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError(f"{' '.join(command)}: {done.stderr[-800:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
