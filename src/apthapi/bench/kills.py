"""`kill -9` at random moments of opening a version and of putting it in force, many times, on both databases.

After each kill the database is looked at as somebody who comes back: a version is whole or not there at all, what was
acknowledged is there, one version of the gestión is in force, and the trace is intact.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from apthapi.bench.measure import FailedError, asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql

ROUNDS = 100
SEED = 1
LOOK_AT_THE_TRACE = 20
"""After how many kills the whole trace is verified, besides the last: it grows with every version."""


def run(session: Session) -> None:
    """Kill so many times on SQLite, and on PostgreSQL if it answers. Raises FailedError at the first thing lost."""
    folder = session.folder / "cortes"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _tell(session, "SQLite", kill_many(folder / "sqlite", "", ROUNDS))
        with postgresql(session) as url:
            if url:
                _tell(session, "PostgreSQL", kill_many(folder / "postgresql", url, ROUNDS))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tell(session: Session, name: str, found: dict[str, int]) -> None:
    remark = (
        f"{found['abiertas']} versiones abiertas y {found['vigentes']} puestas en vigencia entre cortes; "
        "ninguna a medias, ninguna perdida, la traza intacta"
    )
    session.add(Figure(f"cortes (kill -9) sin daño, {name}", found["cortes"], "veces", remark=remark))


def kill_many(folder: Path, url: str, rounds: int, seed: int = SEED) -> dict[str, int]:
    """Kill a process that opens and approves versions, so many times, each at another moment.

    Raises FailedError if anything was lost or left half done.
    """
    folder.mkdir(parents=True)
    variables = environment(folder, url)
    _ask(variables, "preparar")
    moments = random.Random(seed)
    # How long a round takes here, so that kills fall all over it.
    whole = _ask(variables, "medir")["segundos"]
    found = {"cortes": 0, "abiertas": 0, "vigentes": 0}
    for number in range(rounds):
        told = _killed(variables, moments.uniform(0, whole * 1.2))
        state = _ask(variables, "revisar", json.dumps(told))
        if state["problemas"]:
            raise FailedError(f"corte {number + 1}: {state['problemas'][0]}")
        if number % LOOK_AT_THE_TRACE == 0 or number == rounds - 1:
            trace = _ask(variables, "verificar")["problemas"]
            if trace:
                raise FailedError(f"corte {number + 1}: {trace[0]}")
        found["cortes"] += 1
        found["abiertas"] += sum(each.startswith("abierta") for each in told)
        found["vigentes"] += sum(each.startswith("vigente") for each in told)
    return found


def _killed(variables: dict[str, str], after: float) -> list[str]:
    """Let a worker go on for so many seconds from its first word, and kill it; what it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-m", "apthapi.bench.kills_worker", "trabajar"],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        if worker.stdout.readline().strip() != "listo":
            raise FailedError("the worker did not begin")
        time.sleep(after)
        worker.kill()
        told: list[str] = worker.stdout.read().split("\n")
    return [line for line in told[:-1] if line]


def _ask(variables: dict[str, str], what: str, about: str = "") -> dict[str, Any]:
    found: dict[str, Any] = asked("bench.kills_worker", what, about, variables=variables)
    return found
