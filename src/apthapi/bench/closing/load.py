"""Deadline day (`bench --parte cierre`): 500 people of 50 units type, paste, print, send and review at once.

Ten minutes at the rate that is aimed at, and then more and more until the server is late; on PostgreSQL, if it
answers, and on SQLite. Less of it by variables: APTHAPI_CIERRE_PERSONAS, _UNIDADES, _LINEAS, _MINUTOS, _POR_SEGUNDO,
_PROCESOS, and _BASES (`postgresql`, `sqlite`, or both).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apthapi.bench.closing.installation import Installation, installed, sessions_of
from apthapi.bench.measure import FailedError, asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

RATE_AIM, P95_AIM, SATURATION_AIM, FLAT = 100.0, 60.0, 200.0, 1.15
LATE = 1_000.0
"""Milliseconds of p95 at which a stage of the rising rate is the last."""
_RISING = (1.25, 1.5, 1.75, 2.0, 2.25, 2.5)
_STAGE = 30
"""Seconds of each stage of the rising rate."""
_SLOPE_FROM = 0.25
"""Memory is compared from this part of the time on: before it each process sees each unit for the first time."""
SQLITE_RATE = 0.5
"""On SQLite, what part of the rate is asked for in the long stage."""


def _number(name: str, default: float) -> float:
    return float(os.environ.get(f"APTHAPI_CIERRE_{name}", default))


@dataclass(frozen=True, slots=True)
class Size:
    """How large the day is."""

    people: int = 500
    units: int = 50
    lines: int = 10_000
    minutes: float = 10.0
    rate: float = RATE_AIM
    processes: int = 2
    rising: bool = True

    @classmethod
    def asked(cls) -> Size:
        """As the variables say."""
        return cls(
            int(_number("PERSONAS", 500)),
            int(_number("UNIDADES", 50)),
            int(_number("LINEAS", 10_000)),
            _number("MINUTOS", 10),
            _number("POR_SEGUNDO", RATE_AIM),
            int(_number("PROCESOS", 2)),
            _number("SUBE", 1) > 0,
        )


def run(session: Session) -> None:
    """Play the day on each database. Raises FailedError if anything was lost, doubled or not true."""
    size = Size.asked()
    folder = session.folder / "cierre"
    wanted = os.environ.get("APTHAPI_CIERRE_BASES", "postgresql sqlite").split()
    shutil.rmtree(folder, ignore_errors=True)
    try:
        write_example(folder / "ejemplo", units=size.units, lines=size.lines)
        if "postgresql" in wanted:
            with postgresql(session) as url:
                if url:
                    told(session, "PostgreSQL", size, play(session, folder / "postgresql", url, size))
        if "sqlite" in wanted:
            told(session, "SQLite", size, play(session, folder / "sqlite", "", size))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class Watched:
    """Memory and processor of the processes of an installation while it is played with."""

    installation: Installation
    database: str
    """The name of the database, if it is one with processes of its own."""
    samples: list[tuple[float, dict[int, tuple[str, float]]]] = field(default_factory=list)
    seconds: dict[int, tuple[str, float]] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self, every: float) -> None:
        """Look until it is over."""
        began = time.monotonic()
        while True:
            seen = [*self.installation.processes(), *sessions_of(self.database)]
            at = time.monotonic() - began
            self.samples.append((at, {each.pid: (each.kind, each.megabytes) for each in seen}))
            self.seconds |= {each.pid: (each.kind, each.seconds) for each in seen}
            if self._over.wait(every):
                return

    def end(self) -> None:
        """Look for the last time."""
        self._over.set()

    def used(self, kind: str) -> float:
        """Seconds of processor of the processes of a kind."""
        return sum(seconds for each, seconds in self.seconds.values() if each == kind)

    def growth(self) -> list[tuple[str, float, float, float]]:
        """Of each lasting process: kind, MB after the first part and at the end, and MB an hour in between."""
        whole = self.samples[-1][0]
        late = [each for each in self.samples if each[0] >= whole * _SLOPE_FROM]
        found = []
        for pid, (kind, _) in sorted(late[0][1].items()):
            points = [(at, there[pid][1]) for at, there in late if pid in there]
            if len(points) > 1:
                found.append((kind, points[0][1], points[-1][1], slope(points) * 3600))
        return found


def slope(points: list[tuple[float, float]]) -> float:
    """By how much it rises for each unit, by least squares."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    below = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / below if below else 0.0


@dataclass(frozen=True, slots=True)
class Played:
    """A day that was played: the ledger, how the processes were, and what the comparison found."""

    book: dict[str, Any]
    watched: Watched
    compared: dict[str, Any]


def play(session: Session, folder: Path, url: str, size: Size) -> Played:
    """Play the day on one database and compare the ledger with it."""
    folder.mkdir(parents=True)
    variables = environment(folder, url)
    session.tell(f"prepara {size.people} personas en {size.units} unidades, {'PostgreSQL' if url else 'SQLite'}")
    people = asked_of("prepared", [str(folder.parent / "ejemplo"), str(size.people)], variables)
    job = {**people, "etapas": _stages(size, url), "semilla": 1, "pega_cada": 600.0, "novedades": True}
    with installed(variables, folder / "servidor.log", size.processes) as found:
        watched = Watched(found, url.rpartition("/")[2])
        book = _played(session, folder, {**job, "puerto": found.port}, watched, size)
    session.tell("compara lo que se contestó con lo guardado, y verifica la traza")
    compared = asked_of("ledger", [str(folder / "cuaderno.json"), str(people["lineas"])], variables)
    if problems := [*book["problems"], *compared["problemas"]]:
        raise FailedError(f"{len(problems)} cosas no son como se contestó: {problems[:3]}")
    return Played(book, watched, compared)


