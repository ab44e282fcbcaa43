"""The modifications of a gestión as they were registered, whatever the version, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from apthapi.compare.slots import Place
from apthapi.web.execution.budget.asked import Line
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

KINDS = {
    "intrainstitucional": "Traspaso intrainstitucional",
    "interinstitucional": "Traspaso interinstitucional",
    "adicional": "Presupuesto adicional",
}
"""The kinds of modification, as the format writes them and as people call them."""


@dataclass(frozen=True, slots=True)
class Modification:
    """A modification of `plan` with its lines; `pending` if the lines of the version in force do not have it."""

    plan: str
    number: str
    kind: str
    norm: str
    approver: str
    day: str
    outside: bool
    pending: bool
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """Its kind in words."""
        return KINDS.get(self.kind, "Modificación")

    @property
    def increases(self) -> int:
        """All that it adds, in centavos."""
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def decreases(self) -> int:
        """All that it takes away, in centavos."""
        return -sum(line.amount for line in self.lines if line.amount < 0)

    @property
    def units(self) -> str:
        """The units of its lines."""
        return ", ".join(dict.fromkeys(line.place.unidad for line in self.lines if line.place.unidad))


def modifications(plan: str) -> list[Modification]:
    """Those of the plan and of the versions before it in its gestión, the last one first."""
    database = live()
    schema, chain = SCHEMAS[database.engine], chain_of(plan)
    rows = database.dicts(
        f"select m.* from {schema}.modificaciones m join {schema}.planes p on p.plan = m.plan "
        f"where m.plan in ({', '.join('?' for _ in chain)}) "
        f"and p.gestion = (select gestion from {schema}.planes where plan = ?) "
        "order by p.version, m.plan, m.modificacion, m.orden",
        [*chain, plan],
    )
    together: Callable[[dict[str, Any]], tuple[str, str]] = lambda row: (row["plan"], row["modificacion"])  # noqa: E731
    found = [_modification(list(own), plan) for _, own in groupby(rows, together)]
    return found[::-1]


def modification(plan: str, number: str) -> Modification | None:
    """The one of that number that is of the plan itself; None if there is none."""
    return next((each for each in modifications(plan) if (each.plan, each.number) == (plan, number)), None)


def _modification(rows: list[dict[str, Any]], plan: str) -> Modification:
    first = rows[0]
    outside = first["incorporada"] == "no"
    return Modification(
        plan=first["plan"],
        number=first["modificacion"],
        kind=first["tipo"],
        norm=first["norma"],
        approver=first["aprobador"],
        day=first["fecha"],
        outside=outside,
        pending=outside and first["plan"] == plan,
        lines=tuple(
            Line(
                Place(row["unidad"], row["categoria"], row["partida"], row["fuente"], row["organismo"]),
                row["importe"] or 0,
            )
            for row in rows
        ),
    )
