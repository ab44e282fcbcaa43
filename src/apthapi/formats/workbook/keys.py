"""Which row is which: the hidden keys of those that came, and the rows that are stored now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from apthapi.core.fields import Value
from apthapi.core.schema import Table
from apthapi.formats.workbook.content import Stored, row_key
from apthapi.formats.workbook.reading import BaseRow, SentRow

Likeness = Callable[[SentRow, BaseRow], int]


def with_own_keys(sent: Sequence[SentRow], base: Mapping[int, BaseRow], alike: Likeness) -> list[tuple[SentRow, int]]:
    """Each row with the key of the row that it is; 0 for those that are new.

    Of copies that have the same key the one most like the row of before keeps it, then one that is still on its
    sheet, then the first.
    """
    claims: dict[int, list[SentRow]] = defaultdict(list)
    for row in sent:
        if row.renglon in base:
            claims[row.renglon].append(row)
    owner = {
        renglon: rows[0] if len(rows) == 1 else _closest(rows, base[renglon], alike) for renglon, rows in claims.items()
    }
    return [(row, row.renglon if owner.get(row.renglon) is row else 0) for row in sent]


def _closest(rows: list[SentRow], was: BaseRow, alike: Likeness) -> SentRow:
    return max(rows, key=lambda row: (alike(row, was), row.page is was.page, -row.row))


def same_rows(table: Table, base: Mapping[int, BaseRow], stored: Iterable[Stored]) -> dict[int, Stored]:
    """The rows that are stored now, by the key of the workbook's row that each is; those that came later, by their own.

    The key is the number of the row, which a live database never gives again. In files it is the line, and moves when
    others go: there the code or number of the row decides.
    """
    now = {each.renglon: each for each in stored}
    code_of = {renglon: row_key(table, each.cells) for renglon, each in now.items()}
    times = Counter(code_of.values())
    by_code = {code: renglon for renglon, code in code_of.items() if times[code] == 1}
    found: dict[int, Stored] = {}
    for renglon, was in base.items():
        code = row_key(table, was.cells)
        if code_of.get(renglon) == code:
            found[renglon] = now[renglon]
        elif code in by_code:
            found[renglon] = now[by_code[code]]
    taken = {each.renglon for each in found.values()}
    known: set[tuple[Value, ...]] = {row_key(table, was.cells) for was in base.values()}
    for renglon in base.keys() - found.keys():
        if renglon in now and renglon not in taken and code_of[renglon] not in known:
            found[renglon] = now[renglon]
            taken.add(renglon)
    later = (each for renglon, each in now.items() if renglon not in taken)
    return found | {-each.renglon: each for each in later}
