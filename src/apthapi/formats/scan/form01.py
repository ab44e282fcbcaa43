"""Form 01 understood by its columns: two quadrants side by side, the factors of each one under another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.form02_cells import joined
from apthapi.formats.scan.layout import Block, Placed, blocks_of, lines_in
from apthapi.formats.scan.reading import Certainty, Page, ReadCell, ReadRow

_QUADRANTS = {
    "FORTALEZAS": "fortaleza",
    "DEBILIDADES": "debilidad",
    "OPORTUNIDADES": "oportunidad",
    "AMENAZAS": "amenaza",
}
_COLUMNS, _SIDE = 6, 3
_NAMES = ("factor", "acciones", "incidencia")
_ALIKE = 80
_APART = 1.25
"""How much wider than between two lines of one factor the space between two factors is."""

_READ = "Es lo que se leyó; nada lo comprueba."


@dataclass(slots=True)
class _Factor:
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read_form01(pages: Sequence[Page]) -> tuple[tuple[ReadRow, ...], tuple[str, ...]]:
    """The rows of `situacion`, and what is to be told of the form as a whole (Spanish)."""
    blocks = blocks_of(pages, "INCIDENCIA", _COLUMNS)
    if not blocks:
        return (), ("No se distinguieron las columnas del formulario 01; sin ellas sus factores no se separan.",)
    found: dict[str, list[_Factor]] = defaultdict(list)
    for block in blocks:
        for side, quadrant in enumerate(_quadrants(block)):
            _gather(block.columns[side * _SIDE : (side + 1) * _SIDE], found[quadrant])
    page = pages[0].number
    rows = tuple(
        _row(quadrant, number, factor, page)
        for quadrant in _QUADRANTS.values()
        for number, factor in enumerate(found[quadrant], 1)
    )
    return rows, ()


def _quadrants(block: Block) -> tuple[str, ...]:
    """The quadrants on the left and on the right, by their titles, or as they usually go."""
    seen = [
        quadrant
        for each in sorted(block.head, key=lambda one: (round(one.top, 2), one.left))
        for title, quadrant in _QUADRANTS.items()
        if fuzz.ratio(folded(each.word.text), title) >= _ALIKE
    ]
    return tuple(seen[-2:]) if len(seen) >= 2 else ("fortaleza", "debilidad")


def _gather(columns: Sequence[Sequence[Placed]], factors: list[_Factor]) -> None:
    """Cut the columns of a quadrant where the space between lines is wider; a page may begin inside a factor."""
    starts = _starts(columns)
    first = len(factors)
    for name, words in zip(_NAMES, columns, strict=True):
        for top, text in lines_in(words):
            at = first + sum(start <= top + 0.002 for start in starts) - 1
            while len(factors) <= at:
                factors.append(_Factor())
            factors[max(at, first)].texts[name].append(text)
    if first and first < len(factors) and _goes_on(factors[first]):
        for name, texts in factors.pop(first).texts.items():
            factors[first - 1].texts[name] += texts


def _starts(columns: Sequence[Sequence[Placed]]) -> list[float]:
    tops = sorted(top for words in columns for top, _ in lines_in(words))
    lines = [top for at, top in enumerate(tops) if not at or top - tops[at - 1] > 0.004]
    gaps = sorted(after - before for before, after in pairwise(lines))
    if not gaps:
        return lines
    usual = gaps[len(gaps) // 4]
    return [
        lines[0],
        *(after for before, after in pairwise(lines) if after - before > usual * _APART),
    ]


def _goes_on(factor: _Factor) -> bool:
    text = next((texts[0] for name in _NAMES if (texts := factor.texts.get(name))), "")
    return text[:1].islower()


def _row(quadrant: str, number: int, factor: _Factor, page: int) -> ReadRow:
    sure = Certainty.CERTAIN
    return ReadRow(
        "situacion",
        (
            ReadCell("cuadrante", quadrant, "", sure, "Está bajo el título del cuadrante.", (), page),
            ReadCell("orden", number, "", sure, "Es su lugar en el cuadrante.", (), page),
            *_cells(factor, page),
        ),
    )


def _cells(factor: _Factor, page: int) -> Iterator[ReadCell]:
    for name in _NAMES:
        text = joined(factor.texts.get(name, []))
        certainty = Certainty.DOUBTFUL if text else Certainty.UNREAD
        yield ReadCell(name, text or None, text, certainty, _READ if text else "No se leyó nada en su lugar.", (), page)
