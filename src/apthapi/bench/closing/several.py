"""Two addresses (`bench --parte direcciones`): two servers on one PostgreSQL, and one is killed while people work.

Each person begins at one of both addresses and goes on at the other when theirs does not answer, as behind any
balancer. Both servers share the folder of data, as two machines would over the network. If PgBouncer is there, the
database is reached through it, a session for each connection. Less or more by APTHAPI_DIRECCIONES_SEGUNDOS.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from apthapi.bench.closing.installation import answers, end, installed
from apthapi.bench.closing.load import asked_of
from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment, free_port
from apthapi.bench.web_store import SERVER, postgresql
from apthapi.example import write_example

UNITS, LINES, PEOPLE, RATE = 5, 500, 40, 10.0
POOLER = "/usr/sbin/pgbouncer"
_POOLED = """
[databases]
* = host=127.0.0.1 port=5432 user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
auth_type = any
auth_file = /dev/null
pool_mode = session
unix_socket_dir =
user = postgres
"""


def run(session: Session) -> None:
    """Play, kill one, and compare. Raises FailedError if anything was lost, doubled or not true."""
    folder = session.folder / "direcciones"
    shutil.rmtree(folder, ignore_errors=True)
    seconds = float(os.environ.get("APTHAPI_DIRECCIONES_SEGUNDOS", "60"))
    try:
        write_example(folder / "ejemplo", units=UNITS, lines=LINES)
        with postgresql(session) as url:
            if url:
                (folder / "datos").mkdir()
                with pooled(session, folder) as port:
                    _played(session, folder, url.replace(":5432/", f":{port}/"), seconds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _played(session: Session, folder: Path, url: str, seconds: float) -> None:
    variables = environment(folder / "datos", url)
    people = asked_of("prepared", [str(folder / "ejemplo"), str(PEOPLE)], variables)
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(installed(variables, folder / f"servidor{number}.log", 1)) for number in (1, 2)
        )
        stages = [{"por_segundo": RATE, "segundos": seconds}]
        job = {**people, "puerto": [first.port, second.port], "etapas": stages, "semilla": 1, "pega_cada": 60.0,
            "novedades": True, "espera": (0.25, 4.0), "paciencia": 90.0}  # fmt: skip
        (folder / "encargo.json").write_text(json.dumps(job), encoding="utf-8")
        play = [sys.executable, "-m", "apthapi.bench.closing.player", "encargo.json", "cuaderno.json"]
        with subprocess.Popen(play, cwd=folder, stdout=subprocess.PIPE, text=True) as player:
            assert player.stdout is not None
            player.stdout.readline()
            time.sleep(seconds / 2)
            end(second.held)
            session.tell("una de las dos direcciones murió (kill -9)")
            player.stdout.read()
        if player.returncode or not answers(first.port, "/salud/listo", 30):
            raise FailedError("quien juega terminó, o la otra dirección no atiende")
    compared = asked_of("ledger", [str(folder / "cuaderno.json"), str(people["lineas"])], variables)
    _tell(session, json.loads((folder / "cuaderno.json").read_text(encoding="utf-8")), compared)


def _tell(session: Session, book: dict[str, Any], compared: dict[str, Any]) -> None:
    problems = [*book["problems"], *compared["problemas"]]
    if problems or book["unknown"]:
        raise FailedError(
            f"{len(problems)} cosas no son como se contestó: {problems[:3]}; {len(book['unknown'])} sin fin"
        )
    unanswered = sum(book["refused"].values())
    remark = (
        f"{len(book['saves'])} guardados y {compared['lineas']} líneas comparados uno por uno; {unanswered} pedidos "
        f"sin respuesta, repetidos en la otra dirección; la cadena de {compared['actos']} actos verifica"
    )
    session.add(Figure("líneas perdidas o dobles, una de dos direcciones muerta", 0, "", at_most=0, remark=remark))


@contextmanager
def pooled(session: Session, folder: Path) -> Iterator[int]:
    """The port of a pooler in front of the local PostgreSQL while it lasts; that of PostgreSQL where there is none."""
    if not Path(POOLER).is_file():
        session.tell("no está PgBouncer (Debian: pgbouncer): sin él")
        yield int(SERVER.rpartition(":")[2])
        return
    port, path = free_port(), folder / "pgbouncer.ini"
    path.write_text(_POOLED.format(port=port), encoding="utf-8")
    path.chmod(0o644)
    with (folder / "pgbouncer.log").open("w") as log, subprocess.Popen([POOLER, str(path)], stderr=log) as pooler:
        time.sleep(1)
        if pooler.poll() is not None:
            raise FailedError(f"PgBouncer no empieza: {(folder / 'pgbouncer.log').read_text('utf-8')[-300:]}")
        session.tell("a través de PgBouncer, una sesión por conexión")
        try:
            yield port
        finally:
            pooler.terminate()
