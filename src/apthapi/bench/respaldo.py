"""Backups: making one, verifying it and restoring it by the command itself, on both databases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import new_database, postgresql, url_of, without
from apthapi.example import write_example

ENTRIES, UNITS, LINES = 300_000, 15, 75_000
FILES, FILE_BYTES = 200, 10**6
"""Issued papers and scans of an entity: what compression does not make smaller."""
_RATE_AIM = 10.0
"""Megabytes per second: an entity of 10 GB in less than twenty minutes."""


def run(session: Session) -> None:
    """Measure on SQLite, and on PostgreSQL if it answers."""
    folder = session.folder / "respaldo"
    shutil.rmtree(folder, ignore_errors=True)
    example = folder / "ejemplo"
    write_example(example, units=UNITS, lines=LINES)
    name = f"apthapi_medicion_restaurada_{os.getpid()}"
    try:
        _on(session, "SQLite", example, "", "")
        with postgresql(session) as url:
            if url and new_database(name):
                _on(session, "PostgreSQL", example, url, url_of(name))
                without(name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on(session: Session, name: str, example: Path, url: str, other: str) -> None:
    folder = session.folder / "respaldo" / name.lower()
    (folder / "archivos" / "externos").mkdir(parents=True)
    variables = environment(folder, url)
    session.tell(f"hace {ENTRIES:,} entradas de traza y {FILES} archivos en {name}")
    _answer([sys.executable, "-m", "apthapi.bench.trace_data", str(example), str(ENTRIES)], variables)
    for number in range(FILES):
        (folder / "archivos" / "externos" / str(number)).write_bytes(os.urandom(FILE_BYTES))
    key, target = folder / "clave", folder / "uno.age"
    _command(["backup", "--nueva-clave", str(key)], variables)
    made = json.loads(_command(["backup", str(target), "--clave", str(key), "--json"], variables))
    remark = f"{made['read'] / 1e6:.0f} MB leídos, {made['written'] / 1e6:.0f} MB escritos, {made['rows']:,} filas"
    session.add(Figure(f"respaldar, {name}", made["mb_por_segundo"], "MB/s", at_least=_RATE_AIM, remark=remark))
    _bring(session, f"verificar un respaldo, {name}", ["--solo-verificar"], (target, key), variables)
    _bring(session, f"restaurar, {name}", [], (target, key), environment(folder / "otra", other))


def _bring(session: Session, what: str, more: list[str], of: tuple[Path, Path], variables: Mapping[str, str]) -> None:
    target, key = of
    found = json.loads(_command(["restore", str(target), "--clave", str(key), "--json", *more], variables))
    remark = f"{found['segundos']} s, con su traza verificada" if found["traza"] else f"{found['segundos']} s"
    session.add(Figure(what, found["mb_por_segundo"], "MB/s", at_least=_RATE_AIM, remark=remark))


def _command(arguments: list[str], variables: Mapping[str, str]) -> str:
    return _run([sys.executable, "-m", "apthapi.cli", *arguments], variables)


def _answer(command: list[str], variables: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_run(command, variables))
    return found


def _run(command: list[str], variables: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError(f"{' '.join(command)}: {done.stderr[-800:]}{done.stdout[-800:]}")
    return done.stdout
