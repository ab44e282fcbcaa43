"""How much of the money in force was spent by the cut, in each unit, fuente and partida."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from apthapi.compare.evaluation.averaging import ratio
from apthapi.compare.evaluation.lights import OFF, Light, Limits, light_of
from apthapi.compare.evaluation.physical import LEAST_MONTHS
from apthapi.compare.evaluation.reading import Facts, Line, Months, Place

NO_MONEY = "el plan no dice su dinero"
NO_SPENDING = "no se registró ninguna ejecución financiera"
NO_MONTHS = "sus líneas no dicen en qué mes se gasta"
TOO_LITTLE = f"hay menos de {LEAST_MONTHS} meses con gasto: es poco para proyectar"

Code = TypeVar("Code", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Money:
    """Centavos: in force, programmed and accrued to the cut, paid and reserved; None is not known, and `why` says why.

    `rest` is what is programmed after the cut, and `months_spent` how many months had anything accrued.
    """

    standing: int | None
    programmed: int | None
    accrued: int | None
    paid: int | None
    reserved: int | None
    rest: int | None
    months_spent: int
    light: Light = OFF
    why: str = ""

    @property
    def of_standing(self) -> Fraction | None:
        """Accrued of what is in force for the year."""
        return ratio(self.accrued, self.standing)

    @property
    def of_programmed(self) -> Fraction | None:
        """Accrued of what was programmed to the cut."""
        return ratio(self.accrued, self.programmed)

    @property
    def undated(self) -> int | None:
        """What is in force in no month: lines without months, and modifications outside of a reformulation."""
        return None if self.standing is None else self.standing - (self.programmed or 0) - (self.rest or 0)

    @property
    def projected(self) -> int | None:
        """Accrued by the end of the year at the rate to date, never beyond what is in force; None if not sure."""
        if self.months_spent < LEAST_MONTHS or self.of_programmed is None or self.standing is None:
            return None
        end = int((self.accrued or 0) + self.of_programmed * (self.rest or 0))
        return min(end, max(self.standing, self.accrued or 0))

    @property
    def why_not_projected(self) -> str:
        """The reason (Spanish) if there is no projection."""
        if self.projected is not None:
            return ""
        if self.accrued is None or self.standing is None:
            return self.why
        return TOO_LITTLE if self.months_spent < LEAST_MONTHS else NO_MONTHS


UNKNOWN = Money(None, None, None, None, None, None, 0, OFF, NO_MONEY)


@dataclass(slots=True)
class Pile:
    """Money while it is added up; `spent_in` has a bit for each month with anything accrued."""

    standing: int = 0
    programmed: int = 0
    rest: int = 0
    accrued: int = 0
    paid: int = 0
    reserved: int = 0
    known: bool = False
    dated: bool = False
    spent_in: int = 0

    def line(self, line: Line, programmed: int, rest: int) -> None:
        """Add a line: in force, and programmed until the cut or after it."""
        self.known = True
        self.standing += line.amount
        if line.dated:
            self.dated = True
            self.programmed += programmed
            self.rest += rest

    def add(self, other: Pile) -> None:
        """Add another."""
        self.standing += other.standing
        self.programmed += other.programmed
        self.rest += other.rest
        self.accrued += other.accrued
        self.paid += other.paid
        self.reserved += other.reserved
        self.known |= other.known
        self.dated |= other.dated
        self.spent_in |= other.spent_in

    def money(self, limits: Limits) -> Money:
        """What was added up."""
        programmed = self.programmed if self.programmed > 0 else None
        return Money(
            standing=self.standing if self.known else None,
            programmed=programmed,
            accrued=self.accrued,
            paid=self.paid,
            reserved=self.reserved,
            rest=self.rest if self.dated else None,
            months_spent=self.spent_in.bit_count(),
            light=light_of(ratio(self.accrued, programmed), limits),
            why="" if self.known else NO_MONEY,
        )

    def unsure(self, why: str, *, standing: bool = True) -> Money:
        """The same, of which it is not known what was spent, nor with `standing` false what is in force."""
        known = self.money(Limits())
        of_plan = known.standing if standing else None
        return Money(of_plan, known.programmed, None, None, None, known.rest, 0, OFF, why)


class Spending:
    """The money of a plan at a cut, added up by any code of its places."""

    def __init__(self, facts: Facts, cut: int, limits: Limits) -> None:
        self.spent = _spent_by_place(facts, cut)
        self._registered, self._limits = bool(facts.spent), limits
        self._piles: dict[Place, Pile] = defaultdict(Pile)
        self.lines = [(line, sum(line.months[:cut]), sum(line.months[cut:])) for line in facts.lines]
        for line, programmed, rest in self.lines:
            self._piles[line.place].line(line, programmed, rest)
        for place, amount in (*_declared(facts), *facts.modified.items()):
            self._piles[place].add(Pile(standing=amount, known=True))
        for place, spent in self.spent.items():
            self._piles[place].add(spent)

    def by(self, key: Callable[[Place], Code]) -> dict[Code, Money]:
        """The money by a code of the place, such as its unit or its fuente."""
        piles: dict[Code, Pile] = defaultdict(Pile)
        for place, pile in self._piles.items():
            piles[key(place)].add(pile)
        return {code: self.money(pile) for code, pile in sorted(piles.items())}

    def whole(self) -> Money:
        """All the money of the plan."""
        return self.by(lambda _: "").get("", UNKNOWN)

    def money(self, pile: Pile) -> Money:
        """A pile as money; if nobody registered any execution, that nothing was spent is not known."""
        if not self._registered:
            return pile.unsure(NO_SPENDING if pile.known else NO_MONEY)
        return pile.money(self._limits)


def monthly(facts: Facts, cut: int) -> tuple[Months, Months]:
    """Programmed and accrued of each month of the plan, in centavos; accrued only until the cut."""
    planned = [sum(month) for month in zip(*(line.months for line in facts.lines), strict=True)] or [0] * 12
    done = [0] * 12
    for each in facts.spent:
        done[each.month - 1] += each.accrued
    return tuple(planned), tuple(value if month < cut else None for month, value in enumerate(done))


def _spent_by_place(facts: Facts, cut: int) -> dict[Place, Pile]:
    found: dict[Place, Pile] = defaultdict(Pile)
    for each in facts.spent:
        if each.month <= cut:
            month = 1 << each.month if each.accrued else 0
            found[each.place].add(Pile(accrued=each.accrued, paid=each.paid, reserved=each.reserved, spent_in=month))
    return found


def _declared(facts: Facts) -> Iterator[tuple[Place, int]]:
    """The money of the units that only have a form 04: by fuente, and what the total says beyond them."""
    with_lines = {line.place[0] for line in facts.lines}
    totals: dict[str, int] = {}
    told: dict[str, int] = defaultdict(int)
    for (unidad, fuente), amount in facts.declared.items():
        if unidad in with_lines:
            continue
        if fuente == "total":
            totals[unidad] = amount
        else:
            told[unidad] += amount
            yield (unidad, "", fuente, ""), amount
    for unidad, total in totals.items():
        if total != told[unidad]:
            yield (unidad, "", "", ""), total - told[unidad]