def _stages(size: Size, url: str) -> list[dict[str, float]]:
    rate = size.rate if url else size.rate * SQLITE_RATE
    stages: list[dict[str, float]] = [{"por_segundo": rate, "segundos": size.minutes * 60}]
    if size.rising:
        stages += [{"por_segundo": rate * each, "segundos": _STAGE, "hasta_ms": LATE} for each in _RISING]
    return stages


def _played(session: Session, folder: Path, job: dict[str, Any], watched: Watched, size: Size) -> dict[str, Any]:
    """Let a process of its own play the job, and watch the installation meanwhile; the ledger."""
    looking = threading.Thread(target=watched.watch, args=(max(1.0, size.minutes * 60 / 60),))
    (folder / "encargo.json").write_text(json.dumps(job), encoding="utf-8")
    command = [sys.executable, "-m", "apthapi.bench.closing.player", "encargo.json", "cuaderno.json"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as player:
        assert player.stdout is not None
        player.stdout.readline()
        looking.start()
        try:
            for line in player.stdout:
                stage = json.loads(line)
                session.tell(f"{stage['por_segundo']:.0f}/s: logra {stage['logrado']:.0f}, p95 {stage['p95']:.0f} ms")
        finally:
            watched.end()
            looking.join()
    if player.returncode:
        raise FailedError("the player ended")
    found: dict[str, Any] = json.loads((folder / "cuaderno.json").read_text(encoding="utf-8"))
    return found


def asked_of(module: str, arguments: list[str], variables: Mapping[str, str]) -> dict[str, Any]:
    """What a module of this folder prints, run as a process of the installation. Raises FailedError."""
    found: dict[str, Any] = asked(f"bench.closing.{module}", *arguments, variables=variables)
    return found


def told(session: Session, name: str, size: Size, played: Played) -> None:
    """The figures of a day."""
    book, stages = played.book, played.book["etapas"]
    first = stages[0]
    rate = size.rate if name == "PostgreSQL" else 0.0
    where = f"{name}, {size.people} personas de {size.units} unidades"
    session.add(Figure(f"guardados por segundo, {where}", first["logrado"], "/s", at_least=rate * 0.97 or None,
        remark=f"se pidieron {first['por_segundo']:.0f}/s durante {first['medido'] / 60:.1f} min; "
        f"{len(book['saves'])} guardados, {len(book['lines'])} líneas, {book['pasted']} de ellas pegadas"))  # fmt: skip
    session.add(Figure(f"guardar una línea, p95, {where}", first["p95"], "ms",
        at_most=P95_AIM if rate else None, remark=f"p50 {first['p50']:.1f} ms"))  # fmt: skip
    for kind, all_stages in sorted(book["took"].items()):
        if kind != "guardar" and all_stages and all_stages[0]:
            taken = sorted(all_stages[0])
            remark = f"p95 {taken[int(len(taken) * 0.95)]:.0f} ms; {len(taken)} veces"
            session.add(Figure(f"{kind}, p50, {where}", taken[len(taken) // 2], "ms", remark=remark))
    best = max(stages, key=lambda each: float(each["logrado"]))
    if size.rising:
        remark = "; ".join(
            f"pedidos {s['por_segundo']:.0f}/s: {s['logrado']:.0f}, p95 {s['p95']:.0f} ms" for s in stages
        )
        session.add(Figure(f"lo más que guarda por segundo, {where}", best["logrado"], "/s",
            at_least=SATURATION_AIM if rate else None, remark=remark))  # fmt: skip
    _costs(session, where, played)
    _memory(session, where, played)
    refused = sum(book["refused"].values())
    session.add(Figure(f"respuestas que no lo son, {where}", refused, "", at_most=0, remark=str(book["refused"] or "")))
    remark = (
        f"{played.compared['lineas']} líneas y {len(book['saves'])} guardados comparados uno por uno, "
        f"{book['repeated']} envíos repetidos a propósito, {len(book['acts'])} envíos, aprobaciones y devoluciones; "
        f"la cadena de {played.compared['actos']} actos verifica"
    )
    session.add(Figure(f"líneas perdidas o dobles, {where}", 0, "", at_most=0, remark=remark))


def _costs(session: Session, where: str, played: Played) -> None:
    book = played.book
    saves = max(1, len(book["saves"]))
    web, worker, base = (played.watched.used(kind) for kind in ("web", "trabajador", "base"))
    requests = sum(len(stage) for stages in book["took"].values() for stage in stages)
    remark = (
        f"web {web * 1000 / saves:.1f} ms, base de datos {base * 1000 / saves:.1f} ms, trabajador "
        f"{worker * 1000 / saves:.1f} ms; el cliente, {book['procesador'] * 1000 / saves:.1f} ms más "
        "en los mismos procesadores; "
        f"{requests} pedidos en todo"
    )
    whole = (web + worker + base) * 1000 / saves
    session.add(Figure(f"procesador por guardado, con todo lo demás del día, {where}", whole, "ms", remark=remark))


def _memory(session: Session, where: str, played: Played) -> None:
    growth = [each for each in played.watched.growth() if each[0] == "web"]
    if not growth:
        return
    first, last = sum(each[1] for each in growth), sum(each[2] for each in growth)
    remark = "; ".join(
        f"{kind} de {start:.0f} a {now:.0f} MB ({rise:+.0f} MB/h)" for kind, start, now, rise in played.watched.growth()
    )
    session.add(Figure(f"memoria de la web, {where}", last / first, "veces", at_most=FLAT, remark=remark))
