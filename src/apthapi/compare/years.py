"""What grew and what fell from one gestión to another, code by code."""

from __future__ import annotations

from collections.abc import Mapping

from apthapi.compare.changes import Change, Move
from apthapi.core.money import Centavos


def grown(before: Mapping[str, int], after: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Change, ...]:
    """Each code of either year, those that moved most first; what only one year has is not known in the other."""
    changes = [_change(code, labels.get(code, ""), before.get(code), after.get(code)) for code in {*before, *after}]
    return tuple(sorted(changes, key=lambda each: (-abs(each.difference), each.code)))


def percent(change: Change) -> int | None:
    """By how much it grew, in hundredths of a percent, without its rest; None if it grew from nothing."""
    if not change.before or change.after is None:
        return None
    part, sign = abs(change.difference) * 10_000 // abs(change.before), 1 if change.difference > 0 else -1
    return part * sign


def _change(code: str, label: str, before: int | None, after: int | None) -> Change:
    if before is None or after is None:
        move = Move.NEW if before is None else Move.UNKNOWN
    else:
        move = Move.SAME if before == after else Move.UP if after > before else Move.DOWN
    return Change(code, label, _centavos(before), _centavos(after), move)


def _centavos(amount: int | None) -> Centavos | None:
    return None if amount is None else Centavos(amount)
