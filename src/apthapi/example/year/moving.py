"""A modification of the budget that an example registers outside of a reformulation, and its certificates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from apthapi.core.money import plain_amount
from apthapi.core.package import Package
from apthapi.example.rows import MARK, query
from apthapi.example.texts import BOLIVIANO
from apthapi.example.year.spending import Spot, by_pair, purpose_of

_UNTOUCHED = ("1", "22", "252", "258", "42", "46")
"""Partidas that are not moved: they would need the authority of others, or a scale prices them."""

_GIVEN_UP = 3
"""Of the units, one in so many releases a certificate."""


def move(package: Package, plan: str, spots: list[Spot], day: date) -> Iterator[dict[str, str]]:
    """The rows of `modificaciones` of one transfer, out of a place with room; the places know it afterwards."""
    found = _transfer(spots)
    if found is None:
        return
    giver, taker = found
    amount = giver.room // 5 // BOLIVIANO * BOLIVIANO
    sigla, gestion = query(package, "select sigla, gestion from planes where plan = ?", plan)[0]
    for order, (spot, sign) in enumerate(((giver, -1), (taker, 1)), start=1):
        spot.moved += sign * amount
        yield {
            "plan": plan,
            "modificacion": _free_number(package, plan),
            "orden": str(order),
            "tipo": "intrainstitucional",
            "norma": f"{MARK}{sigla}/MAE/RES-0021/{gestion}",
            "aprobador": "Máxima Autoridad Ejecutiva",
            "importe": plain_amount(sign * amount),
            "fecha": day.isoformat(),
            "incorporada": "no",
        } | spot.cells


def _transfer(spots: list[Spot]) -> tuple[Spot, Spot] | None:
    free = [spot for spot in spots if not spot.partida.startswith(_UNTOUCHED)]
    for giver in sorted(free, key=lambda spot: -spot.room):
        same = by_pair(free)[giver.unidad, giver.fuente, giver.organismo]
        takers = [spot for spot in same if spot is not giver and sum(spot.accrued) > 0]
        if takers and giver.room >= 5 * BOLIVIANO:
            return giver, min(takers, key=lambda spot: (spot.room, spot.partida))
    return None


def _free_number(package: Package, plan: str) -> str:
    used = {row[0] for row in query(package, "select modificacion from modificaciones where plan = ?", plan)}
    return next(str(number) for number in range(1, len(used) + 2) if str(number) not in used)


def certify(plan: str, spots: list[Spot], day: date) -> Iterator[dict[str, str]]:
    """The rows of `certificaciones`: of each unit a purchase that was made, another in course, and one given up."""
    numbers = {"poa": 0, "presupuestaria": 0}
    units = list(dict.fromkeys(spot.unidad for spot in spots))
    for place, unidad in enumerate(units):
        own = [spot for spot in spots if spot.unidad == unidad and not spot.partida.startswith("1")]
        for spot, state, amount in _certified(own, given_up=place % _GIVEN_UP == 0):
            for kind in ("poa", "presupuestaria") if state != "liberada" else ("poa",):
                numbers[kind] += 1
                number = f"{kind[:3].upper()}-{numbers[kind]:04d}"
                yield _certificate(plan, spot, number, kind, state, amount, day - timedelta(days=_AGO[state]))


_AGO = {"utilizada": 25, "emitida": 6, "liberada": 15}
"""Days before the last one on which a certificate of each state was issued."""


def _certified(own: list[Spot], *, given_up: bool) -> Iterator[tuple[Spot, str, int]]:
    spent = [spot for spot in own if sum(spot.accrued) > 0]
    roomy = sorted((spot for spot in own if spot.room >= 8 * BOLIVIANO), key=lambda spot: (-spot.room, spot.partida))
    if spent:
        yield spent[0], "utilizada", sum(spent[0].accrued) // 2 // BOLIVIANO * BOLIVIANO
    if roomy:
        yield roomy[0], "emitida", roomy[0].room // 4 // BOLIVIANO * BOLIVIANO
    if given_up and len(roomy) > 1:
        yield roomy[1], "liberada", roomy[1].room // 4 // BOLIVIANO * BOLIVIANO


def _certificate(plan: str, spot: Spot, number: str, kind: str, state: str, amount: int, day: date) -> dict[str, str]:
    _, acp, operation, _ = spot.line
    return {
        "plan": plan,
        "certificacion": number,
        "orden": "1",
        "tipo": kind,
        "fecha": day.isoformat(),
        "estado": state,
        "acp": acp,
        "operacion": operation,
        "importe": plain_amount(amount),
        "objeto": purpose_of(spot),
        "motivo": f"{MARK}la compra no se hizo" if state == "liberada" else "",
    } | spot.cells
