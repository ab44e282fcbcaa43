"""The web application under many hands: pages and saves at 1, 16 and 64 clients, on both databases, and in a browser.

A plan of 15 units, 14 of them with 5,000 lines and one with 200, is served by the real server; each client is a process
with its own session. What clients were told is compared with the database in the end: a line that was lost, or written
twice, ends the measurement.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_clients import alone_inside, together
from apthapi.bench.web_data import SMALL_LINES
from apthapi.bench.web_server import Server, environment, served
from apthapi.bench.web_store import Saved, differences, postgresql, prepare
from apthapi.example import write_example

Page = tuple[str, str, str]
"""Name, address, and session."""
UNITS, LINES = 15, 5_000
CLIENTS = (1, 16, 64)
WARM_UP = 8
"""Saves of a unit that are not counted: each process judges it whole once."""
SAVES = {1: 60, 16: 12, 64: 6}
"""Saves of each client, by how many there are."""
PAGES = {1: (8, 10), 16: (1, 10), 64: (1, 4)}
"""How often each client reads its pages, and how many of them are its own: each begins at another one."""
SAVE_AIM, LIST_AIM, SOON_AIM, GRID_AIM = 25.0, 60.0, 500.0, 1.5
_AIMS = {"lista de 50 filas": LIST_AIM, "sugerencias": SOON_AIM, "memoria de textos": SOON_AIM}
_OF_UNIT = ("/paso/", "/sugerencias", "/listas/")
FLAT = 1.15
"""By how much the memory of the server may grow from the first saves to the last, when every unit has been judged."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database that is served: its name in the figures, its files, and the variables that say where it is."""

    name: str
    folder: Path
    variables: dict[str, str]
    data: dict[str, Any]


def run(session: Session) -> None:
    """Measure on SQLite, on PostgreSQL if it answers, and one beside the other. Stopped or not, nothing of it stays."""
    _stoppable(session, _everything)


def run_saves(session: Session) -> None:
    """Only what one person waits for while saving a line, which takes a minute."""
    _stoppable(session, _saves_alone)


def _stoppable(session: Session, what: Callable[[Session, Place], float]) -> None:
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        _run(session, what)
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _run(session: Session, what: Callable[[Session, Place], float]) -> None:
    session.add(Figure("carga de la máquina antes de empezar", *_load(), remark=_disturbed()))
    example = session.folder / "web" / "ejemplo"
    shutil.rmtree(session.folder / "web", ignore_errors=True)
    write_example(example, units=UNITS, lines=UNITS * LINES)
    try:
        sqlite = what(session, _place(session, "SQLite", example, ""))
        with postgresql(session) as url:
            if url:
                other = what(session, _place(session, "PostgreSQL", example, url))
                session.add(Figure("guardar, PostgreSQL frente a SQLite", other / sqlite, "veces"))
    finally:
        shutil.rmtree(session.folder / "web", ignore_errors=True)


