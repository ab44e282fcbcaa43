"""One operation through its year: when it runs, what each month aims at, and how the target is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.charts.drawing import Drawing, steps
from apthapi.charts.lettering import fit, width_of
from apthapi.charts.months import NAMES
from apthapi.charts.picture import WIDE, Draw, Picture, picture, refuse_negative
from apthapi.core.fields import plain_number
from apthapi.core.schema import SCALE, Kind

LINE_TOP, LINE_HEIGHT = 20.0, 34.0
CELL_TOP, CELL_HEIGHT = 60.0, 24.0


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation's year: quantities in ten-thousandths, months from 1 to 12; None is not known.

    `adds` says whether the target is the sum of the months or what the last one reaches.
    """

    label: str
    targets: tuple[int | None, ...]
    goal: int | None
    first: int | None = None
    last: int | None = None
    measure: str = ""
    adds: bool = True

    def reached(self) -> list[int]:
        """How far the operation is at the end of each month."""
        if self.adds:
            return [sum(value or 0 for value in self.targets[: month + 1]) for month in range(12)]
        found: list[int] = []
        for value in self.targets:
            found.append(value if value is not None else (found[-1] if found else 0))
        return found


def strip(name: str, operation: Operation) -> Picture:
    """The strip of an operation. NegativeAmountError, or ValueError if they are not twelve months."""
    if len(operation.targets) != 12:
        raise ValueError("a gestión has twelve months")
    refuse_negative([*operation.targets, operation.goal])
    title = f"Programación física: {operation.label}"
    columns = ("Mes", "Programado", "Acumulado" if operation.adds else "Alcanzado")
    reached = operation.reached()
    if not any(operation.targets):
        summary = "La operación todavía no tiene meses programados."
        return picture(name, title=title, summary=summary, columns=columns, rows=(), layout=None)
    rows = [
        (month.capitalize(), "" if value is None else quantity(value), quantity(added))
        for month, value, added in zip(NAMES, operation.targets, reached, strict=True)
    ]
    return picture(
        name,
        title=title,
        summary=_summary(operation),
        columns=columns,
        rows=rows,
        layout=lambda width: _laid_out(operation, width),
    )


def quantity(value: int) -> str:
    """A quantity as people write it, with the decimals that it needs: `1.200`, `12,5`."""
    whole, _, decimals = plain_number(value, SCALE[Kind.QUANTITY]).partition(".")
    return f"{int(whole):,}".replace(",", ".") + ("," + decimals if decimals else "")


def _laid_out(operation: Operation, width: float) -> tuple[float, Draw]:
    return CELL_TOP + CELL_HEIGHT + 22, lambda drawing: _draw(drawing, operation, width)


def _draw(drawing: Drawing, operation: Operation, width: float) -> None:
    slot = (width - (130.0 if width >= WIDE else 6.0)) / 12
    middles = [2 + slot * (month + 0.5) for month in range(12)]
    _curve(drawing, operation, middles, wide=width >= WIDE)
    for month, value in enumerate(operation.targets):
        x = middles[month] - slot / 2
        runs = (operation.first or 1) <= month + 1 <= (operation.last or 12)
        told = "sin programar" if value is None else quantity(value)
        drawing.rect(
            "slot" if not runs else "slot runs",
            x + 1,
            CELL_TOP,
            slot - 2,
            CELL_HEIGHT,
            tip=f"{NAMES[month].capitalize()}: {told}",
        )
        if value:
            _label_cell(drawing, value, middles[month], slot - 3)
        shown = NAMES[month][:3] if slot > 34 else NAMES[month][0].upper()
        drawing.text("axis", middles[month], CELL_TOP + CELL_HEIGHT + 16, shown, anchor="middle")


def _curve(drawing: Drawing, operation: Operation, middles: Sequence[float], *, wide: bool) -> None:
    """The running target over the months, up to its goal."""
    reached = operation.reached()
    highest = max([*reached, operation.goal or 0]) or 1
    points = [
        (x, LINE_TOP + LINE_HEIGHT - value / highest * LINE_HEIGHT) for x, value in zip(middles, reached, strict=True)
    ]
    if operation.goal:
        level = LINE_TOP + LINE_HEIGHT - operation.goal / highest * LINE_HEIGHT
        drawing.line("goal", 2, level, middles[-1], level)
        goal = f"meta {quantity(operation.goal)} {operation.measure}".strip()
        drawing.text("small", 2, level - 5, fit(goal, 220, 12))
    drawing.path("curve serie-1", " ".join(steps("L" if place else "M", x, y) for place, (x, y) in enumerate(points)))
    for month, (x, y) in enumerate(points):
        drawing.dot("dot serie-1", x, y, 2.5, tip=f"Hasta {NAMES[month]}: {quantity(reached[month])}")
    last_x, last_y = points[-1]
    if wide:
        drawing.text("label", last_x + 9, last_y + 4.5, fit(quantity(reached[-1]), 90, 13))
    elif reached[-1] != operation.goal:
        drawing.text("label", last_x + 4, last_y - 6, quantity(reached[-1]), anchor="end")


def _label_cell(drawing: Drawing, value: int, x: float, room: float) -> None:
    """The quantity if it fits in its cell; otherwise smaller, and then shortened to thousands or millions."""
    told = quantity(value)
    if width_of(told, 13) <= room:
        drawing.text("label-plain", x, CELL_TOP + 16.5, told, anchor="middle")
        return
    shortened = [told, _in(value, 10_000_000, "k"), _in(value, 10_000_000_000, "M")]
    fitting = [text for text in shortened if width_of(text, 11) <= room]
    drawing.text("tiny", x, CELL_TOP + 16, fitting[0] if fitting else "…", anchor="middle")


def _in(value: int, size: int, letter: str) -> str:
    """In units of a size: with one decimal below ten."""
    tenths = (value * 10 + size // 2) // size
    return f"{tenths // 10}{letter}" if tenths >= 100 else f"{tenths // 10},{tenths % 10}{letter}"


def _summary(operation: Operation) -> str:
    reached = operation.reached()[-1]
    measure = f" {operation.measure}" if operation.measure else ""
    parts = [f"{'Programa' if operation.adds else 'Llega a'} {quantity(reached)}{measure} hasta diciembre."]
    if operation.goal is not None:
        parts.append(
            "Cuadra con su meta." if reached == operation.goal else f"Su meta es {quantity(operation.goal)}{measure}."
        )
    if operation.first and operation.last:
        parts.append(f"De {NAMES[operation.first - 1]} a {NAMES[operation.last - 1]}.")
    return " ".join(parts)
