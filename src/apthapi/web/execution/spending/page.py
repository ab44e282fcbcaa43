"""What the page of the spending shows: accounts as rows with their months, what is left, and sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apthapi.charts.months import NAMES
from apthapi.core.fields import plain_text
from apthapi.formats.mapping.meanings import STAGES
from apthapi.web.execution.spending.year import Account, Year

PER_PAGE = 100
MONTHS = tuple(enumerate((name.capitalize() for name in NAMES), start=1))
"""Number and name of each month."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is empty, or month 0, is anything."""

    text: str = ""
    unidad: str = ""
    fuente: str = ""
    mes: int = 0

    @property
    def narrows(self) -> bool:
        """Whether it leaves any row out."""
        return any((self.text, self.unidad, self.fuente))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; amounts in centavos. `cells`: the quarters, or the stages of the month that is asked for."""

    standing: int
    cells: tuple[int, ...]
    accrued: int
    account: Account | None = None
    name: str = ""

    @property
    def left(self) -> int:
        """What is in force and not devengado yet."""
        return self.standing - self.accrued

    @property
    def share(self) -> int | None:
        """The hundredths of percent of what is in force that are devengado, to the nearest; None of nothing."""
        return None if self.standing <= 0 else (self.accrued * 20_000 + self.standing) // (2 * self.standing)


def wanted_of(form: Mapping[str, str]) -> Wanted:
    """What the address asks for."""
    mes = form.get("mes", "")
    text, unidad, fuente = (form.get(name, "")[:100].strip() for name in ("texto", "unidad", "fuente"))
    return Wanted(text, unidad, fuente, month_of(mes))


def month_of(text: str) -> int:
    """A month from 1 to 12, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= 12 else 0


def titles(year: Year, mes: int) -> list[str]:
    """The titles of the cells: the stages of a month, or the quarters until the last with anything."""
    if mes:
        return [stage.capitalize() for stage in STAGES]
    return [f"{NAMES[first - 1][:3].capitalize()}–{NAMES[first + 1][:3]}" for first in _quarters(_last(year))]


def rows_of(year: Year, names: Mapping[str, str], wanted: Wanted) -> list[Row]:
    """The accounts that were asked for, with or without accents."""
    words, last = plain_text(wanted.text).split(), _last(year)
    return [
        _row(account, names.get(account.slot.partida, ""), wanted.mes, last)
        for account in year.accounts.values()
        if (account.standing or account.months) and _is_wanted(account, names, wanted, words)
    ]


def total_of(rows: Iterable[Row], cells: int) -> Row:
    """The sum of each column."""
    found = list(rows)
    return Row(
        sum(row.standing for row in found),
        tuple(sum(row.cells[at] for row in found) for at in range(cells)),
        sum(row.accrued for row in found),
    )


def _last(year: Year) -> int:
    return max(
        (mes for each in year.accounts.values() for mes, row in each.months.items() if row["devengado"]), default=0
    )


def _quarters(last: int) -> range:
    """The first month of each quarter until that month: twelve months of amounts do not fit beside their partida."""
    return range(1, last + 1, 3)


def _row(account: Account, name: str, mes: int, last: int) -> Row:
    if mes:
        cells = tuple(account.of(mes, stage) for stage in STAGES)
    else:
        cells = tuple(sum(account.of(first + more, "devengado") for more in range(3)) for first in _quarters(last))
    return Row(account.standing, cells, account.total("devengado", mes or 12), account, name)


def _is_wanted(account: Account, names: Mapping[str, str], wanted: Wanted, words: list[str]) -> bool:
    slot = account.slot
    if wanted.unidad not in ("", slot.unidad) or wanted.fuente not in ("", slot.fuente):
        return False
    categories = " ".join(account.categories)
    seen = plain_text(f"{slot.unidad} {categories} {slot.partida} {names.get(slot.partida, '')} {slot.pair}")
    return all(word in seen for word in words)
