"""How much of the budget in force is left to certify, in each place where a budget tells money apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from apthapi.compare.slots import Place
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of

EXECUTED = "ejecucion"
KINDS = MappingProxyType({"poa": "POA", "presupuestaria": "presupuestaria"})
"""The kinds of certificate, as the format writes them and as people call them after the word Certificación."""
GROUND = "Ley 2042 art. 4; NB-SPO (DS 3246) art. 11-I"

_STANDING = """
select unidad, categoria, partida, fuente, organismo, cast(sum(importe) as bigint)
from vigente_lugar where plan = ? group by unidad, categoria, partida, fuente, organismo
"""
_WEIGHS = """
select unidad, categoria, partida, fuente, organismo, clase, estado, cast(sum(importe) as bigint)
from compromisos where plan = ? and (estado <> 'emitida' or vence = '' or vence >= ?)
group by unidad, categoria, partida, fuente, organismo, clase, estado
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """The money of one place, in centavos: what is in force, and by kind of certificate what is held and was used."""

    place: Place
    standing: int
    held: Mapping[str, int]
    used: Mapping[str, int]
    executed: int

    def certified(self, kind: str) -> int:
        """What the certificates of a kind say, those that were used included."""
        return self.held.get(kind, 0) + self.used.get(kind, 0)

    def left(self, kind: str) -> int:
        """What may still be certified. What was used is counted once more when it is executed: the larger weighs."""
        return self.standing - self.held.get(kind, 0) - max(self.used.get(kind, 0), self.executed)


def balances(plan: str, on: date, unidad: str = "") -> dict[Place, Balance]:
    """Every balance of the plan, or of one unit of it, on a day; in the transaction of the caller."""
    database = live()
    of_plan = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine], unidad=unidad)
    standing = {Place(*place): int(amount) for *place, amount in of_plan.query(_STANDING, [plan])}
    weighs: dict[Place, list[tuple[str, str, int]]] = defaultdict(list)
    for *place, kind, state, amount in of_plan.query(_WEIGHS, [plan, on.isoformat()]):
        weighs[Place(*place)].append((kind, state, int(amount)))
    return {
        place: _balance(place, standing.get(place, 0), weighs.get(place, ()))
        for place in sorted(standing.keys() | weighs.keys())
        if unidad in ("", place.unidad)
    }


def overdrawn(plan: str, on: date) -> list[tuple[Balance, str]]:
    """The balances of a version that do not cover what is certified already, each with the kind of certificate."""
    return [
        (balance, kind)
        for balance in balances(plan, on).values()
        for kind in KINDS
        if balance.certified(kind) and balance.left(kind) < 0
    ]


def _balance(place: Place, standing: int, weighs: Iterable[tuple[str, str, int]]) -> Balance:
    held: dict[str, int] = defaultdict(int)
    used: dict[str, int] = defaultdict(int)
    executed = 0
    for kind, state, amount in weighs:
        if kind == EXECUTED:
            executed += amount
        elif state == "emitida":
            held[kind] += amount
        else:
            used[kind] += amount
    return Balance(place, standing, held, used, executed)
