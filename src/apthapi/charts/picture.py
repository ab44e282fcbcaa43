"""What every picture is: one question, its drawing for a wide and a narrow screen, and the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from apthapi.charts.drawing import Drawing, Svg
from apthapi.core.money import format_amount

WIDE, NARROW = 880.0, 380.0
"""Widths for which a picture is laid out; the page shows one of the two by the room that it has."""

EMPTY = "Todavía no hay importes que mostrar."

Cell = str | int | None
"""A cell of the table: text, centavos, or not known."""

Draw = Callable[[Drawing], None]


class NegativeAmountError(ValueError):
    """An area or a length cannot show an amount below zero."""


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as people read it; numbers stand on the right."""

    text: str
    number: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A question and its answer as one sentence, as a drawing and as a table. Without data there is no drawing."""

    name: str
    title: str
    summary: str
    wide: Svg
    narrow: Svg
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def empty(self) -> bool:
        """Whether there was nothing to draw."""
        return not self.wide

    def written(self) -> list[list[Written]]:
        """The rows of the table as people read them."""
        return [[_written(cell) for cell in row] for row in self.rows]


def picture(
    name: str,
    *,
    title: str,
    summary: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    layout: Callable[[float], tuple[float, Draw]] | None,
) -> Picture:
    """Draw for both widths: `layout(width)` answers the height and what draws. None if there is nothing to draw."""
    table = tuple(tuple(row) for row in rows)
    if layout is None:
        return Picture(name, title, summary, Svg(), Svg(), tuple(columns), table)
    drawn = [
        _drawn(f"{name}-{kind}", width, layout, title, summary)
        for kind, width in (("ancho", WIDE), ("angosto", NARROW))
    ]
    return Picture(name, title, summary, drawn[0], drawn[1], tuple(columns), table)


def refuse_negative(amounts: Iterable[int | None]) -> None:
    """NegativeAmountError if an amount is below zero."""
    for amount in amounts:
        if amount is not None and amount < 0:
            raise NegativeAmountError(f"a picture cannot show {format_amount(amount)}")


def _drawn(name: str, width: float, layout: Callable[[float], tuple[float, Draw]], title: str, summary: str) -> Svg:
    height, draw = layout(width)
    drawing = Drawing(name, width, height, title=title, summary=summary)
    draw(drawing)
    return drawing.svg()


def _written(cell: Cell) -> Written:
    if isinstance(cell, int):
        return Written(format_amount(cell), number=True)
    return Written(cell or "", number=cell is None)
