"""How a table of the plan format is described. The tables themselves stand in `tables.py`, the only place.

Readers, SQL tables, `datapackage.json` and the documentation page are all derived from these values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is stored: scaled whole numbers (BIGINT) or text."""

    CODE = "codigo"
    TEXT = "texto"
    MONEY = "dinero"
    QUANTITY = "cantidad"
    PERCENT = "porcentaje"
    INTEGER = "entero"
    DATE = "fecha"
    BOOLEAN = "booleano"
    CATEGORIA = "categoria"
    OPTION = "opcion"


SCALE = {Kind.MONEY: 2, Kind.QUANTITY: 4, Kind.PERCENT: 2, Kind.INTEGER: 0}
"""Decimals of the numeric kinds: money is stored in centavos, quantities in ten-thousandths, percent in hundredths."""

ROW = "renglon"
"""Column that every stored table has: the row of the file, as a spreadsheet shows it (the header is row 1)."""

WRITTEN = "_escrita"
"""Suffix of the companion column that keeps a categoría as it was written."""

WORDS = "_clave"
"""Suffix of the companion column that holds the bare words of a text, to compare texts as a person would."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its meaning for people, and what a cell may hold."""

    name: str
    kind: Kind
    about: str
    required: bool = False
    options: tuple[str, ...] = ()
    words: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is stored as a scaled whole number."""
        return self.kind in SCALE

    def stored(self) -> Iterator[tuple[str, str]]:
        """Name and SQL type of each stored column, companions included."""
        yield self.name, "BIGINT" if self.is_number else "TEXT"
        if self.kind is Kind.CATEGORIA:
            yield self.name + WRITTEN, "TEXT"
        if self.words:
            yield self.name + WORDS, "TEXT"


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells of `columns` must name a row of `table`; with `blank` an empty last cell refers to nothing."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the format: one CSV of a package, one table of a database."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for each in self.columns:
            if each.name == name:
                return each
        raise KeyError(f"{self.name}.{name}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns as a file has them."""
        return tuple(column.name for column in self.columns)

    def stored(self) -> list[tuple[str, str]]:
        """Name and SQL type of every stored column, the row number first."""
        return [(ROW, "BIGINT"), *(pair for column in self.columns for pair in column.stored())]
