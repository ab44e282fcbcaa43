"""A country in PostgreSQL: what one entity waits for there beside what it waits for alone, and all of it judged.

600 entities of 25 units and 5,000 lines. Two databases have the same first entity, loaded as any is; in one of them
stand the others too, put there by COPY and without a trace, because loading them one by one would take hours. Pages
and saves are asked for inside the application, in turns, first of one database and then of the other.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from apthapi.bench.country import LINES_PER_ENTITY, UNITS, duckdb_file
from apthapi.bench.measure import FailedError, asked
from apthapi.bench.session import Figure, Session
from apthapi.bench.web import percentile
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import new_database, past_the_wall, prepare, url_of, without
from apthapi.example import write_example

ROUNDS, TIMES = 6, 40
"""Turns of each database, and how often each page and the save are asked for in one."""
EVEN, WHOLE, ONBOARDING = 1.2, 60.0, 60.0
"""How many times as long among many; seconds for the rules and the sums of all; seconds for one entity more."""
ALONE, AMONG = "sola", "entre_todas"


def run(session: Session) -> None:
    """Measure, if PostgreSQL answers; the databases go in the end."""
    folder = session.folder / "nacion"
    shutil.rmtree(folder, ignore_errors=True)
    country = duckdb_file(session, session.lines)
    example = folder / "entidad"
    write_example(example, units=UNITS, lines=LINES_PER_ENTITY)
    with ExitStack() as ends:
        ends.callback(shutil.rmtree, folder, ignore_errors=True)
        places: dict[str, dict[str, str]] = {}
        for name in (ALONE, AMONG):
            base = f"apthapi_medicion_{name}"
            without(base)
            if not new_database(base):
                session.tell("PostgreSQL no responde en 127.0.0.1:5432: no se mide")
                return
            ends.callback(without, base)
            (folder / name / "static").mkdir(parents=True)
            places[name] = environment(folder / name, url_of(base))
        jobs = {name: prepare(example, variables, 1)["pequena"] for name, variables in places.items()}
        filling = {**places[AMONG], "APTHAPI_BASE": past_the_wall(places[AMONG]["APTHAPI_BASE"])}
        filled = _inside("nation_fill", filling, str(country))
        remark = f"{filled['segundos']:.0f} s por COPY, sin traza"
        session.add(Figure("líneas del país en PostgreSQL", filled["lineas"], "líneas", remark=remark))
        _beside(session, places, jobs)
        _onboarding(session, example, folder / "nueva", places[AMONG])
        _judged(session, folder, places[AMONG])


def _beside(session: Session, places: Mapping[str, dict[str, str]], jobs: Mapping[str, dict[str, Any]]) -> None:
    """The same requests of the same entity, alone and among all."""
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for turn in range(ROUNDS):
        for name, variables in places.items():
            job = {**jobs[name], "que": "guardar", "desde": turn * 1000, "veces": TIMES}
            found = _inside("nation_inside", variables, json.dumps(job))
            if found["problemas"]:
                raise FailedError(f"{name}: {found['problemas'][0]}")
            for what, each in found["ms"].items():
                taken[what, name] += each
    for what in sorted({what for what, _ in taken}):
        alone, among = (percentile(taken[what, name], 95) for name in (ALONE, AMONG))
        remark = f"p95 {among:.1f} ms entre todas, {alone:.1f} ms sola, {len(taken[what, AMONG])} veces cada una"
        session.add(Figure(f"{what}, entre todas frente a sola", among / alone, "veces", at_most=EVEN, remark=remark))


def _onboarding(session: Session, example: Path, folder: Path, variables: Mapping[str, str]) -> None:
    """One entity more among all the others: the command that loads its plan, with everything that it starts."""
    shutil.copytree(example, folder)
    for path in folder.glob("*.csv"):
        text = path.read_text("utf-8").replace("EJEMPLO-0001-", "EJEMPLO-NUEVA-")
        path.write_text(text.replace("Entidad de ejemplo 1,EJ1", "Entidad de ejemplo nueva,NUEVA"), "utf-8")
    start = time.perf_counter()
    _command(["-m", "apthapi.cli", "load", str(folder)], variables)
    remark = f"apthapi load: {UNITS} unidades y {LINES_PER_ENTITY:,} líneas, con su traza"
    took = time.perf_counter() - start
    session.add(Figure("una entidad más, entre todas", took, "s", at_most=ONBOARDING, remark=remark))


def _judged(session: Session, folder: Path, variables: Mapping[str, str]) -> None:
    found = _inside("nation_judged", variables, str(folder / "pais.duckdb"))
    taken = found["segundos"]
    remark = (
        f"{found['lineas']:,} líneas de {found['planes']:,} planes: sacarlas {taken['exportar']:.1f} s, "
        f"{found['celdas']:,} celdas {taken['consolidar']:.1f} s, {found['numero']} reglas {taken['reglas']:.1f} s"
    )
    took = sum(taken.values())
    session.add(Figure("consolidación y todas las reglas del país", took, "s", at_most=WHOLE, remark=remark))


def _inside(module: str, variables: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """What a process of an installation prints."""
    found: dict[str, Any] = asked(f"bench.{module}", *arguments, variables=variables)
    return found


def _command(arguments: list[str], variables: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=dict(variables), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FailedError(f"{arguments[1]} ended with {done.returncode}: {done.stderr[-800:]}")
    return done.stdout
