"""Budget modifications drafted from the difference between two plans.

What falls and what rises is matched from the narrowest kind of modification to the widest: within a fuente and
organismo, then between them, and what is left over comes from outside of the entity or goes there. The kinds, with who
approves them, are the reference set `tipos_modificacion`; nothing of it is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from apthapi.compare.changes import Change, Move
from apthapi.compare.slots import Place, Slot


@dataclass(frozen=True, slots=True)
class Line:
    """An amount with its sign, in centavos, at a place of the budget."""

    place: Place
    amount: int


@dataclass(frozen=True, slots=True)
class KindOfChange:
    """A row of the set `tipos_modificacion`."""

    kind: str
    zero_sum: bool
    changes_source: bool
    approver: str
    instrument: str
    norm: str
    mark: str


class Why(StrEnum):
    """The condition by which lines are of a kind of modification."""

    WITHIN = "mismo"
    BETWEEN = "entre"
    FROM_OUTSIDE = "entra"
    TO_OUTSIDE = "sale"


_KIND = {
    Why.WITHIN: ("intrainstitucional", False),
    Why.BETWEEN: ("intrainstitucional", True),
    Why.FROM_OUTSIDE: ("adicional", None),
    Why.TO_OUTSIDE: ("interinstitucional", None),
}
"""Kind of the reference set for each condition, and whether it changes the source of the money (None: either)."""


@dataclass(frozen=True, slots=True)
class Modification:
    """Lines of one kind, with everybody who may approve it by the table; none means that the table lacks the kind."""

    why: Why
    kind: str
    lines: tuple[Line, ...]
    approvers: tuple[KindOfChange, ...]

    @property
    def increases(self) -> int:
        """What rises, in centavos."""
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def decreases(self) -> int:
        """What falls, as a positive amount."""
        return -sum(line.amount for line in self.lines if line.amount < 0)

    @property
    def missing(self) -> int:
        """What lacks for both to be equal where the kind demands it: decreases if positive, increases if negative."""
        return self.increases - self.decreases if any(each.zero_sum for each in self.approvers) else 0

    def pairs(self) -> list[tuple[str, int, int]]:
        """Increases and decreases by fuente and organismo."""
        sums: dict[str, list[int]] = {}
        for line in self.lines:
            both = sums.setdefault(line.place.pair, [0, 0])
            both[line.amount < 0] += abs(line.amount)
        return [(pair, up, down) for pair, (up, down) in sorted(sums.items())]


def draft(lines: Sequence[Line], kinds: Sequence[KindOfChange], *, uncovered: bool = False) -> tuple[Modification, ...]:
    """The lines in modifications, the narrowest kind first.

    With `uncovered`, part of the newer plan is not known: what is left over is then not said to come from outside.
    """
    within: list[Line] = []
    rest: list[Line] = []
    for pair in sorted({line.place.pair for line in lines}):
        matched, left = _matched([line for line in lines if line.place.pair == pair])
        within += matched
        rest += left
    between, rest = _matched(rest)
    if uncovered:
        within, rest = within + rest, []
    outside = Why.FROM_OUTSIDE if sum(line.amount for line in rest) > 0 else Why.TO_OUTSIDE
    parts = ((Why.WITHIN, within), (Why.BETWEEN, between), (outside, rest))
    return tuple(_modification(why, _joined(some), kinds) for why, some in parts if some)


def lines_of_slots(slots: Iterable[Slot]) -> list[Line]:
    """What moved in each place."""
    return [Line(slot.place, slot.moved) for slot in slots if slot.moved]


def lines_of_blocks(groups: Sequence[Change], categories: Sequence[Change], known: frozenset[str]) -> list[Line]:
    """What moved in the units that do not show their lines (all but `known`), by category and group of spending.

    `resto`, the groups that form 04 does not tell apart, has no partida. A category of which no group can be compared
    has one line. Where the category moves only by rounding, so does what its groups leave over: it is not a change.
    """
    found: list[Line] = []
    for category in categories:
        if category.label in known or category.move in {Move.UNKNOWN, Move.NEW}:
            continue
        own = [each for each in groups if each.code.partition(" · ")[0] == category.code]
        moved = [each for each in own if each.move in {Move.UP, Move.DOWN}]
        lines = [Line(_place(category, each), each.difference) for each in moved]
        if not own and category.move in {Move.UP, Move.DOWN}:
            lines = [Line(Place(category.label, category.code, ""), category.difference)]
        found += _without_rounding(lines, category)
    return found


def _place(category: Change, group: Change) -> Place:
    block = group.code.partition(" · ")[2]
    return Place(category.label, category.code, block if block.isdigit() else "")


def _without_rounding(lines: list[Line], category: Change) -> list[Line]:
    """Make the lines add up to what the category moves, which is nothing if it is only rounding."""
    must = category.difference if category.move in {Move.UP, Move.DOWN} else 0
    over = sum(line.amount for line in lines) - must
    if not lines or not over:
        return lines
    largest = max(lines, key=lambda line: abs(line.amount))
    settled = [replace(line, amount=line.amount - over) if line is largest else line for line in lines]
    return [line for line in settled if line.amount]


def _matched(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """As much as falls and rises alike, and what is left over; at most one line is parted in two."""
    ups, downs = ([line for line in lines if (line.amount > 0) is up] for up in (True, False))
    room = min(sum(line.amount for line in ups), -sum(line.amount for line in downs))
    matched: list[Line] = []
    rest: list[Line] = []
    for side, sign in ((ups, 1), (downs, -1)):
        left = room
        for line in side:
            taken = min(abs(line.amount), left)
            left -= taken
            matched += [replace(line, amount=sign * taken)] if taken else []
            rest += [replace(line, amount=line.amount - sign * taken)] if abs(line.amount) > taken else []
    return matched, rest


def _joined(lines: Iterable[Line]) -> tuple[Line, ...]:
    sums: dict[Place, int] = {}
    for line in lines:
        sums[line.place] = sums.get(line.place, 0) + line.amount
    return tuple(Line(place, amount) for place, amount in sorted(sums.items()) if amount)


def _modification(why: Why, lines: tuple[Line, ...], kinds: Sequence[KindOfChange]) -> Modification:
    kind, source = _KIND[why]
    approvers = tuple(each for each in kinds if each.kind == kind and source in (None, each.changes_source))
    return Modification(why, kind, lines, approvers)


def kinds_of(rows: Iterable[Mapping[str, str]]) -> tuple[KindOfChange, ...]:
    """The rows of the reference set, in its order."""
    return tuple(
        KindOfChange(
            row["tipo"], row["suma_cero"] == "si", row["cambia_fuente"] == "si", row["aprobador"], row["instrumento"],
            row["norma"], row["marca"],
        )
        for row in rows
    )  # fmt: skip
