"""What the rules and the balances say of a modification, asked inside of the act that would store it.

Its rows are there already: what is judged is what would be. Whoever opened the act undoes it if it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apthapi.compare.slots import Place
from apthapi.core.findings import Severity
from apthapi.core.money import format_amount
from apthapi.rules.catalogue import Rule, all_rules
from apthapi.rules.in_place import PlanInPlace
from apthapi.rules.runner import as_finding, confirmed_rules, subjects_condition
from apthapi.web.execution.balance import GROUND, KINDS, Balance, balances
from apthapi.web.execution.budget.asked import Asked, Pot, pot_of
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of
from apthapi.web.process.permisos import hoy

RULES = ("V53", "V54", "V55", "V56", "V60")
_ZERO_SUM = (
    "select 1 from tipos_modificacion t join planes p on p.gestion = t.gestion "
    "where p.plan = ? and t.tipo = ? and t.suma_cero = 'si'"
)


@dataclass(frozen=True, slots=True)
class Impact:
    """A place that moves: what is in force before and after, and what may still be taken of it before; centavos."""

    place: Place
    before: int
    moved: int
    left: int

    @property
    def after(self) -> int:
        """What is in force afterwards."""
        return self.before + self.moved


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why it is not registered, what whoever registers it should know (Spanish), and what it does to each place."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    impacts: tuple[Impact, ...]

    @property
    def stamp(self) -> str:
        """Says whether the warnings are those that somebody had in front; empty without any."""
        return hashlib.sha256(repr(self.warnings).encode()).hexdigest()[:32] if self.warnings else ""


def judge(plan: str, asked: Asked, number: str) -> Verdict:
    """What is said of a modification whose rows the plan has already, in the transaction of an act."""
    database = live()
    in_place = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine])
    with_lines = {str(row[0]) for row in in_place.query("select unidad from con_lineas where plan = ?", [plan])}
    impacts = tuple(_impacts(plan, asked))
    short = {each.place: _short(each) for each in impacts if each.place.unidad in with_lines and _is_short(each)}
    unbalanced = _unbalanced(in_place, plan, asked)
    refusals = [*unbalanced, *short.values()]
    warnings = [
        f"{unidad}: el plan no trae sus requerimientos, y no se puede comprobar que tenga lo que se le quita."
        for unidad in sorted({each.place.unidad for each in impacts if each.moved < 0} - with_lines)
    ]
    told = {pot_of(place) for place in short}
    rules = [id_ for id_ in RULES if not (unbalanced and id_ == "V53")]  # it would say the same again
    for severity, message in _findings(in_place, plan, rules, number, asked.lowered, told):
        (refusals if severity is Severity.ERROR else warnings).append(message)
    return Verdict(tuple(dict.fromkeys(refusals)), tuple(dict.fromkeys(warnings)), impacts)


def _impacts(plan: str, asked: Asked) -> Iterator[Impact]:
    found = balances(plan, hoy())
    for place, moved in asked.moved.items():
        balance = found.get(place, Balance(place, moved, {}, {}, 0))
        left = min(balance.left(kind) for kind in KINDS)
        yield Impact(place, balance.standing - moved, moved, left - moved)


def _is_short(impact: Impact) -> bool:
    return impact.moved < 0 and impact.left + impact.moved < 0


def _short(impact: Impact) -> str:
    place = impact.place
    return (
        f"{place.unidad}, {place.categoria}, partida {place.partida}, fuente {place.pair}: baja Bs "
        f"{format_amount(-impact.moved)} y solo hay Bs {format_amount(max(impact.left, 0))} sin certificar ni ejecutar "
        f"({GROUND}). {_repair(impact)}"
    )


def _repair(impact: Impact) -> str:
    if impact.left > 0:
        return "Baje como mucho ese importe, o libere una certificación que ya no se usará."
    return "Libere una certificación que ya no se usará, o baje de otra partida."


def _unbalanced(in_place: PlanInPlace, plan: str, asked: Asked) -> list[str]:
    """A transfer inside of the entity does not change its total, which a law approved."""
    if asked.increases == asked.decreases or not in_place.query(_ZERO_SUM, [plan, asked.kind]):
        return []
    said = (
        f"El traspaso aumenta Bs {format_amount(asked.increases)} y disminuye Bs {format_amount(asked.decreases)}: un "
        f"traspaso no cambia el total de la entidad (Ley 2042 art. 4). Iguale los dos: hay Bs "
        f"{format_amount(abs(asked.increases - asked.decreases))} de diferencia. Si el dinero viene de fuera o sale de "
        "la entidad, elija otra clase."
    )
    return [said]


def _findings(
    in_place: PlanInPlace, plan: str, rules: Sequence[str], number: str, lowered: frozenset[Pot], told: set[Pot]
) -> Iterator[tuple[Severity, str]]:
    """What each rule says of this modification, but not of a place of which that was said already."""
    confirmed = confirmed_rules(live())
    for rule in (all_rules()[id_] for id_ in rules):
        [(any_,)] = in_place.query(f"select case when {subjects_condition(rule)} then 1 else 0 end")
        if not any_:
            continue
        names, rows = in_place.table(rule.sql)
        for row in (dict(zip(names, cells, strict=True)) for cells in rows):
            if row["plan"] == plan and _concerns(rule, row, number, lowered) and _pot(row) not in told:
                found = as_finding(rule, row, rule.only_general and rule.id not in confirmed)
                yield found.severity, f"{found.message} {found.repair} ({found.norm})"


def _concerns(rule: Rule, row: Mapping[str, Any], number: str, lowered: frozenset[Pot]) -> bool:
    """V60 looks at the whole plan: what was over before and is not lowered is not of this modification."""
    if rule.id == "V60":
        return not row["caso"] and _pot(row) in lowered
    return bool(row["modificacion"] == number)


def _pot(row: Mapping[str, Any]) -> Pot | None:
    names = ("unidad", "partida", "fuente", "organismo")
    if not all(name in row for name in names):
        return None
    unidad, partida, fuente, organismo = (str(row[name]) for name in names)
    return unidad, partida, fuente, organismo