def percentile(values: list[float], of_hundred: int) -> float:
    """The value that so many in a hundred do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * of_hundred // 100) - 1)]


def turned(items: list[Page], by: int) -> list[Page]:
    """The items from one of them on, and round."""
    at = by % len(items)
    return items[at:] + items[:at]


def _place(session: Session, name: str, example: Path, url: str) -> Place:
    """A database with the example in it."""
    folder = session.folder / "web" / name.lower()
    (folder / "static").mkdir(parents=True)
    variables = environment(folder, url)
    session.tell(f"carga el ejemplo de {UNITS * LINES:,} líneas en {name}")
    return Place(name, folder, variables, prepare(example, variables, max(CLIENTS)))


def _everything(session: Session, place: Place) -> float:
    """All of it on one database; the median of the server time of a save, in milliseconds."""
    _inside(session, place)
    with served(place.folder, place.variables) as server:
        _alone(session, place, server, SMALL_LINES)
        for clients in CLIENTS:
            _pages(session, place, server, clients)
        own = _saves(session, place, server)
        if not place.variables["APTHAPI_BASE"]:
            _grid(session, place, server)
    return own


def _saves_alone(session: Session, place: Place) -> float:
    _inside(session, place)
    with served(place.folder, place.variables) as server:
        _alone(session, place, server, SMALL_LINES)
        return _alone(session, place, server, LINES)


def _writer(place: Place, lines: int) -> dict[str, Any]:
    """Who writes in a unit of so many lines."""
    found: dict[str, Any] = place.data["pequena"] if lines == SMALL_LINES else place.data["escriben"][0]
    return found


def _inside(session: Session, place: Place) -> None:
    """A save without server: how long it takes, and how often it asks the database."""
    for lines in (SMALL_LINES, LINES):
        done = alone_inside({"veces": SAVES[1], "desde": 0, **_writer(place, lines)}, place.variables)
        _compare(place, [done])
        remark = f"procesador {done['procesador']:.1f} ms; {len(done['sentencias'])} sentencias, y las de las reglas"
        session.add(Figure(f"guardar una línea, unidad de {lines:,}, {place.name}, sin servidor",
            median(done["ms"]), "ms", remark=remark))  # fmt: skip


def _alone(session: Session, place: Place, server: Server, lines: int) -> float:
    """What the server takes for a save of one client, with all that goes with it; the median in milliseconds."""
    writer = _writer(place, lines)
    name = f"guardar una línea, unidad de {lines:,}, {place.name}, tiempo del servidor"
    saved, _ = together([_saver(server, writer, WARM_UP, 0)])
    before, used = server.requests(), server.processor_seconds()
    saved, _ = together([_saver(server, writer, SAVES[1], WARM_UP)])
    _compare(place, saved)
    taken = server.milliseconds(before)
    used = (server.processor_seconds() - used) * 1000 / len(taken)
    remark = f"p95 {percentile(taken, 95):.0f} ms; procesador del servidor {used:.1f} ms"
    session.add(Figure(name, median(taken), "ms", at_most=SAVE_AIM, remark=remark))
    return median(taken)


def _saves(session: Session, place: Place, server: Server) -> float:
    """Saves at each number of clients; the median server time of one client alone."""
    alone = _alone(session, place, server, LINES)
    memory = []
    for clients in CLIENTS:
        before = server.requests()
        writers = place.data["escriben"][:clients]
        saved, seconds = together([_saver(server, each, SAVES[clients], 1_000 * clients) for each in writers])
        _compare(place, saved)
        waited = [each for job in saved for each in job["ms"]["guardar"]]
        taken = server.milliseconds(before)
        remark = (
            f"p95 {percentile(waited, 95):.0f} ms; en el servidor p50 {median(taken):.1f} ms, "
            f"p95 {percentile(taken, 95):.0f} ms; {len(waited) / seconds:.0f} por segundo; ninguna perdida ni doble"
        )
        session.add(Figure(f"guardar una línea, {place.name}, {_told(clients)}", median(waited), "ms", remark=remark))
        memory.append(server.megabytes())
    remark = f"de {memory[1]:.0f} a {memory[2]:.0f} MB en {CLIENTS[2] * SAVES[64]} guardados más"
    session.add(
        Figure(f"memoria del servidor, {place.name}", memory[2] / memory[1], "veces", at_most=FLAT, remark=remark)
    )
    return alone


def _pages(session: Session, place: Place, server: Server, clients: int) -> None:
    """Every main page, by so many clients at once."""
    times, most = PAGES[clients]
    jobs = [
        {
            "que": "leer",
            "puerto": server.port,
            "veces": times,
            "paginas": turned(_addresses(place, number), number)[:most],
        }
        for number in range(clients)
    ]
    before = server.requests()
    read, _ = together(jobs)
    _refuse(read)
    for name, address, _ in _addresses(place, 0):
        waited = [each for job in read for each in job["ms"].get(name, ())]
        aim = _AIMS.get(name) if clients == 1 else None
        taken = server.milliseconds(before, method="GET", part=f"{_whatever_the_unit(address)}$")
        remark = f"p95 {percentile(waited, 95):.0f} ms; en el servidor p50 {median(taken):.0f} ms"
        session.add(Figure(f"{name}, {place.name}, {_told(clients)}", median(waited), "ms", at_most=aim, remark=remark))


def _addresses(place: Place, number: int) -> list[Page]:
    """The main pages, as one client sees them."""
    data = place.data
    writer, looks = data["escriben"][number], data["miran"][number]
    plan = f"/planes/{data['plan']}/"
    steps = ("situacion", "articulacion", "operaciones", "requerimientos", "resumen")
    return [
        ("inicio", "/inicio/", writer["sesion"]),
        ("tablero", plan, looks),
        ("consolidado", f"{plan}consolidacion", looks),
        *((f"paso {step}", f"{writer['base']}paso/{step}", writer["sesion"]) for step in steps),
        ("sugerencias", f"{writer['base']}sugerencias", writer["sesion"]),
        ("memoria de textos", f"{writer['base']}listas/memoria", writer["sesion"]),
        ("lista de 50 filas", f"{data['pequena']['base']}filas/{data['pequena']['vista']}", data["pequena"]["sesion"]),
        (
            "filas de una planilla de 5.000",
            f"{data['hoja']['base']}filas/{data['hoja']['vista']}",
            data["hoja"]["sesion"],
        ),
    ]


def _whatever_the_unit(address: str) -> str:
    """What the address of the same page of every unit ends in."""
    return next((address[at:] for mark in _OF_UNIT if (at := address.find(mark)) > 0), address)


def _grid(session: Session, place: Place, server: Server) -> None:
    """The grid of 5,000 lines in Chromium, beside one of a small unit."""
    from apthapi.bench.web_browser import NoBrowserError, seconds_to_edit  # noqa: PLC0415 - it needs Playwright

    try:
        large = seconds_to_edit(server.port, place.data["hoja"])
        small = seconds_to_edit(server.port, place.data["pequena"])
    except NoBrowserError as problem:
        session.tell(f"la planilla en el navegador no se mide: {problem}")
        return
    session.add(
        Figure("planilla de 5.000 líneas lista en Chromium", large, "s", at_most=GRID_AIM,
            remark="desde que se pide la página hasta que la primera fila se puede escribir")
    )  # fmt: skip
    session.add(Figure("planilla de 5.000 líneas frente a una de 50", large / small, "veces", remark=f"{small:.2f} s"))


def _saver(server: Server, writer: dict[str, Any], times: int, first: int) -> dict[str, Any]:
    return {"que": "guardar", "puerto": server.port, "veces": times, "desde": first, **writer}


def _compare(place: Place, saved: list[dict[str, Any]]) -> None:
    """What clients were told against what is stored."""
    _refuse(saved)
    told = [Saved(each["renglon"], each["precio"], each["guardados"]) for each in saved]
    if found := differences(place.variables, told):
        raise FailedError(f"{place.name}: {found[0]}")


def _refuse(done: list[dict[str, Any]]) -> None:
    if problems := [problem for job in done for problem in job["problemas"]]:
        raise FailedError(f"{len(problems)} answers were not as they must be: {problems[0]}")


def _told(clients: int) -> str:
    return "1 cliente" if clients == 1 else f"{clients} clientes"


def _load() -> tuple[float, str]:
    return os.getloadavg()[0], "procesos"


def _disturbed() -> str:
    busy = os.getloadavg()[0] > 0.3 * (os.cpu_count() or 1)
    return "OTRO TRABAJO MOLESTA: las cifras que siguen son peores de lo debido" if busy else "la máquina está libre"
