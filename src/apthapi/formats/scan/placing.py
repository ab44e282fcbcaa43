"""Every way to place the amounts that were seen in the cells of a form 04, with the faults that each supposes.

A line that names its row fixes the row, and its order the order of the columns. A line that names none may be of any
row that its own amounts do not already explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from apthapi.formats.scan.amounts import Amount
from apthapi.formats.scan.sums import Sum, System, Work, fewest_faults

_LOST = -1
"""Stands for the value of a cell of which nothing is known: its line was not read."""

_READINGS = 16
"""Combinations of readings of one row that are looked at."""


@dataclass(frozen=True, slots=True)
class Token:
    """An amount that was seen; `columns`, if its place tells, are those in which it can stand."""

    amount: Amount
    columns: frozenset[int] | None = None


Group = tuple[int, ...]
"""Tokens (by number) of one line, in their order: they stand in one row."""

Filling = tuple[tuple[int | None, int], ...]
"""For each column, the token and its reading in centavos; no token and zero (or `_LOST`) where none was seen."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form with the groups that name it. A `single` one has only its last cell."""

    name: str
    groups: tuple[Group, ...]
    single: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The form as it was seen. The last column is the total of the others; `total` is the row of totals."""

    columns: int
    rows: tuple[Row, ...]
    tokens: tuple[Token, ...]
    floating: tuple[Group, ...]
    total: int
    same: tuple[int, ...]
    """Rows whose last cell should equal the total of the form."""

    def cell(self, row: int, column: int) -> int:
        """The number of a cell."""
        return row * self.columns + column

    @property
    def last(self) -> int:
        """The column of the totals."""
        return self.columns - 1


@dataclass(frozen=True, slots=True)
class Placement:
    """Which token stands in each cell (None: none) and its reading; of `free` cells nothing is known.

    `faults` are tokens that stand nowhere, and lines that were not read.
    """

    tokens: tuple[int | None, ...]
    values: tuple[int | None, ...]
    faults: int


def system_of(table: Table) -> System:
    """The sums of the form: across each row, down each column, and what should equal the total."""
    last, cell = table.last, table.cell
    sums = [
        Sum(
            f"la fila {row.name}",
            True,
            -1 if at == table.total else 1,
            tuple(cell(at, column) for column in range(last)),
            cell(at, last),
        )
        for at, row in enumerate(table.rows)
        if not row.single
    ]
    sums += [
        Sum(
            f"la columna {column}",
            False,
            -1 if column == last else 1,
            tuple(cell(at, column) for at in range(table.total)),
            cell(table.total, column),
        )
        for column in range(table.columns)
    ]
    total = cell(table.total, last)
    sums += [Sum(f"el total y {table.rows[at].name}", None, 1, (total,), cell(at, last)) for at in table.same]
    return System(tuple(sums))


def placements(table: Table, most: int, work: Work) -> Iterator[Placement]:
    """The placements that may hold with at most `most` faults, likelier ones first."""
    options = [list(_fillings(table, at)) for at in range(len(table.rows))]
    closed = [
        bool(table.rows[at].groups) and not all(_is_wrong(table, at, filling) for filling in each)
        for at, each in enumerate(options)
    ]
    found: list[Filling] = []

    def go(at: int, floating: frozenset[int], cost: int) -> Iterator[Placement]:
        work.step()
        if cost > most:
            return
        if at == len(table.rows):
            total = found[table.total][table.last][1]
            left = sum(_left_out(table, table.floating[number], total) for number in floating)
            faults = left + sum(_unplaced(table, at, filling) for at, filling in enumerate(found))
            if cost + left <= most and faults + _needed(table, found) <= most:
                yield _placement(found, faults)
            return
        for filling in options[at]:
            for used, full in _with_floating(table, at, filling, floating, closed[at]):
                found.append(full)
                yield from go(at + 1, floating - used, cost + _unplaced(table, at, full) + _is_wrong(table, at, full))
                found.pop()

    yield from go(0, frozenset(range(len(table.floating))), 0)


def _fillings(table: Table, at: int) -> Iterator[Filling]:
    """How the tokens that name a row may stand in it, those that use more of them first."""
    row = table.rows[at]
    columns = [table.last] if row.single else list(range(table.columns))
    states: list[tuple[Filling, int]] = [(((None, 0),) * table.columns, 0)]
    for group in row.groups:
        states = [
            (full, noise + lost)
            for filling, noise in states
            for full, lost in _add_group(table, filling, group, columns, may_lose=True)
        ]
    for filling, _ in sorted(states, key=lambda state: state[1]):
        yield filling


def _add_group(
    table: Table, filling: Filling, group: Group, columns: Sequence[int], *, may_lose: bool
) -> Iterator[tuple[Filling, int]]:
    free = [column for column in columns if filling[column][0] is None]
    keep = min(len(group), len(free))
    if keep < len(group) and not may_lose:
        return
    for kept in combinations(group, keep):
        lost = len(group) - keep
        for chosen in combinations(free, keep):
            pairs = list(zip(kept, chosen, strict=True))
            if any(_outside(table.tokens[token], column) for token, column in pairs):
                continue
            readings = product(*(table.tokens[token].amount.readings for token, _ in pairs))
            for _, values in zip(range(_READINGS), readings, strict=False):
                full = list(filling)
                for (token, column), value in zip(pairs, values, strict=True):
                    full[column] = (token, value)
                yield tuple(full), lost


def _outside(token: Token, column: int) -> bool:
    return token.columns is not None and column not in token.columns


def _with_floating(
    table: Table, at: int, filling: Filling, floating: frozenset[int], closed: bool
) -> Iterator[tuple[frozenset[int], Filling]]:
    """The filling with lines that name no row, if it is not explained without them; as it is; or as a lost line."""
    row = table.rows[at]
    columns = [table.last] if row.single else list(range(table.columns))
    room = sum(filling[column][0] is None for column in columns)
    for size in range(1, 0 if closed else room + 1):
        for numbers in combinations(sorted(floating), size):
            if sum(len(table.floating[number]) for number in numbers) > room:
                continue
            states = [filling]
            for number in numbers:
                group = table.floating[number]
                states = [
                    full for each in states for full, _ in _add_group(table, each, group, columns, may_lose=False)
                ]
            for full in states:
                yield frozenset(numbers), _lost(full) if at == table.total else full
    if row.single or at == table.total:
        yield frozenset(), _lost(filling)
        return
    yield frozenset(), filling
    if all(token is None for token, _ in filling):
        yield frozenset(), _lost(filling)


def _lost(filling: Filling) -> Filling:
    return tuple((token, _LOST if token is None else value) for token, value in filling)


def _is_wrong(table: Table, at: int, filling: Filling) -> int:
    """1 if the row does not add up, all of it being known."""
    if table.rows[at].single or any(value == _LOST for _, value in filling):
        return 0
    return int(sum(value for _, value in filling[:-1]) != filling[-1][1])


def _unplaced(table: Table, at: int, filling: Filling) -> int:
    """Tokens that name the row and stand nowhere, and what of it was not read: a whole line is one fault."""
    row = table.rows[at]
    placed = {token for token, _ in filling}
    noise = sum(token not in placed for group in row.groups for token in group)
    lost = 0 if row.single else sum(value == _LOST for _, value in filling)
    return noise + (1 if lost == table.columns else lost)


def _left_out(table: Table, group: Group, total: int) -> int:
    """How many tokens of a line that stands nowhere are faults.

    Not a zero, nor the total once more (of the techo or of another form, whose name was not read), nor what does not
    end as an amount does: stamps and signatures leave such figures.
    """
    amounts = [table.tokens[token].amount for token in group]
    return sum(each.ended and any(each.readings) and total not in each.readings for each in amounts)


def _placement(fillings: Sequence[Filling], faults: int) -> Placement:
    tokens = tuple(token for filling in fillings for token, _ in filling)
    values = tuple(None if value == _LOST else value for filling in fillings for _, value in filling)
    return Placement(tokens, values, faults)


def _needed(table: Table, fillings: Sequence[Filling]) -> int:
    """A floor for the faults, from the rows and columns that do not add up, all of them being known."""
    across, down = [], []
    for at, filling in enumerate(fillings[: table.total + 1]):
        if _is_wrong(table, at, filling):
            gap = sum(value for _, value in filling[:-1]) - filling[-1][1]
            across.append(-gap if at == table.total else gap)
    for column in range(table.columns):
        parts = [fillings[at][column][1] for at in range(table.total)]
        whole = fillings[table.total][column][1]
        if _LOST not in (*parts, whole) and sum(parts) != whole:
            down.append((sum(parts) - whole) * (-1 if column == table.last else 1))
    return fewest_faults(across, down)
