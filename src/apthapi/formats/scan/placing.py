"""Every way to place the amounts that were seen in the cells of a form 04, with the faults that each supposes.

A line that names its row fixes the row, and its order the order of the columns. A line that names none may be of any
row that its own amounts do not already explain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from apthapi.formats.scan.amounts import Amount
from apthapi.formats.scan.sums import Sum, System, Work

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
"""For each column, the token and its reading in centavos; no token and zero where nothing stands."""


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
    """Which token stands in each cell (None: none), with what reading, and how many tokens are left as noise."""

    tokens: tuple[int | None, ...]
    values: tuple[int, ...]
    noise: int
    free: frozenset[int]


def system_of(table: Table, free: frozenset[int]) -> System:
    """The sums of the form: across each row, down each column, and what should equal the total."""
    last, cell = table.last, table.cell
    sums = [
        Sum(f"la fila {row.name}", tuple(cell(at, column) for column in range(last)), cell(at, last))
        for at, row in enumerate(table.rows)
        if not row.single
    ]
    sums += [
        Sum(f"la columna {column}", tuple(cell(at, column) for at in range(table.total)), cell(table.total, column))
        for column in range(table.columns)
    ]
    total = cell(table.total, last)
    sums += [Sum(f"el total y {table.rows[at].name}", (total,), cell(at, last)) for at in table.same]
    return System(tuple(sums), free)


def placements(table: Table, most: int, work: Work) -> Iterator[Placement]:
    """The placements that may hold with at most `most` faults, likelier ones first."""
    options = [list(_fillings(table, at)) for at in range(len(table.rows))]
    closed = [any(not wrong for _, _, wrong in each) and bool(table.rows[at].groups) for at, each in enumerate(options)]
    found: list[Filling] = []

    def go(at: int, floating: frozenset[int], cost: int) -> Iterator[Placement]:
        work.step()
        if cost > most:
            return
        if at == len(table.rows):
            left = sum(_matters(table, group) for number, group in enumerate(table.floating) if number in floating)
            if cost + left <= most:
                noise = left + sum(_noise(row, found[number]) for number, row in enumerate(table.rows))
                placed = _placement(table, tuple(found), noise)
                if noise + _down(table, placed) <= most:
                    yield placed
            return
        for filling, noise, wrong in options[at]:
            for used, full, bad in _with_floating(table, at, filling, wrong, floating, closed[at]):
                found.append(full)
                yield from go(at + 1, floating - used, cost + noise + bad)
                found.pop()

    yield from go(0, frozenset(range(len(table.floating))), 0)


def _fillings(table: Table, at: int) -> Iterator[tuple[Filling, int, int]]:
    """How the tokens that name a row may stand in it: the filling, tokens left over, and 1 if its sum does not hold."""
    row = table.rows[at]
    columns = [table.last] if row.single else list(range(table.columns))
    empty: Filling = ((None, 0),) * table.columns
    states: list[tuple[Filling, int]] = [(empty, 0)]
    for group in row.groups:
        states = [
            (full, noise + lost)
            for filling, noise in states
            for full, lost in _add_group(table, filling, group, columns, may_lose=True)
        ]
    for filling, noise in sorted(states, key=lambda state: state[1]):
        yield filling, noise, _is_wrong(table, at, filling)


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
    table: Table, at: int, filling: Filling, wrong: int, floating: frozenset[int], closed: bool
) -> Iterator[tuple[frozenset[int], Filling, int]]:
    """The filling as it is, and with lines that name no row where the row is not explained without them."""
    yield frozenset(), filling, wrong
    row = table.rows[at]
    room = 1 if row.single else table.columns
    room -= sum(token is not None for token, _ in filling)
    if closed or not room:
        return
    columns = [table.last] if row.single else list(range(table.columns))
    for size in range(1, room + 1):
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
                yield frozenset(numbers), full, _is_wrong(table, at, full)


def _is_wrong(table: Table, at: int, filling: Filling) -> int:
    """1 if the row does not add up; of the row of totals only when all of it was seen."""
    row = table.rows[at]
    if row.single or (at == table.total and any(token is None for token, _ in filling)):
        return 0
    return int(sum(value for _, value in filling[:-1]) != filling[-1][1])


def _noise(row: Row, filling: Filling) -> int:
    placed = {token for token, _ in filling}
    return sum(token not in placed for group in row.groups for token in group)


def _matters(table: Table, group: Group) -> int:
    """How many tokens of a line that was left out are more than a zero."""
    return sum(any(table.tokens[token].amount.readings) for token in group)


def _placement(table: Table, fillings: tuple[Filling, ...], noise: int) -> Placement:
    tokens = tuple(token for filling in fillings for token, _ in filling)
    values = tuple(value for filling in fillings for _, value in filling)
    start = table.cell(table.total, 0)
    free = frozenset(cell for cell in range(start, start + table.columns) if tokens[cell] is None)
    return Placement(tokens, values, noise, free)


def _down(table: Table, placed: Placement) -> int:
    """A floor for the faults: each column that does not add up needs one of its own."""
    wrong = 0
    for column in range(table.columns):
        whole = table.cell(table.total, column)
        if whole not in placed.free:
            parts = sum(placed.values[table.cell(at, column)] for at in range(table.total))
            wrong += parts != placed.values[whole]
    return wrong
