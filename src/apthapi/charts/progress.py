"""¿Cuánto se hizo? The part of the year's goals that was planned by each month, and the part that was done."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.charts.drawing import Drawing, steps
from apthapi.charts.lettering import NBSP, width_of
from apthapi.charts.months import NAMES, axis_for
from apthapi.charts.picture import WIDE, Draw, Picture, picture

TOP, HEIGHT = 26.0, 180.0
WHOLE = 10_000
"""Parts are whole numbers, in ten-thousandths of the goals."""
NOTHING = "Ninguna operación tiene metas programadas: no hay avance que mostrar."

Parts = Sequence[int | None]


def progress(name: str, planned: Parts, done: Parts) -> Picture:
    """Two lines through the year, each with its word at its end; `done` is None after the last month known.

    ValueError if they are not twelve months, or a part is not between nothing and all.
    """
    if len(planned) != 12 or len(done) != 12:
        raise ValueError("a gestión has twelve months")
    if any(value is not None and not 0 <= value <= WHOLE for value in (*planned, *done)):
        raise ValueError("a part is between nothing and all")
    title, columns = "Cuánto se hizo de las metas de la gestión", ("Hasta", "Programado", "Hecho")
    if not any(planned):
        return picture(name, title=title, summary=NOTHING, columns=columns, rows=(), layout=None)

    def laid_out(width: float) -> tuple[float, Draw]:
        return TOP + HEIGHT + 24, lambda drawing: _draw(drawing, planned, done, width)

    rows = [
        (month.capitalize(), _written(aim), _written(got)) for month, aim, got in zip(NAMES, planned, done, strict=True)
    ]
    return picture(name, title=title, summary=_summary(planned, done), columns=columns, rows=rows, layout=laid_out)


def part(value: int) -> str:
    """A part in percent, cut to a tenth: `82,3 %`."""
    return f"{value // 100},{value % 100 // 10}{NBSP}%"


def _written(value: int | None) -> str:
    return "" if value is None else part(value)


def _draw(drawing: Drawing, planned: Parts, done: Parts, width: float) -> None:
    axis, base, wide = axis_for(width), TOP + HEIGHT, width >= WIDE
    drawing.line("axis-line", axis.left, base, axis.left + 12 * axis.slot, base)

    def points(values: Parts) -> list[tuple[float, float, int]]:
        found = ((month, value) for month, value in enumerate(values) if value is not None)
        return [(axis.middle(month), base - value / WHOLE * HEIGHT, month) for month, value in found]

    aims, gots = points(planned), points(done)
    if gots:
        edge = [(gots[0][0], base, 0), *gots, (gots[-1][0], base, 0)]
        drawing.path("area serie-1", f"{_polyline(edge)} Z")
    for css, line, word in (("planned", aims, "programado"), ("serie-1", gots, "hecho")):
        drawing.path(f"curve {css}", _polyline(line))
        values = planned if css == "planned" else done
        for x, y, month in line:
            drawing.dot(f"dot {css}", x, y, 3, tip=f"Hasta {NAMES[month]}, {word}: {_written(values[month])}")
    x, y, month = aims[-1]
    label = f"Programado {_written(planned[month])}"
    if wide:
        drawing.text("label", x + 9, y + 4.5, label)
    else:
        drawing.text("label", x, y - 9, label, anchor="end")
    if gots:
        _label_done(drawing, gots[-1], f"Hecho {_written(done[gots[-1][2]])}", axis.left + 12 * axis.slot)
    for month, month_name in enumerate(NAMES):
        shown = month_name[:3] if axis.slot > 34 else month_name[0].upper()
        drawing.text("axis", axis.middle(month), base + 18, shown, anchor="middle")


def _label_done(drawing: Drawing, end: tuple[float, float, int], label: str, right: float) -> None:
    """Beside the end of the line where there is room, for what was planned stands above it; else on its left."""
    x, y, _ = end
    low = min(y + 16, TOP + HEIGHT - 6)
    if x + 8 + width_of(label, 13) < right:
        drawing.text("label", x + 8, low, label)
    else:
        drawing.text("label", x - 4, low + 4, label, anchor="end")


def _polyline(points: Sequence[tuple[float, float, int]]) -> str:
    return " ".join(steps("L" if place else "M", x, y) for place, (x, y, _) in enumerate(points))


def _summary(planned: Parts, done: Parts) -> str:
    last = max((month for month, value in enumerate(done) if value is not None), default=None)
    if last is None:
        return "Todavía no se informó nada de lo hecho."
    return (
        f"Hasta {NAMES[last]} se hizo el {_written(done[last])} de las metas de la gestión, "
        f"y se programó el {_written(planned[last])}."
    )
