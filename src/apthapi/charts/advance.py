"""¿Cómo va? How far the goals of the year were to be reached by the end of each month, and how far they were."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.charts.drawing import Drawing
from apthapi.charts.lettering import share, width_of
from apthapi.charts.months import NAMES, Axis, axis_for, polyline
from apthapi.charts.picture import WIDE, Draw, Picture, picture, refuse_negative

WHOLE = 10_000
"""All the goals of the year, in the ten-thousandths in which both curves come."""

TITLE = "Cómo va: lo hecho frente a lo programado"
NOTHING = "Todavía no hay avance que mostrar."
TOP, HEIGHT = 30.0, 190.0
APART = 18.0
"""Least distance between two labels, so that neither covers the other."""


def advance(name: str, planned: Sequence[int | None], done: Sequence[int | None]) -> Picture:
    """Both curves, month by month, as ten-thousandths of the goals of the year; `done` is None after the cut.

    ValueError if they are not twelve, NegativeAmountError if one is below zero.
    """
    if len(planned) != 12 or len(done) != 12:
        raise ValueError("a gestión has twelve months")
    refuse_negative([*planned, *done])
    columns = ("Mes", "Programado %", "Hecho %")
    known = [month for month, value in enumerate(done) if value is not None]
    if not known or not any(planned):
        return picture(name, title=TITLE, summary=NOTHING, columns=columns, rows=(), layout=None)
    cut = known[-1]

    def laid_out(width: float) -> tuple[float, Draw]:
        return TOP + HEIGHT + 28, lambda drawing: _draw(drawing, planned, done, cut, width)

    rows = [(NAMES[month].capitalize(), planned[month], done[month]) for month in range(12)]
    summary = (
        f"Hasta {NAMES[cut]} se hizo el {share(done[cut] or 0, WHOLE)} de lo propuesto para el año; según lo "
        f"programado debía llevarse el {share(planned[cut] or 0, WHOLE)}."
    )
    return picture(name, title=TITLE, summary=summary, columns=columns, rows=rows, layout=laid_out)


def _draw(drawing: Drawing, planned: Sequence[int | None], done: Sequence[int | None], cut: int, width: float) -> None:
    axis = axis_for(width)
    for part in (0, 25, 50, 75, 100):
        level = _height(part * WHOLE // 100)
        drawing.line(
            "axis-line" if part == 0 else "axis-line grid", axis.left, level, axis.left + 12 * axis.slot, level
        )
        if part in (50, 100):
            drawing.text("axis", axis.left, level - 5, f"{part} %")
    should = [(axis.middle(month), _height(value or 0)) for month, value in enumerate(planned)]
    did = [(axis.middle(month), _height(value or 0)) for month, value in enumerate(done[: cut + 1])]
    base = _height(0)
    drawing.path("area serie-1", f"{polyline([(did[0][0], base), *did, (did[-1][0], base)])} Z")
    drawing.path("curve planned", polyline(should))
    drawing.path("curve serie-1", polyline(did))
    for word, css, points, values in (
        ("programado", "dot planned", should, planned),
        ("hecho", "dot serie-1", did, done),
    ):
        for month, (x, y) in enumerate(points):
            drawing.dot(css, x, y, 3, tip=f"Hasta {NAMES[month]}, {word}: {share(values[month] or 0, WHOLE)}")
    _label(drawing, axis, should[cut], did[-1], (planned[cut] or 0, done[cut] or 0), wide=width >= WIDE)
    for month, month_name in enumerate(NAMES):
        shown = month_name[:3] if axis.slot > 34 else month_name[0].upper()
        drawing.text("axis", axis.middle(month), base + 18, shown, anchor="middle")


def _label(
    drawing: Drawing,
    axis: Axis,
    should: tuple[float, float],
    did: tuple[float, float],
    values: tuple[int, int],
    *,
    wide: bool,
) -> None:
    """What each curve is and how far it got at the cut: the higher one above its point, the other below."""
    labels = [(f"Programado {share(values[0], WHOLE)}", should), (f"Hecho {share(values[1], WHOLE)}", did)]
    higher, lower = sorted(labels, key=lambda label: label[1][1])
    drawing.text("label", higher[1][0] - 6, max(higher[1][1] - 10, 14.0), higher[0], anchor=_side(axis, higher))
    below = max(lower[1][1] + 18, higher[1][1] - 10 + APART)
    room = axis.left + 12 * axis.slot - lower[1][0]
    after = wide or width_of(lower[0], 13) < room
    x = lower[1][0] + (8 if after else -6)
    drawing.text("label", x, min(below, _height(0) - 6), lower[0], anchor="start" if after else "end")


def _side(axis: Axis, label: tuple[str, tuple[float, float]]) -> str:
    """To the left of its point if there is room for it there."""
    text, (x, _) = label
    return "end" if x - axis.left > width_of(text, 13) + 6 else "start"


def _height(value: int) -> float:
    return TOP + HEIGHT - min(value, WHOLE) / WHOLE * HEIGHT
