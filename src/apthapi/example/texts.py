"""The words of the example plans: generic units, actions, goods and services, as rows of `data/`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

Cells = dict[str, str]

BOLIVIANO = 100
"""Centavos of one boliviano."""


@cache
def rows_of(name: str) -> tuple[Cells, ...]:
    """The rows of one file of `data/`."""
    return tuple(csv.DictReader(StringIO(data_file(name))))


def data_file(name: str) -> str:
    """The text of one file of `data/`, by its name without `.csv`."""
    return files("apthapi.example").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Article:
    """A good or service that an office buys. Prices in centavos; `halves` if half a unit may be asked for."""

    formulario: str
    partida: str
    unidad_medida: str
    descriptions: tuple[str, ...]
    price_from: int
    price_to: int
    most: int
    ritmo: str
    halves: bool

    @property
    def is_payroll(self) -> bool:
        """Whether it belongs to group 10000."""
        return self.partida.startswith("1")

    @property
    def fila(self) -> str:
        """Its row of form 04."""
        if self.formulario != "3_04":
            return self.formulario
        return "pasajes" if self.partida.startswith("221") else "viaticos"


@cache
def articles() -> tuple[Article, ...]:
    """Every good or service; the first twelve fill each of the forms."""
    purposes = [row["destino"] for row in rows_of("destinos")]
    return tuple(_article(row, purposes) for row in rows_of("articulos"))


def _article(row: Cells, purposes: list[str]) -> Article:
    about = row["descripcion"]
    plain = row["partida"].startswith("1")
    return Article(
        formulario=row["formulario"],
        partida=row["partida"],
        unidad_medida=row["unidad_medida"],
        descriptions=(about,) if plain else tuple(f"{about} {purpose}" for purpose in purposes),
        price_from=int(row["precio_min"]) * BOLIVIANO,
        price_to=int(row["precio_max"]) * BOLIVIANO,
        most=int(row["cantidad_max"]),
        ritmo=row["ritmo"],
        halves=row["paso"] == "0.5",
    )
