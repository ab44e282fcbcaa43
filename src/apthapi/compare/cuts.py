"""The money of a plan by any dimensions, added up once and then only corrected where lines were written."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from apthapi.compare.facts import CODES, DIMENSIONS, Fact, fact_of, spread, summed, told_last
from apthapi.core.database import Row

KEY = ("unidad", "formulario", "fuente", "organismo", "partida", "acp")
"""The columns of a line by which OF_LINES adds lines up."""

Key = tuple[str, ...]

MOST_CUTS, MOST_CELLS = 32, 100_000
"""Cuts that are kept of a plan, and their cells: the one that was asked for longest ago is forgotten first.

One with more cells alone is made anew each time."""

_OWN = tuple(CODES.index(name) for name in ("unidad", "formulario", "fuente"))
_REST = tuple(CODES.index(name) for name in ("partida", "acp"))


@dataclass(slots=True)
class Cell:
    """What has the same codes in a cut: money in centavos, of how many facts and lines, how many with an amount."""

    amount: int = 0
    facts: int = 0
    lines: int = 0
    priced: int = 0


class Lines:
    """The lines of a plan added up by all their codes, and by those of each cut that was ever asked of it."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[Key, Row] = {_key(row): _kept(row) for row in rows}
        self._cuts: OrderedDict[tuple[str, ...], dict[Key, Cell]] = OrderedDict()

    @property
    def size(self) -> int:
        """How much is kept: combinations of codes, and cells of cuts."""
        return len(self._rows) + self._kept()

    def put(self, keys: Iterable[Key], rows: Iterable[Row]) -> None:
        """What the lines of those keys add up to now, as OF_LINES says; a key without row has no lines any more."""
        now = {_key(row): _kept(row) for row in rows}
        for key in keys:
            before, after = self._rows.pop(key, None), now.get(key)
            if after is not None:
                self._rows[key] = after
            if before != after:
                self._correct(before, after)

    def cells(self, names: tuple[str, ...]) -> Mapping[Key, Cell]:
        """The money by the codes of those dimensions at once; combinations without lines are not there."""
        if names in self._cuts:
            self._cuts.move_to_end(names)
            return self._cuts[names]
        cells: dict[Key, Cell] = {}
        for row in self._rows.values():
            _add(cells, fact_of(row), names, 1)
        if len(cells) <= MOST_CELLS:
            self._cuts[names] = cells
            while len(self._cuts) > MOST_CUTS or self._kept() > MOST_CELLS:
                self._cuts.popitem(last=False)
        return cells

    def _kept(self) -> int:
        return sum(map(len, self._cuts.values()))

    def _correct(self, before: Row | None, after: Row | None) -> None:
        """Of rows with the same codes: only their money and its months are others."""
        changes = [(fact_of(row), sign) for row, sign in ((before, -1), (after, 1)) if row is not None]
        for names, cells in self._cuts.items():
            if "mes" in names or len(changes) == 1:
                for fact, sign in changes:
                    _add(cells, fact, names, sign)
            else:
                (was, _), (now, _) = changes
                cell = cells[tuple([now.codes[name] for name in names])]
                cell.amount += now.amount - was.amount
                cell.lines += now.lines - was.lines
                cell.priced += now.priced - was.priced


def _add(cells: dict[Key, Cell], fact: Fact, names: tuple[str, ...], sign: int) -> None:
    for codes, amount in spread(fact, names):
        cell = cells.get(codes)
        if cell is None:
            cell = cells[codes] = Cell()
        cell.amount += sign * amount
        cell.facts += sign
        cell.lines += sign * fact.lines
        cell.priced += sign * fact.priced
        if not cell.facts:
            # Nothing has these codes any more, which is not the same as money that adds up to nothing.
            del cells[codes]


def _key(row: Row) -> Key:
    return (*(row[place] for place in _OWN), row[-1], *(row[place] for place in _REST))


def _kept(row: Row) -> Row:
    """The row with its codes, of which there are few, each once in memory."""
    return (*map(sys.intern, row[: len(CODES)]), *row[len(CODES) : -1], sys.intern(row[-1]))


@dataclass(frozen=True, slots=True)
class Money:
    """All the money of a plan: that of its lines, and the facts of units that only have a form 04.

    `only`: of some dimensions, the code whose money it is.
    """

    lines: Lines = field(default_factory=Lines)
    others: Sequence[Fact] = ()
    only: Mapping[str, str] = field(default_factory=dict)

    def by(self, *dimensions: str) -> dict[tuple[str, ...], int]:
        """The money by the codes of some different dimensions at once; combinations without money are not there."""
        names = tuple(name for name in DIMENSIONS if name in dimensions or name in self.only)
        wanted = [(names.index(name), code) for name, code in self.only.items()]
        places = [names.index(name) for name in dimensions]
        found = [(codes, cell.amount) for codes, cell in self.lines.cells(names).items()]
        sums: dict[tuple[str, ...], int] = {}
        for codes, amount in [*found, *summed(self.others, names).items()]:
            if all(codes[place] == code for place, code in wanted):
                own = tuple([codes[place] for place in places])
                sums[own] = sums.get(own, 0) + amount
        return sums

    def add_up(self, dimension: str) -> dict[str, int]:
        """The money by the codes of a dimension, in the order of the codes, what is not told apart at the end."""
        return told_last({code: amount for (code,), amount in self.by(dimension).items()})
