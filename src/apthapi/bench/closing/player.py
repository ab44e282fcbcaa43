"""Plays all the people of deadline day in one process, and writes down the ledger of all of them.

Run as `python -m apthapi.bench.closing.player JOB.json BOOK.json`. A job says the port, the people, and the stages:
how many saves a second all of them want, and for how many seconds. A line is printed when everybody has their page
open, and one for each stage.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from apthapi.bench.closing.book import Book
from apthapi.bench.closing.sending import Circle, Looker
from apthapi.bench.closing.typing import Typist

ACTS_EVERY, LOOKS_EVERY = 15.0, 25.0
AT_ONCE = 8
"""How many open their page at the same time in the beginning."""
STOPS_BEHIND = 0.8
"""A stage that carries less than this part of what is wanted, or takes longer than `hasta_ms`, is the last."""


def main(job: Path, book: Path) -> None:
    """Play the job."""
    told = json.loads(job.read_text(encoding="utf-8"))
    found = asyncio.run(_Day(told).play())
    book.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


class _Day:
    def __init__(self, job: dict[str, Any]) -> None:
        self._job = job
        self._book = Book()
        self._over = False
        self._rate = float(job["etapas"][0]["por_segundo"])
        port, plan, seed = job["puerto"], job["plan"], job["semilla"]
        self._typists = [Typist(self._book, job, at) for at in range(len(job["escriben"]))]
        self._circles = [Circle(self._book, port, each, plan, seed + at) for at, each in enumerate(job["envian"])]
        self._lookers = [Looker(self._book, port, each, plan, seed + at) for at, each in enumerate(job["miran"])]

    async def play(self) -> dict[str, Any]:
        """Open, work through the stages, and finish what was begun."""
        await self._open()
        print("listo", flush=True)
        began = time.perf_counter()
        working = [asyncio.create_task(each) for each in self._all_work()]
        stages = [found async for found in self._stages(working)]
        self._over = True
        await asyncio.gather(*working)
        people: list[Typist | Circle | Looker] = [*self._typists, *self._circles, *self._lookers]
        for each in people:
            each.close()
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            **self._book.written(),
            "etapas": stages,
            "segundos": time.perf_counter() - began,
            "procesador": used.ru_utime + used.ru_stime,
        }

    async def _open(self) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(typist: Typist) -> None:
            async with gate:
                await typist.open(patient=True)

        await asyncio.gather(*(one(each) for each in self._typists))

    def _all_work(self) -> list[Any]:
        def is_over() -> bool:
            return self._over

        pastes = float(self._job["pega_cada"])
        return [
            *(each.work(self._pace, is_over, pastes) for each in self._typists),
            *(each.ask_for_news(is_over) for each in self._typists if self._job["novedades"]),
            *(each.work(self._job.get("actos_cada", ACTS_EVERY), is_over) for each in self._circles),
            *(each.work(self._job.get("mira_cada", LOOKS_EVERY), is_over) for each in self._lookers),
        ]

    def _pace(self) -> float:
        """Seconds between two saves of one person."""
        return len(self._typists) / self._rate

    async def _stages(self, working: list[asyncio.Task[Any]]) -> Any:
        for number, stage in enumerate(self._job["etapas"]):
            self._book.stage, self._rate = number, float(stage["por_segundo"])
            before, began = len(self._book.saves), time.perf_counter()
            await asyncio.wait(working, timeout=float(stage["segundos"]), return_when=asyncio.FIRST_EXCEPTION)
            seconds = time.perf_counter() - began
            taken = sorted(self._times("guardar", number))
            found = {**stage, "logrado": (len(self._book.saves) - before) / seconds, "medido": seconds}
            found["p50"] = taken[len(taken) // 2] if taken else 0.0
            found["p95"] = taken[int(len(taken) * 0.95)] if taken else 0.0
            print(json.dumps(found), flush=True)
            yield found
            if any(each.done() and each.exception() for each in working):
                await asyncio.gather(*working)
            late = found["p95"] > stage.get("hasta_ms", float("inf"))
            if late or found["logrado"] < STOPS_BEHIND * stage["por_segundo"] * bool(stage.get("hasta_ms")):
                return

    def _times(self, kind: str, stage: int) -> list[float]:
        stages = self._book.took.get(kind, [])
        return stages[stage] if stage < len(stages) else []


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
