"""What the units of an example spent each month, in each partida, fuente and organismo."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from apthapi.core.money import plain_amount
from apthapi.core.package import Package
from apthapi.core.tables import MONTHS
from apthapi.example.rows import MARK, query
from apthapi.example.texts import BOLIVIANO
from apthapi.example.year.pace import Pace

_PAYROLL = "1"
_NEVER, _TAKEN_BACK, _RESERVED = 9, 10, 3
"""Of the places that are not payroll, one in so many: is never spent, has a reversal, reserves money at the end."""


@dataclass(slots=True)
class Spot:
    """A place of the budget of a unit: centavos programmed by month, accrued by month, reserved at the end, moved.

    `line` is the largest line of it, with its action and operation.
    """

    unidad: str
    categoria: str
    partida: str
    fuente: str
    organismo: str
    programme: list[int] = field(default_factory=lambda: [0] * 12)
    accrued: list[int] = field(default_factory=list)
    reserved: int = 0
    moved: int = 0
    line: tuple[int, str, str, str] = (0, "", "", "")

    @property
    def room(self) -> int:
        """What is in force and neither spent nor reserved, in centavos."""
        return sum(self.programme) + self.moved - sum(self.accrued) - self.reserved

    @property
    def cells(self) -> dict[str, str]:
        """Where it is, as rows say it."""
        names = ("unidad", "categoria", "partida", "fuente", "organismo")
        return {name: getattr(self, name) for name in names}


def spots_of(package: Package, plan: str, unidad: str) -> list[Spot]:
    """The places of a unit, by what its lines programme; what another category pays for is left out."""
    months = ", ".join(f"coalesce(r.{name}, 0)" for name in MONTHS)
    sql = (
        f"select r.partida, r.fuente, r.organismo, coalesce(u.categoria, ''), coalesce(r.importe, 0), r.acp, "
        f"r.operacion, r.descripcion, {months} from requerimientos r "
        "left join unidades u on u.plan = r.plan and u.unidad = r.unidad "
        "left join acp_unidad a on a.plan = r.plan and a.unidad = r.unidad and a.acp = r.acp "
        "where r.plan = ? and r.unidad = ? and r.partida <> '' and coalesce(a.categoria, '') in ('', u.categoria) "
        "order by r.renglon"
    )
    found: dict[tuple[str, str, str], Spot] = {}
    for partida, fuente, organismo, categoria, amount, acp, operation, text, *programme in query(
        package, sql, plan, unidad
    ):
        spot = found.setdefault((partida, fuente, organismo), Spot(unidad, categoria, partida, fuente, organismo))
        spot.programme = [before + now for before, now in zip(spot.programme, programme, strict=True)]
        spot.line = max(spot.line, (amount, acp, operation, text))
    return list(found.values())


def spend(spots: list[Spot], pace: Pace, through: int, rng: random.Random) -> None:
    """Decide what each place accrued up to the month, and what it holds reserved."""
    for spot in spots:
        payroll = spot.partida.startswith(_PAYROLL)
        kept = not payroll and rng.randrange(_NEVER) == 0
        share = 100 if payroll else max(pace.spent + rng.randint(-5, 3), 0)
        delay = 0 if payroll else pace.delay
        spot.accrued = [0] * through if kept else _accrued(spot.programme, min(share, 100), delay, through)
        if not payroll and not kept:
            _take_back(spot, rng)
            _reserve(spot, rng)


def _accrued(programme: list[int], share: int, delay: int, through: int) -> list[int]:
    """Centavos of each month, in whole bolivianos."""
    due = [0] * delay + list(accumulate(programme))
    so_far = [due[month] * share // 100 // BOLIVIANO * BOLIVIANO for month in range(through)]
    return [now - before for before, now in zip([0, *so_far], so_far, strict=False)]


def _take_back(spot: Spot, rng: random.Random) -> None:
    """Give back a part of what one month accrued, in the month after it."""
    paid = [month for month, amount in enumerate(spot.accrued[:-1]) if amount]
    if paid and rng.randrange(_TAKEN_BACK) == 0:
        month = rng.choice(paid)
        spot.accrued[month + 1] -= spot.accrued[month] // 8 // BOLIVIANO * BOLIVIANO


def _reserve(spot: Spot, rng: random.Random) -> None:
    if rng.randrange(_RESERVED) == 0:
        spot.reserved = max(spot.room // 4 // BOLIVIANO * BOLIVIANO, 0)


def spending_rows(plan: str, spots: list[Spot], through: int) -> Iterator[dict[str, str]]:
    """The rows of `ejecucion_financiera`: what is accrued is paid for the most part at once, the rest a month later."""
    for spot in spots:
        paid = 0
        for month, so_far in enumerate(accumulate(spot.accrued), start=1):
            accrued = spot.accrued[month - 1]
            due = so_far if month < through else so_far - max(accrued, 0) // 5 // BOLIVIANO * BOLIVIANO
            due -= max(accrued, 0) // 10 // BOLIVIANO * BOLIVIANO
            reserved = spot.reserved if month == through else 0
            if accrued or reserved or due != paid:
                yield {"plan": plan, "mes": str(month), **spot.cells} | _moments(accrued, reserved, due - paid)
            paid = due


def _moments(accrued: int, reserved: int, paid: int) -> dict[str, str]:
    committed = accrued + reserved // 2 // BOLIVIANO * BOLIVIANO
    amounts = {"preventivo": reserved, "comprometido": committed, "devengado": accrued, "pagado": paid}
    return {name: plain_amount(amount) for name, amount in amounts.items()}


def purpose_of(spot: Spot) -> str:
    """What its largest line asks for, marked as an example."""
    return MARK + spot.line[3].removeprefix(MARK)


def by_pair(spots: list[Spot]) -> dict[tuple[str, str, str], list[Spot]]:
    """The places of each unit that share fuente and organismo."""
    found: dict[tuple[str, str, str], list[Spot]] = defaultdict(list)
    for spot in spots:
        found[spot.unidad, spot.fuente, spot.organismo].append(spot)
    return found
