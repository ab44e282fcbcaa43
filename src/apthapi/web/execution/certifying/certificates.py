"""The certificates of a gestión as they were issued, whatever the version in force then, and how they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from apthapi.compare.slots import Place
from apthapi.core.fields import plain_text
from apthapi.web.execution.balance import KINDS
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

_STATES = {
    "emitida": ("vigente", "Emitida"),
    "vencida": ("advertencia", "Vencida"),
    "utilizada": ("bien", "Utilizada"),
    "liberada": ("historico", "Liberada"),
}
"""The state that gives its colour and icon, and the word."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is certified in one place of the budget, in centavos."""

    place: Place
    amount: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its lines. `state` is that of a day: one that was issued may have expired since."""

    plan: str
    number: str
    kind: str
    gestion: int
    day: str
    state: str
    expires: str
    unidad: str
    acp: str
    operacion: str
    purpose: str
    reason: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """`Certificación POA POA-0001/2024`."""
        return f"Certificación {KINDS[self.kind]} {self.full_number}"

    @property
    def full_number(self) -> str:
        """The number with its gestión: `POA-0001/2024`."""
        return f"{self.number}/{self.gestion}"

    @property
    def total(self) -> int:
        """All that it certifies."""
        return sum(line.amount for line in self.lines)

    @property
    def partidas(self) -> str:
        """The partidas of its lines."""
        return ", ".join(dict.fromkeys(line.place.partida for line in self.lines))

    @property
    def look(self) -> str:
        """The state that a pill shows."""
        return _STATES[self.state][0]

    @property
    def word(self) -> str:
        """The state in a word."""
        return _STATES[self.state][1]

    def says(self, text: str) -> bool:
        """Whether somebody who looks for that finds it here, with or without accents."""
        seen = (self.full_number, self.purpose, self.unidad, self.operacion, self.partidas, self.word, KINDS[self.kind])
        found = plain_text(" ".join(seen))
        return all(word in found for word in plain_text(text).split())


def certificates(plan: str, on: date, unidad: str = "", number: str = "") -> list[Certificate]:
    """Those of the plan and of the versions before it in its gestión, the last one first."""
    database = live()
    schema, chain = SCHEMAS[database.engine], chain_of(plan)
    sql = (
        f"select c.*, p.gestion from {schema}.certificaciones c join {schema}.planes p on p.plan = c.plan "
        f"where c.plan in ({', '.join('?' for _ in chain)}) "
        f"and p.gestion = (select gestion from {schema}.planes where plan = ?)"
    )
    values = [*chain, plan]
    for column, wanted in (("unidad", unidad), ("certificacion", number)):
        if wanted:
            sql += f" and c.{column} = ?"
            values.append(wanted)
    rows = database.dicts(f"{sql} order by c.renglon", values)
    together: Callable[[dict[str, Any]], tuple[str, str]] = lambda row: (row["plan"], row["certificacion"])  # noqa: E731
    found = [_certificate(list(own), on) for _, own in groupby(rows, together)]
    return found[::-1]


def _certificate(rows: list[dict[str, Any]], on: date) -> Certificate:
    first = rows[0]
    expired = first["estado"] == "emitida" and "" < first["vence"] < on.isoformat()
    return Certificate(
        plan=first["plan"],
        number=first["certificacion"],
        kind=first["tipo"],
        gestion=first["gestion"],
        day=first["fecha"],
        state="vencida" if expired else first["estado"],
        expires=first["vence"],
        unidad=first["unidad"],
        acp=first["acp"],
        operacion=first["operacion"],
        purpose=first["objeto"],
        reason=first["motivo"],
        lines=tuple(
            Line(
                Place(row["unidad"], row["categoria"], row["partida"], row["fuente"], row["organismo"]),
                row["importe"] or 0,
            )
            for row in sorted(rows, key=lambda row: row["orden"])
        ),
    )
