"""What changed, as paired bars: the units that move or, where none does, the groups of spending inside of them."""

from __future__ import annotations

from apthapi import charts
from apthapi.charts import NegativeAmountError, Picture
from apthapi.compare.changes import Change, Move
from apthapi.web.comparison.money import MoneyOf

MOST = 12
"""Bars of a picture, the largest moves first; the tables have them all."""


def change(money: MoneyOf) -> Picture | None:
    """The picture of the money that moves; None if none does, or if an amount is negative."""
    comparison = money.comparison
    for level in ("unidad", "grupo", "partida"):
        moved = [each for each in comparison.money[level] if each.move in {Move.UP, Move.DOWN}]
        if moved:
            ranked = sorted(moved, key=lambda each: -abs(each.difference))[:MOST]
            pairs = [charts.Pair(_label(level, each), each.before, each.after) for each in ranked]
            try:
                return charts.change(f"cambio-{level}", pairs, before="vigente", after="reformulado")
            except NegativeAmountError:
                return None
    return None


def _label(level: str, change: Change) -> str:
    if level == "grupo" and change.label:
        return f"{change.label} · {change.code.partition(' · ')[2]}"
    return change.code if level == "unidad" else f"{change.code} {change.label.capitalize()}".strip()
