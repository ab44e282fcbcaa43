"""The techo of the entity against what the law approved, by fuente and organismo."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.core.database import Database
from apthapi.web.plans.techos.matrix import WHOLE, Ceilings, Pair, in_order, in_place, written


@dataclass(frozen=True, slots=True)
class LawRow:
    """What the law approved of a fuente, its registered changes, and the techo; None is not known."""

    pair: Pair
    approved: int | None
    modified: int
    techo: int | None

    @property
    def code(self) -> str:
        """`41-111`."""
        return "Total" if self.pair == WHOLE else written(self.pair)

    @property
    def standing(self) -> int | None:
        """What is approved with its changes."""
        return None if self.approved is None else self.approved + self.modified

    @property
    def gap(self) -> int | None:
        """The techo less what stands; None if either is not known."""
        return None if self.standing is None or self.techo is None else self.techo - self.standing

    @property
    def state(self) -> str:
        """As the states are drawn."""
        if self.gap is None:
            return "sin_techo"
        return "cuadra" if self.gap == 0 else "excede" if self.gap > 0 else "falta"

    @property
    def word(self) -> str:
        """The state in words; the figure stands beside it."""
        if self.approved is None:
            return "La ley no lo distingue"
        return {"cuadra": "Cuadra", "excede": "Sobre lo aprobado", "falta": "Bajo lo aprobado"}.get(
            self.state, "Sin techo"
        )


def against_law(database: Database, plan: str, ceilings: Ceilings) -> list[LawRow]:
    """A row for each fuente and organismo, and the total at the end; empty if no approved budget is known."""
    ask = in_place(database, plan)
    by_pair = ask.query("select fuente, organismo, importe from aprobado_fuente where plan = ?", [plan])
    approved = {(fuente, organismo): amount for fuente, organismo, amount in by_pair}
    [(whole,)] = ask.query("select cast(sum(importe) as bigint) from aprobado_categoria where plan = ?", [plan])
    if not approved and whole is None:
        return []
    changes = ask.query(
        "select fuente, organismo, cast(sum(importe) as bigint) from modificado where plan = ? "
        "group by fuente, organismo",
        [plan],
    )
    modified = {(fuente, organismo): amount for fuente, organismo, amount in changes}
    pairs = in_order({*approved, *modified, *ceilings.entity} - {WHOLE})
    rows = [LawRow(pair, approved.get(pair), modified.get(pair, 0), ceilings.entity.get(pair)) for pair in pairs]
    in_all = sum(approved.values()) if approved else whole
    techo = sum(ceilings.entity.values()) if ceilings.entity else None
    return [*rows, LawRow(WHOLE, in_all, sum(modified.values()), techo)]
