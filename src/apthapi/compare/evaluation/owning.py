"""The money of an action or an operation: execution does not name them, so only what is sure is given to them.

What was spent in a place (unit, partida, fuente, organismo) belongs to whoever has all its lines. Where several share a
place, it is sure only that nobody spent if nothing was spent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from apthapi.compare.evaluation.reading import Facts, Line, Place
from apthapi.compare.evaluation.spending import Money, Pile, Spending

SHARED = "sus partidas y fuentes pagan también otras {}, y la ejecución no dice cuál: no se reparte lo que no se sabe"

Owner = tuple[str, str]
"""A unit, and the code of an action or an operation in it."""


def by_owner(facts: Facts, spending: Spending, key: Callable[[Line], str], others: str) -> dict[Owner, Money]:
    """The money by unit and by the code that `key` gives of a line; `others` is what they are called (Spanish)."""
    piles: dict[Owner, Pile] = defaultdict(Pile)
    owners: dict[Place, set[Owner]] = defaultdict(set)
    for line, programmed, rest in spending.lines:
        owner = (line.place[0], key(line))
        owners[line.place].add(owner)
        piles[owner].line(line, programmed, rest)
    unsure: dict[Owner, set[Place]] = defaultdict(set)
    for place in (spending.spent.keys() | facts.modified.keys()) & owners.keys():
        if len(owners[place]) > 1:
            for owner in owners[place]:
                unsure[owner].add(place)
            continue
        [owner] = owners[place]
        piles[owner].standing += facts.modified.get(place, 0)
        piles[owner].add(spending.spent.get(place, Pile()))
    return {
        owner: pile.unsure(SHARED.format(others), standing=not unsure[owner] & facts.modified.keys())
        if owner in unsure
        else spending.money(pile)
        for owner, pile in sorted(piles.items())
        if owner[1]
    }
