"""Those who do not type: a finished unit that is sent, approved and returned again, and who looks at the plan."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from apthapi.bench.closing.book import Book
from apthapi.bench.closing.typing import pause, timed
from apthapi.bench.closing.wire import Answer, Ports, Wire

FORM = "application/x-www-form-urlencoded"
ROUND: tuple[tuple[int, str, dict[str, str], str], ...] = (
    (0, "enviar_unidad", {"asi": "1"}, "Enviado a la dirección"),
    (1, "aprobar_unidad", {}, "Aprobado y enviado"),
    (2, "observar_unidad", {"motivo": "Ejemplo: revise las cantidades."}, "Devuelto a la unidad"),
)
"""Which of the three people, what they do, with what, and what they must read then."""


class Circle:
    """The three people of a finished unit, one after the other."""

    def __init__(self, book: Book, port: Ports, unit: dict[str, object], plan: str, seed: int) -> None:
        self.book = book
        self._dice = random.Random(seed)
        self._unit = str(unit["unidad"])
        self._wires = [Wire(port, session) for session in unit["sesiones"]]  # type: ignore[attr-defined]
        self._base = f"/planes/{plan}/unidades/{self._unit}/"
        self._page = f"{self._base}paso/resumen"

    async def work(self, every: float, until: Callable[[], bool]) -> None:
        """An act every so many seconds, until it is over."""
        await pause(self._dice.random() * every, until)
        at = await self._begin()
        while not until():
            at = (at + await self._act(*ROUND[at])) % len(ROUND)
            await pause(every * self._dice.uniform(0.6, 1.4), until)

    async def _begin(self) -> int:
        """Whose turn it is: the unit may have been left half way round."""
        for _ in range(60):
            asked = [await timed(self.book, "página", partial(wire.get, self._page)) for wire in self._wires]
            pages = [page.body for page in asked if page is not None and page.status == 200]
            if len(pages) == len(asked):
                offered = [f"acto/{accion}".encode() in pages[who] for who, accion, _, _ in ROUND]
                return offered.index(True) if True in offered else 0
            await asyncio.sleep(1)
        return 0

    async def _act(self, who: int, accion: str, fields: dict[str, str], words: str) -> int:
        """Do it and read what the page says then. 1 if it is done, as far as the page tells; else 0."""
        wire = self._wires[who]
        body = urlencode(fields).encode()
        answer = await timed(self.book, accion, lambda: wire.post(f"{self._base}acto/{accion}", body, FORM))
        if answer is None or answer.status >= 500:
            return await self._look(wire, accion)
        page = await timed(self.book, "página", lambda: wire.get(self._page)) if answer.status == 302 else answer
        if page is not None and words.encode() in page.body:
            self.book.acts.append([self._unit, accion])
            return 1
        if page is None or page.status >= 500:
            return await self._look(wire, accion)
        self.book.complain(f"{accion} en {self._unit}: {answer.status}, y no se lee «{words}»")
        return 0

    async def _look(self, wire: Wire, accion: str) -> int:
        """Nobody knows whether it was done: look, as a person does. Whoever can still do it sees its button."""
        for _ in range(60):
            await asyncio.sleep(1)
            page = await timed(self.book, "página", lambda: wire.get(self._page))
            if isinstance(page, Answer) and page.status == 200:
                done = f"acto/{accion}".encode() not in page.body
                self.book.unsure.append([self._unit, accion])
                return int(done)
        self.book.complain(f"{accion} en {self._unit}: nadie contesta")
        return 0

    def close(self) -> None:
        """Leave."""
        for wire in self._wires:
            wire.close()


class Looker:
    """Somebody of Planificación, Finanzas or the MAE who follows the whole plan."""

    def __init__(self, book: Book, port: Ports, person: dict[str, str], plan: str, seed: int) -> None:
        self.book = book
        self._dice = random.Random(seed)
        self._wire = Wire(port, person["sesion"])
        self._pages = (("tablero", f"/planes/{plan}/"), ("consolidado", f"/planes/{plan}/consolidacion"))

    async def work(self, every: float, until: Callable[[], bool]) -> None:
        """A page every so many seconds, until it is over."""
        await pause(self._dice.random() * every, until)
        while not until():
            name, path = self._dice.choice(self._pages)
            await timed(self.book, name, partial(self._wire.get, path))
            await pause(every * self._dice.uniform(0.6, 1.4), until)

    def close(self) -> None:
        """Leave."""
        self._wire.close()
