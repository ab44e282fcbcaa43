"""A plan beside the approved budget of its entity: by programa, fuente, organismo and grupo, every cent that differs.

Three sides: what the official table says, what the package says that was approved, and what its units programmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apthapi.compare.cells import Cell

_CODE: dict[str, Callable[[Cell], str]] = {
    "programa": lambda cell: cell.programa,
    "fuente": lambda cell: cell.fuente,
    "organismo": lambda cell: cell.organismo,
    "grupo": lambda cell: cell.grupo,
}
DIMENSIONS = {"programa": "Programa", "fuente": "Fuente", "organismo": "Organismo", "grupo": "Grupo de gasto"}
"""By what it is tied out, with its title."""


@dataclass(frozen=True, slots=True)
class Line:
    """Money of one code in centavos on the three sides; None where that side tells nothing by this dimension."""

    code: str
    official: int | None
    declared: int | None
    programmed: int | None

    @property
    def gap(self) -> int | None:
        """What is programmed beyond the official amount, or under it if negative; None if a side is not known."""
        return _less(self.programmed, self.official)

    @property
    def declared_gap(self) -> int | None:
        """The same of what the package says that was approved."""
        return _less(self.declared, self.official)

    @property
    def agrees(self) -> bool:
        """Whether no cent differs between the sides that are known."""
        return not self.gap and not self.declared_gap


@dataclass(frozen=True, slots=True)
class Tie:
    """One dimension; `known` if the official table tells anything by it."""

    dimension: str
    known: bool
    lines: tuple[Line, ...]

    @property
    def differing(self) -> tuple[Line, ...]:
        """The lines in which a cent differs; none where there is nothing official to compare with."""
        return tuple(each for each in self.lines if self.known and not each.agrees)


@dataclass(frozen=True, slots=True)
class TieOut:
    """The whole tie-out: the totals of the three sides, and each dimension."""

    total: Line
    ties: tuple[Tie, ...]

    @property
    def differing(self) -> int:
        """In how many places a cent differs, the total apart."""
        return sum(len(each.differing) for each in self.ties)

    @property
    def agrees(self) -> bool:
        """Whether nothing differs, neither in a part nor in the total."""
        return self.total.agrees and not self.differing


def tie_out(official: Sequence[Cell], declared: Sequence[Cell], programmed: Sequence[Cell]) -> TieOut:
    """Compare the three sides. What was approved may come in several cuts: by each dimension the finest one counts."""
    ties = tuple(_tie(name, official, declared, programmed) for name in DIMENSIONS)
    known = sum(each.importe for each in programmed) if programmed else None
    return TieOut(Line("", total_of(official), total_of(declared), known), ties)


def total_of(cells: Sequence[Cell]) -> int | None:
    """All that was approved, in centavos, from the first of its cuts that tells it; None without any row."""
    for name in DIMENSIONS:
        if sums := by_dimension(cells, name):
            return sum(sums.values())
    return sum(each.importe for each in cells) if cells else None


def by_dimension(cells: Sequence[Cell], dimension: str) -> dict[str, int]:
    """What was approved by each code. A dimension left empty is summed over, so cuts of the same money never add up.

    Within a categoría and code the row that tells most counts; what a categoría tells is not taken again from a cut
    by programa or without either.
    """
    code = _CODE[dimension]
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for each in cells:
        if code(each):
            found[code(each), each.categoria][_told(each)] += each.importe
    told = {(name, wider) for name, categoria in found for wider in _wider(categoria)}
    sums: dict[str, int] = defaultdict(int)
    for (name, categoria), cuts in found.items():
        if (name, categoria) not in told:
            sums[name] += cuts[max(cuts)]
    return dict(sums)


def _wider(categoria: str) -> set[str]:
    """What a categoría is a part of: its programa, and all of them together."""
    return {"", categoria.partition(" ")[0]} - {categoria}


def _told(cell: Cell) -> int:
    """How much a row tells apart, as a number in which grupo counts most; see the readings `aprobado_…`."""
    return 4 * bool(cell.grupo) + 2 * bool(cell.fuente) + bool(cell.organismo)


def _tie(name: str, official: Sequence[Cell], declared: Sequence[Cell], programmed: Sequence[Cell]) -> Tie:
    law, said = by_dimension(official, name), by_dimension(declared, name)
    planned: dict[str, int] = defaultdict(int)
    for each in programmed:
        planned[_CODE[name](each)] += each.importe

    def side(sums: dict[str, int], code: str) -> int | None:
        return sums.get(code, 0) if sums else None

    codes = sorted({*law, *said, *planned})
    return Tie(
        name, bool(law), tuple(Line(each, *(side(sums, each) for sums in (law, said, planned))) for each in codes)
    )


def _less(amount: int | None, official: int | None) -> int | None:
    return None if amount is None or official is None else amount - official
