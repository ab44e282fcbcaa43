"""What the pages of the room show: the balances that were asked for with their sums, and the certificates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apthapi.core.fields import plain_text
from apthapi.web.execution.balance import Balance

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A balance with the name of its partida, as a table shows it; amounts in centavos."""

    balance: Balance
    name: str
    standing: int
    poa: int
    budget: int
    executed: int
    left_poa: int
    left_budget: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for among the balances and certificates; what is empty is anything."""

    text: str = ""
    unidad: str = ""
    fuente: str = ""
    state: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.text, self.unidad, self.fuente, self.state))


def wanted_of(form: Mapping[str, str]) -> Wanted:
    """What the address asks for."""
    return Wanted(*(form.get(name, "")[:100].strip() for name in ("texto", "unidad", "fuente", "estado")))


def rows_of(balances: Iterable[Balance], names: Mapping[str, str]) -> list[Row]:
    """Every balance as a row."""
    return [_row(each, names.get(each.place.partida, "")) for each in balances]


def chosen(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """Those that were asked for, with or without accents."""
    words = plain_text(wanted.text).split()
    return [row for row in rows if _is_wanted(row, wanted, words)]


def sums(rows: Iterable[Row]) -> dict[str, int]:
    """The sum of each column."""
    found = list(rows)
    columns = ("standing", "poa", "budget", "executed", "left_poa", "left_budget")
    return {name: sum(getattr(row, name) for row in found) for name in columns}


def _row(balance: Balance, name: str) -> Row:
    return Row(
        balance,
        name,
        balance.standing,
        balance.certified("poa"),
        balance.certified("presupuestaria"),
        balance.executed,
        balance.left("poa"),
        balance.left("presupuestaria"),
    )


def _is_wanted(row: Row, wanted: Wanted, words: list[str]) -> bool:
    place = row.balance.place
    if wanted.unidad not in ("", place.unidad) or wanted.fuente not in ("", place.fuente):
        return False
    seen = plain_text(f"{place.unidad} {place.categoria} {place.partida} {row.name} {place.pair}")
    return all(word in seen for word in words)
