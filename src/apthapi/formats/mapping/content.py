"""What the cells of a column look like: how many are partidas of the classifier, percents that add 100, months."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.schema import Column, Kind
from apthapi.core.typed import understand
from apthapi.formats.cells import shown
from apthapi.formats.mapping.known import Known, classifier_code
from apthapi.formats.mapping.names import code_and_text, folded
from apthapi.formats.mapping.numbers import FRACTION, number, style_of
from apthapi.formats.spreadsheet import Raw

LOOKED_AT = 400
"""Rows of a sheet by which its columns are judged."""
LETTERS = 500
"""Of a cell, by which it is judged."""
_PAIR = re.compile(r"\s*([0-9]{2})\s*[-–—/ ]\s*([0-9]{3})\s*")
_DATE = Column("", Kind.DATE, "")
_MEASURES = frozenset(
    "pieza pza unidad und unid global glb mes meses dia dias persona servicio equipo hoja paquete pqte resma caja "
    "litro lts kg kilo metro m m2 m3 juego par viaje pasaje contrato consultoria evento taller documento informe "
    "porcentaje numero frasco bolsa rollo tonelada galon punto curso km hora viatico gestion inspeccion".split()
)


def pair_of(text: str) -> tuple[str, str] | None:
    """Fuente and organismo written together, as `41-111`; None if they are not."""
    found = _PAIR.fullmatch(text)
    return (found[1], found[2]) if found else None


@dataclass
class Seen:
    """The cells of a column, in the rows that are full enough to be lines; shares are of 1."""

    cells: Sequence[Raw]
    known: Known
    filled: list[Raw] = field(init=False)

    def __post_init__(self) -> None:
        self.filled = [cell for cell in self.cells if cell is not None and shown(cell).strip()]

    @cached_property
    def texts(self) -> list[str]:
        """The cells as people see them; of a long text, its beginning."""
        return [" ".join(shown(cell)[:LETTERS].split()) for cell in self.filled]

    @cached_property
    def style(self) -> str:
        """How its texts write decimals."""
        return style_of(self.filled)

    @cached_property
    def numbers(self) -> list[Decimal | None]:
        """Every cell of the column as a number, None where it is none."""
        return [number(cell, self.style) for cell in self.cells]

    @cached_property
    def has_numbers(self) -> float:
        """The share that is a number."""
        return self._share(lambda text: number(text, self.style) is not None or _looks_numeric(text))

    def of_classifier(self, column: str) -> float:
        """The share of its cells that begin with a code of the classifier of that column."""
        codes = self.known.codes(column) or frozenset()
        least = 5 if column in ("partida", "rubro") else 2
        return self._share(lambda text: len(code := classifier_code(column, text)) >= least and code in codes)

    @cached_property
    def pairs(self) -> float:
        """The share that is fuente and organismo together."""
        return self._share(lambda text: (pair_of(text) or ("", ""))[0] in self.known.fuentes)

    @cached_property
    def categories(self) -> float:
        """The share that is a whole categoría programática."""
        return self._share(_is_category)

    @cached_property
    def dates(self) -> float:
        """The share that is a date."""
        if not self.filled:
            return 0.0
        return sum(isinstance(cell, date) or _is_date(shown(cell)) for cell in self.filled) / len(self.filled)

    @cached_property
    def codes(self) -> float:
        """The share that is a short code, or a code and its text."""
        return self._share(lambda text: bool(code_and_text(text)[0]) or (" " not in text and len(text) <= 12))

    @cached_property
    def measures(self) -> float:
        """The share that is a known unit of measure."""
        return self._share(lambda text: folded(text) in _MEASURES or folded(text).removesuffix("s") in _MEASURES)

    @cached_property
    def words(self) -> float:
        """The share that is a text with letters."""
        return self._share(lambda text: sum(letter.isalpha() for letter in text) > 3)

    @cached_property
    def length(self) -> float:
        """Letters of a cell on average."""
        return sum(map(len, self.texts)) / max(1, len(self.texts))

    @cached_property
    def variety(self) -> float:
        """Different cells among all."""
        return len(set(self.texts)) / max(1, len(self.texts))

    def percents(self) -> str:
        """`fraccion` if they are parts of 1, `ciento` if of 100; empty if they do not look like percents."""
        values = [each for each in self.numbers if each is not None]
        if not values or min(values) < 0:
            return ""
        total, most = sum(values, Decimal(0)), max(values)
        for whole, name in ((1, FRACTION), (100, "ciento")):
            rounds = round(total / whole)
            if most <= whole and rounds and abs(total - whole * rounds) <= Decimal("0.03") * whole:
                return name
        return ""

    def _share(self, holds: Callable[[str], bool]) -> float:
        if not self.texts:
            return 0.0
        return sum(holds(text) for text in self.texts) / len(self.texts)


def _looks_numeric(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,\s%()\-]*\d[\d.,\s%()\-]*", text))


def _is_category(text: str) -> bool:
    if len(re.sub(r"\D", "", text)) < 7:
        return False
    for digits in (2, 3):
        try:
            parse_categoria(text, programa_digits=digits)
        except CategoriaError:
            continue
        return True
    return False


def _is_date(text: str) -> bool:
    return any(each.isdigit() for each in text) and not understand(_DATE, text).problem


def in_style(seen: Seen, style: str) -> Seen:
    """The same cells, their texts read in that style."""
    other = Seen(seen.cells, seen.known)
    other.__dict__["style"] = style
    return other


def multiplies(a: Seen, b: Seen, c: Seen) -> float:
    """The share of rows in which the third is the product of the others; 0 if too few rows say it."""
    rows = [each for each in zip(a.numbers, b.numbers, c.numbers, strict=True) if all(x is not None for x in each)]
    told = [(x, y, z) for x, y, z in rows if x is not None and y is not None and z is not None and z]
    if len(told) < 2 or all(x == 1 or y == 1 for x, y, _ in told):
        return 0.0
    return sum(abs(x * y - z) <= Decimal("0.01") for x, y, z in told) / len(told)


def adds_up(parts: Sequence[Seen], total: Seen) -> float:
    """The share of rows in which the parts add the total."""
    told = []
    for at, whole in enumerate(total.numbers):
        values = [each.numbers[at] for each in parts]
        if whole and any(values):
            told.append(abs(sum(value or 0 for value in values) - whole) <= Decimal("0.01"))
    return sum(told) / len(told) if told else 0.0
