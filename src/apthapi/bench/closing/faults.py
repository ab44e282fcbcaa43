"""Faults (`bench --parte fallas`): people work, something breaks at a random moment, and all that was said is true.

Less or more of it by variables: APTHAPI_FALLAS_RONDAS (for each database, 24; the whole of it is 200), _SEMILLA,
_BASES (`sqlite postgresql`), _TIPOS (words that the name of a fault has, with commas).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from apthapi.bench.closing.cluster import cluster
from apthapi.bench.closing.installation import Installation, answers, command, end
from apthapi.bench.closing.interrupted import interrupted
from apthapi.bench.closing.load import asked_of
from apthapi.bench.closing.relay import relayed
from apthapi.bench.closing.throwing import CLOCK, Fault, Place, possible
from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment, free_port
from apthapi.example import write_example

ROUNDS, WHOLE, SEED = 24, 200, 1
UNITS, LINES, PEOPLE = 5, 120, 10
SECONDS, RATE = 3.0, 8.0
"""Of a round: how long people work, and how many saves a second they want."""
SMALL = {"sqlite": 96, "postgresql": 160}
"""Megabytes of the small disk, for a few rounds."""
GROWS = {"sqlite": 1, "postgresql": 2}
"""Megabytes that a round may leave in it: the disk must not be full by itself."""
PROCESSES = 2


def run(session: Session) -> None:
    """Throw so many faults on each database. Raises FailedError at the first thing that is not as it was said."""
    rounds = int(os.environ.get("APTHAPI_FALLAS_RONDAS", ROUNDS))
    seed = int(os.environ.get("APTHAPI_FALLAS_SEMILLA", SEED))
    only = [word for word in os.environ.get("APTHAPI_FALLAS_TIPOS", "").split(",") if word]
    for engine in os.environ.get("APTHAPI_FALLAS_BASES", "sqlite postgresql").split():
        disk = SMALL[engine] + rounds * GROWS[engine]
        with Faults(session, session.folder / "fallas" / engine, engine, seed).ready(disk) as faults:
            if faults is not None:
                faults.rounds(rounds, only)
                faults.tell()


class Faults:
    """An installation on one engine, and the rounds that it goes through."""

    def __init__(self, session: Session, folder: Path, engine: str, seed: int) -> None:
        self.session, self.folder, self.engine = session, folder, engine
        self.dice = random.Random(seed)
        self.seed = seed
        self.counted: Counter[str] = Counter()
        self.words: Counter[str] = Counter()
        self.saves = self.unanswered = 0
        self._place: Place | None = None
        self._job: dict[str, Any] = {}
        self._variables: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        """The variables without the other clock."""
        self._port = free_port()
        self._last = 0
        """The last act of the round before."""

    @contextmanager
    def ready(self, disk: int) -> Iterator[Faults | None]:
        """The installation while it lasts, on a disk of so many megabytes; None where its database cannot be had.

        Nothing of it stays.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            small = stack.enter_context(small_disk(self.folder / "disco", disk))
            if small is None:
                self.session.tell("sin permiso para montar un disco pequeño: el disco lleno no se prueba")
            url, found, relay = "", None, None
            if self.engine == "postgresql":
                found = stack.enter_context(cluster(small or self.folder / "cluster"))
                if found is None:
                    self.session.tell("no están los programas de PostgreSQL: no se prueba")
                    yield None
                    return
                relay = stack.enter_context(relayed(found.port))
                url = found.url(relay.port)
            data = (small if small is not None and not url else self.folder) / "datos"
            data.mkdir()
            self._variables = {**environment(data, url)}
            self._prepare()
            clock = self._clock()
            installation = Installation(self._port, self._start())
            self._place = Place(installation, self._again, clock, small, found, relay)
            stack.callback(lambda: end(installation.held))
            yield self

    def _prepare(self) -> None:
        write_example(self.folder / "ejemplo", units=UNITS, lines=LINES)
        people = asked_of("prepared", [str(self.folder / "ejemplo"), str(PEOPLE)], self._variables)
        stage = {"por_segundo": RATE, "segundos": SECONDS}
        self._job = {**people, "puerto": self._port, "etapas": [stage], "semilla": self.seed, "pega_cada": 20.0,
            "novedades": True,
            "espera": (0.25, 4.0), "paciencia": 90.0, "actos_cada": 1.0, "mira_cada": 2.0}  # fmt: skip

    def _clock(self) -> Path:
        clock = self.folder / "reloj"
        clock.mkdir()
        (clock / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
        (clock / "desvio").write_text("0", encoding="ascii")
        before = self._variables.get("PYTHONPATH", "")
        self._plain = dict(self._variables)
        self._variables |= {"PYTHONPATH": f"{clock}{os.pathsep}{before}".rstrip(os.pathsep)}
        self._variables |= {"APTHAPI_MEDICION_RELOJ": str(clock / "desvio")}
        return clock / "desvio"

    def _start(self) -> subprocess.Popen[bytes]:
        log = (self.folder / "servidor.log").open("ab")
        with log:
            return subprocess.Popen(command(self._port, PROCESSES), env=self._variables, stdout=log, stderr=log,
                start_new_session=True)  # fmt: skip

    def _again(self) -> None:
        assert self._place is not None
        end(self._place.installation.held)
        self._place.installation.held = self._start()

    def rounds(self, times: int, only: list[str]) -> None:
        """So many rounds, the kinds one after the other in an order of the dice."""
        assert self._place is not None
        kinds: dict[str, Fault | None] = {**possible(self._place), **dict.fromkeys(interrupted(self.engine))}
        names = [name for name in kinds if not only or any(word in name for word in only)]
        order: list[str] = []
        while len(order) < times:
            order += self.dice.sample(names, len(names))
        for number, name in enumerate(order[:times]):
            fault = kinds[name]
            self.session.tell(f"{self.engine} {number + 1}/{times}: {name}")
            if fault is None:
                if problem := interrupted(self.engine)[name](self.folder, self._plain, self.dice):
                    raise FailedError(f"{self.engine}, ronda {number + 1}, {name}: {problem}")
            else:
                self._round(number, name, fault)
            self.counted[name] += 1

    def _round(self, number: int, name: str, fault: Fault) -> None:
        assert self._place is not None
        where = f"{self.engine}, ronda {number + 1}, {name}"
        if not self._place.installation.answers(90):
            raise FailedError(f"{where}: no atendía antes de empezar")
        (self.folder / "encargo.json").write_text(json.dumps({**self._job, "vez": number}), encoding="utf-8")
        play = [sys.executable, "-m", "apthapi.bench.closing.player", "encargo.json", "cuaderno.json"]
        with subprocess.Popen(play, cwd=self.folder, stdout=subprocess.PIPE, text=True) as player:
            assert player.stdout is not None
            player.stdout.readline()
            time.sleep(self.dice.uniform(0, SECONDS * 0.8))
            passes = fault(self._place, self.dice)
            time.sleep(self.dice.uniform(0.2, 2.0))
            passes()
            player.stdout.read()
        if player.returncode:
            raise FailedError(f"{where}: quien juega terminó")
        self._judge(where)

    def _judge(self, where: str) -> None:
        """Compare everything with what was said, once the installation answers by itself."""
        assert self._place is not None
        if not answers(self._port, "/salud", 60):
            raise FailedError(f"{where}: no volvió a atender")
        book = json.loads((self.folder / "cuaderno.json").read_text(encoding="utf-8"))
        compared = asked_of("ledger", [str(self.folder / "cuaderno.json"), "0", str(self._last)], self._plain)
        self._last = int(compared["ultimo"])
        problems = [*book["problems"], *compared["problemas"], *untrue(book["refused"])]
        if book["unknown"]:
            problems.append(f"{len(book['unknown'])} envíos no se pudieron terminar sin ayuda")
        if problems:
            raise FailedError(f"{where}: {len(problems)} cosas: {problems[:3]}")
        self.saves += len(book["saves"])
        self.unanswered += sum(book["refused"].values())
        self.words.update(book["refused"])

    def tell(self) -> None:
        """The figures of this database."""
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[self.engine]
        for kind, times in sorted(self.counted.items()):
            self.session.add(Figure(f"{kind}, {name}", times, "rondas"))
        remark = (
            f"dados {self.seed}; {self.saves} guardados contestados y comparados, {self.unanswered} pedidos "
            "que la falla dejó sin respuesta o con una que lo dice; nada perdido, doble ni a medias, "
            "y la cadena verifica en cada ronda"
        )
        self.session.add(Figure(f"fallas sin daño, {name}", sum(self.counted.values()), "rondas", remark=remark))
        for words, times in self.words.most_common():
            self.session.tell(f"  {times} veces: {words}")


def untrue(refused: Mapping[str, int]) -> list[str]:
    """Answers that do not tell the person what is so: that something was stored, or nothing that helps."""
    found = []
    for told in refused:
        kind, _, said = told.partition(": ")
        if said == "sin respuesta":
            continue  # the browser itself says that there is no connection
        status, _, words = said.partition(" ")
        writes = kind in ("guardar", "pegar 200", "repetir", "pedir papel") or kind.endswith("_unidad")
        if not status.startswith("5") or (writes and "No se sabe" not in words) or "momento" not in words:
            found.append(f"se contestó «{told}»")
    return found


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """A disk of so many megabytes in memory while it lasts; None where it may not be mounted."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
