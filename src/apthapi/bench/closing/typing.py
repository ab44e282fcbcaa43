"""Somebody who types: opens a sheet, adds and corrects lines, pastes two hundred, asks for news, prints."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from apthapi.bench.closing.book import KEPT, Book
from apthapi.bench.closing.wire import Answer, CutError, Wire

PASTED = 200
NEWS_EVERY, NEWS_AT_THE_LATEST = 20.0, 45.0
"""Seconds between two questions of a page for what others did: a save that is answered puts it off, up to the second
(`grid/presence.js`)."""
PRINTS_EVERY = 1800.0
"""Seconds between two papers of one person."""
REPEATS = 0.02
"""Of so many sendings, the answer is taken as lost: they are sent again, and must not be done again."""
AS_THE_BROWSER = (1.0, 60.0)
"""Seconds before an unanswered sending is repeated: at first, doubled each time, and at most (`grid/outbox.js`)."""
_COPIED = ("partida", "operacion", "tarea", "unidad_medida", "fuente", "organismo")
_PAGE_AGAIN = 0.01
_LOOKS = 30
"""How often a paper that is being made is looked for before it is left for later."""
REVIEW = 15.0
"""Seconds without a save after which the page asks for what was not judged with its save (`grid/grid.js`)."""
_SHEETS = ("requerimientos_3_01", "requerimientos_3_03")


class Typist:
    """One person at one sheet of their unit."""

    def __init__(self, book: Book, job: dict[str, Any], at: int) -> None:
        person, port, plan, seed = job["escriben"][at], job["puerto"], job["plan"], job["semilla"] + at
        self.book = book
        self._first, self._longest = job.get("espera", AS_THE_BROWSER)
        self._patience = job.get("paciencia", 300.0)
        self._dice = random.Random(seed)
        self._name = f"{job.get('vez', 0)}.{at}"
        self._wire, self._own = Wire(port, person["sesion"]), Wire(port, person["sesion"])
        self._base = f"/planes/{plan}/unidades/{person['unidad']}/"
        self._sheet = _SHEETS[seed % len(_SHEETS)]
        self._since = 0
        self._made = 0
        self._heard = 0.0
        """When a save was answered the last time, or news were."""
        self._review = 0.0
        """When the page will ask what the rules say of its last save; 0 if it was told."""
        self._at: dict[str, int] = {}
        self._copied: dict[str, str] = {}
        self._mine: list[int] = []

    async def open(self, patient: bool = False) -> bool:
        """Open the page and its rows, as a browser does. False if nobody answers."""
        rows = f"{self._base}filas/{self._sheet}"
        while True:
            page = await self._timed("página", lambda: self._wire.get(f"{self._base}paso/requerimientos"))
            answer = await self._timed("filas", lambda: self._wire.get(rows))
            if page and answer and page.status == answer.status == 200:
                break
            if not patient:
                return False
            await asyncio.sleep(1)
        document = json.loads(answer.body)
        self._at = {each["nombre"]: at for at, each in enumerate(document["columnas"], start=1)}
        self._since = document["acto"]
        row = self._dice.choice(document["filas"])
        self._copied = {name: row[self._at[name]] or "" for name in _COPIED}
        return True

    async def work(self, pace: Callable[[], float], until: Callable[[], bool], pastes: float) -> None:
        """Save at that pace (seconds between two) until it is over; of so many seconds, one paste."""
        due = time.monotonic() + self._dice.random() * pace()
        while not until():
            if 0 < self._review < due:
                await self._ask_review(until)
            await pause(due - time.monotonic(), until)
            if until():
                break
            every = pace()
            # Somebody who was kept waiting goes on, and does not make up for all of it.
            due = max(due + every * self._dice.uniform(0.6, 1.4), time.monotonic() - 2 * every)
            await self._one(until, pasting=self._dice.random() < every / pastes, printing=every / PRINTS_EVERY)

    async def ask_for_news(self, until: Callable[[], bool]) -> None:
        """What the page asks for by itself."""
        await pause(self._dice.random() * NEWS_EVERY, until)
        while not until():
            path = f"{self._base}novedades/{self._sheet}?desde={self._since}"
            await self._timed("novedades", partial(self._own.get, path))
            self._heard = asked = time.monotonic()
            while (left := min(self._heard + NEWS_EVERY, asked + NEWS_AT_THE_LATEST) - time.monotonic()) > 0:
                if until():
                    return
                await pause(left, until)

    async def _ask_review(self, until: Callable[[], bool]) -> None:
        await pause(self._review - time.monotonic(), until)
        self._review = 0.0
        await self._timed("revisar", lambda: self._wire.get(f"{self._base}verificaciones"))

    async def _one(self, until: Callable[[], bool], *, pasting: bool, printing: float) -> None:
        if self._dice.random() < printing:
            await self._print()
        if self._dice.random() < _PAGE_AGAIN:
            await self._timed("página", lambda: self._wire.get(f"{self._base}paso/resumen"))
        changes = [self._new() for _ in range(PASTED)] if pasting else [self._new_or_changed()]
        await self._saved("pegar 200" if pasting else "guardar", changes, until)

    def _new_or_changed(self) -> dict[str, Any]:
        if not self._mine or self._dice.random() < 0.6:
            return self._new()
        renglon = self._dice.choice(self._mine)
        before = self.book.lines[renglon][KEPT.index("precio_unitario")]
        price = before // 100 + 1
        return {"renglon": renglon, "celdas": {"precio_unitario": {"antes": before, "texto": f"{price},00"}}}

    def _new(self) -> dict[str, Any]:
        self._made += 1
        cells = {**self._copied, "descripcion": f"Ejemplo {self._name}-{self._made}", "cantidad": "2"}
        cells["precio_unitario"] = f"{self._dice.randint(1, 400)},00"
        return {"nuevo": f"n{self._made}", "celdas": {name: {"texto": text} for name, text in cells.items()}}

    async def _saved(self, kind: str, changes: list[dict[str, Any]], until: Callable[[], bool]) -> None:
        """Send until it is answered, with the same `envio`; and sometimes once more."""
        envio = str(uuid4())
        body = json.dumps({"envio": envio, "desde": self._since, "cambios": changes}).encode()
        path = f"{self._base}guardar/{self._sheet}"
        patience = time.monotonic() + self._patience
        for attempt in range(100):
            answer = await self._timed(kind, lambda: self._wire.post(path, body))
            if answer is not None and answer.status == 200:
                break
            passing = answer is None or answer.status == 429 or answer.status >= 500
            if not passing or time.monotonic() > patience or (until() and attempt > 30):
                self._not_taken(envio, changes, answer)
                return
            await asyncio.sleep(min(self._longest, self._first * 2**attempt) * self._dice.uniform(0.75, 1.25))
        self._believe(envio, changes, answer)  # type: ignore[arg-type]
        if self._dice.random() < REPEATS:
            self.book.repeated += 1
            again = await self._timed("repetir", lambda: self._wire.post(path, body))
            if again is not None and again.status == 200:
                self._compare(envio, again)

    def _not_taken(self, envio: str, changes: list[dict[str, Any]], answer: Answer | None) -> None:
        self.book.unknown[envio] = [each["celdas"]["descripcion"]["texto"] for each in changes if "nuevo" in each]
        # What a line holds of which nobody knows whether it was changed can no longer be compared.
        for renglon in (each["renglon"] for each in changes if "renglon" in each):
            self.book.lines.pop(renglon, None)
            self._mine.remove(renglon)
        if answer is not None and answer.status < 500:
            self.book.complain(f"guardar: {answer.status} {answer.body[:200]!r}")

    def _believe(self, envio: str, changes: list[dict[str, Any]], answer: Answer) -> None:
        """Write down what the server said that it keeps, after looking whether it is what was typed."""
        document = json.loads(answer.body)
        rows = document["filas"]
        if document["rechazos"] or document["conflictos"] or len(rows) != len(changes):
            self.book.complain(f"guardar: {json.dumps(document)[:300]}")
        if "cuadre" not in document or "verificaciones" not in document:
            self.book.complain("guardar: sin cuadre o sin verificaciones")
        sent = {each.get("nuevo") or each.get("renglon"): each["celdas"] for each in changes}
        for row in rows:
            cells = sent.get(row["nuevo"] or row["renglon"], {})
            values = [row["valores"][self._at[name]] for name in KEPT]
            wanted = cells.get("descripcion", {}).get("texto", values[0])
            price = int(cells["precio_unitario"]["texto"].removesuffix(",00")) * 100 if cells else None
            if values[0] != wanted or values[2] != price or values[3] != 2 * values[2]:
                self.book.complain(f"guardar: se escribió {cells} y se contestó {values}")
            self.book.lines[row["renglon"]] = values
            if row["nuevo"]:
                self._mine.append(row["renglon"])
        del self._mine[:-50]
        self.book.saves[envio] = [document["acto"], len(rows)]
        self.book.pasted += len(rows) if len(rows) == PASTED else 0
        self._since = document["acto"]
        self._heard = time.monotonic()
        pending = document.get("verificaciones", {}).get("pendiente")
        self._review = time.monotonic() + REVIEW if pending else 0.0

    def _compare(self, envio: str, again: Answer) -> None:
        document = json.loads(again.body)
        if [document["acto"], len(document["filas"])] != self.book.saves[envio]:
            self.book.complain(f"el envío {envio} se contestó de otra manera la segunda vez")

    async def _print(self) -> None:
        """A paper at once if it is short; one that the worker makes is waited for, a long one only asked for."""
        form = self._sheet.removeprefix("requerimientos_")
        answer = await self._timed("papel", lambda: self._wire.get(f"{self._base}papeles/ver/formulario-{form}"))
        if answer is None or answer.status != 302:
            return
        _, made_apart, pedido = answer.header(b"location").decode("ascii").partition("/pedido/")
        if made_apart:
            await self._wait_for(f"{self._base}papeles/pedido/{pedido.partition('?')[0]}")
        else:
            path = f"{self._base}papeles/pedir/formulario-{form}"
            await self._timed("pedir papel", lambda: self._wire.post(path, b"", "application/x-www-form-urlencoded"))

    async def _wait_for(self, pedido: str) -> None:
        """What the page of a paper does: it looks until it is done, and opens it."""
        began = time.perf_counter()
        await self._timed("página", lambda: self._wire.get(f"{pedido}?abrir"))
        for look in range(_LOOKS):
            await asyncio.sleep(min(0.4 + 0.1 * look, 1.5))
            answer = await self._timed("avance", lambda: self._wire.get(f"{pedido}/avance"))
            if answer is None or answer.status != 200:
                return
            if json.loads(answer.body)["termino"]:
                await self._timed("abrir papel", lambda: self._wire.get(f"{pedido}/archivo"))
                self.book.note("papel por el trabajador", (time.perf_counter() - began) * 1000)
                return

    async def _timed(self, kind: str, ask: Callable[[], Any]) -> Answer | None:
        return await timed(self.book, kind, ask)

    def close(self) -> None:
        """Leave."""
        self._wire.close()
        self._own.close()


async def pause(seconds: float, until: Callable[[], bool]) -> None:
    """Wait so long, or until it is over."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not until():
        await asyncio.sleep(min(left, 2.0))


async def timed(book: Book, kind: str, ask: Callable[[], Any]) -> Answer | None:
    """Ask and note what it took; None, which is noted too, if no answer came."""
    began = time.perf_counter()
    try:
        answer: Answer = await ask()
    except CutError:
        book.refused[f"{kind}: sin respuesta"] += 1
        return None
    if answer.status in (200, 302):
        book.note(kind, (time.perf_counter() - began) * 1000)
    else:
        book.refused[f"{kind}: {answer.status} {said(answer)}"] += 1
    return answer


def said(answer: Answer) -> str:
    """What a person reads of an answer that is a refusal."""
    if answer.is_json:
        return str(json.loads(answer.body).get("mensaje", ""))
    text = answer.body.decode("utf-8", "replace")
    return " ".join(text.partition("<main")[2].partition("<p>")[2].partition("</p>")[0].split()) or text[:120]
