"""The spending of a gestión as it stands: what is in force, what was registered by month, what certificates hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from apthapi.compare.slots import Place
from apthapi.formats.mapping.meanings import STAGES
from apthapi.formats.mapping.spent import Slot
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.execution.balance import Balance, balances
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

Moments = Mapping[str, int]
"""Centavos of a month by stage; what is absent is 0."""

_SPENT = f"""
select unidad, partida, fuente, organismo, mes, categoria, {", ".join(STAGES)}
from ejecucion_vigente where plan = ? order by unidad, partida, fuente, organismo, mes
"""


@dataclass(slots=True)
class Account:
    """A slot: in centavos what is in force of it, what certificates hold and used of each kind, and its months."""

    slot: Slot
    standing: int = 0
    categories: dict[str, int] = field(default_factory=dict)
    """What is in force of each category that pays it; usually one."""
    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    used: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    months: dict[int, Moments] = field(default_factory=dict)
    registered: dict[int, str] = field(default_factory=dict)
    """The category with which each month was registered."""

    @property
    def categoria(self) -> str:
        """The category that pays most of it."""
        return max(self.categories, key=lambda each: self.categories[each], default="")

    def of(self, mes: int, stage: str) -> int:
        """An amount of a month."""
        return self.months.get(mes, {}).get(stage, 0)

    def total(self, stage: str, until: int = 12) -> int:
        """What a stage adds up to, from January to a month."""
        return sum(row.get(stage, 0) for mes, row in self.months.items() if mes <= until)

    def weighs(self, kind: str, executed: int) -> int:
        """What a kind of certificate and so much executed take of it: what was used is not counted twice."""
        return self.held[kind] + max(self.used[kind], executed)


@dataclass(frozen=True, slots=True)
class Year:
    """The accounts of a plan or of one of its units, in order, and the gestión."""

    gestion: int
    accounts: dict[Slot, Account]

    def until(self, on: date) -> int:
        """The last month of which something may be registered on a day; 0 if the gestión has not begun."""
        if on.year != self.gestion:
            return 12 if on.year > self.gestion else 0
        return on.month


def year_of(plan: str, on: date, unidad: str = "") -> Year:
    """How the spending of a plan stands on a day, or of one unit of it; in the transaction of the caller."""
    database = live()
    of_plan = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine], unidad=unidad)
    found: dict[Slot, Account] = {}
    for place, balance in balances(plan, on, unidad).items():
        _add(found, place, balance)
    for *slot, mes, categoria, preventivo, comprometido, devengado, pagado in of_plan.query(_SPENT, [plan]):
        account = _account(found, Slot(*slot))
        if unidad in ("", account.slot.unidad):
            account.months[mes] = dict(zip(STAGES, (preventivo, comprometido, devengado, pagado), strict=True))
            account.registered[mes] = categoria
    gestion = live().value(f"select gestion from {SCHEMAS[database.engine]}.planes where plan = ?", [plan])
    return Year(int(gestion or 0), {slot: found[slot] for slot in sorted(found)})


def _add(found: dict[Slot, Account], place: Place, balance: Balance) -> None:
    account = _account(found, Slot(place.unidad, place.partida, place.fuente, place.organismo))
    account.standing += balance.standing
    if balance.standing:
        account.categories[place.categoria] = account.categories.get(place.categoria, 0) + balance.standing
    for kind, amount in balance.held.items():
        account.held[kind] += amount
    for kind, amount in balance.used.items():
        account.used[kind] += amount


def _account(found: dict[Slot, Account], slot: Slot) -> Account:
    return found.setdefault(slot, Account(slot))
