"""What the person sees before saving: by fuente against the techo, the ACP to look at, every note and every problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apthapi.core.database import Database
from apthapi.core.fields import words_of
from apthapi.core.money import format_amount
from apthapi.web.plans.copying.draft import Brought, Draft
from apthapi.web.plans.copying.sources import Part
from apthapi.web.plans.package import chain_of
from apthapi.web.plans.tieout import TOTAL, tie_out


@dataclass(frozen=True, slots=True)
class FuenteTotal:
    """The money of a fuente here, what would come, and how it would stand; centavos. `techo` None is not known."""

    fuente: str
    nombre: str
    here: int
    brought: int
    techo: int | None

    @property
    def after(self) -> int:
        """What there would be."""
        return self.here + self.brought

    @property
    def state(self) -> str:
        """As the states are drawn."""
        if self.techo is None:
            return "sin_techo"
        return "cuadra" if self.after == self.techo else "excede" if self.after > self.techo else "falta"

    @property
    def word(self) -> str:
        """The state in words, with its figure."""
        if self.techo is None:
            return "Sin techo por fuente"
        gap = format_amount(abs(self.after - self.techo))
        return {"cuadra": "Cuadra", "excede": f"Excede en {gap}", "falta": f"Quedan {gap}"}[self.state]


@dataclass(frozen=True, slots=True)
class AcpFlag:
    """An ACP of what is brought that this plan does not have, or has with other words."""

    acp: str
    rows: int
    text: str


def totals(database: Database, here: Part, lines: Iterable[Brought]) -> list[FuenteTotal]:
    """By fuente, and in all at the end."""
    tie: Mapping[str, Any] = tie_out(database, here.plan, here.unidad)
    now = {row["fuente"]: row for row in tie["fuentes"]}
    brought: dict[str, int] = {}
    for line in lines:
        fuente = str(line.cells["fuente"])
        brought[fuente] = brought.get(fuente, 0) + int(line.cells["importe"] or 0)
    found = [_total(fuente, now.get(fuente, {}), brought.get(fuente, 0)) for fuente in sorted({*now, *brought})]
    return [*found, _total(TOTAL, tie["total"], sum(brought.values()))]


def _total(fuente: str, row: Mapping[str, Any], brought: int) -> FuenteTotal:
    return FuenteTotal(fuente, row.get("nombre", ""), row.get("f3", 0), brought, row.get("techo"))


def acp_flags(database: Database, source: Part, here: Part, made: Draft) -> list[AcpFlag]:
    """The ACP named by what is brought that are not here, or that say something else here."""
    used: dict[str, int] = {}
    for row in (*made.operaciones, *made.lineas):
        if acp := str(row.cells.get("acp") or ""):
            used[acp] = used.get(acp, 0) + 1
    there = _texts(database, source)
    in_plan, in_unit = _texts(database, here, whole=True), _texts(database, here)
    return [
        AcpFlag(acp, rows, text)
        for acp, rows in sorted(used.items())
        if (text := _flag(acp, there.get(acp, ""), in_plan, in_unit))
    ]


def _flag(acp: str, text: str, in_plan: Mapping[str, str], in_unit: Mapping[str, str]) -> str:
    if acp not in in_plan and acp not in in_unit:
        return "No existe en este plan: elija otra en las operaciones, o agréguela en la estructura."
    if acp not in in_unit:
        return "Existe en el plan y no en la articulación de la unidad: agréguela, o elija otra."
    if text and in_unit[acp] and words_of(text) != words_of(in_unit[acp]):
        return f"Aquí dice otra cosa: «{_cut(in_unit[acp])}»; en el origen, «{_cut(text)}»."
    return ""


def _texts(database: Database, part: Part, *, whole: bool = False) -> dict[str, str]:
    """The text of each ACP of a unit, or of its plan and those that it replaces."""
    if not whole:
        return dict(
            database.query(
                "select acp, texto_acp from acp_unidad where plan = ? and unidad = ?", [part.plan, part.unidad]
            )
        )
    chain = chain_of(part.plan)
    marks = ", ".join("?" for _ in chain)
    return dict(database.query(f"select acp, descripcion from acciones_corto_plazo where plan in ({marks})", chain))


def _cut(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
