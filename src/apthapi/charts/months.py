"""¿Cuándo? What each month of the gestión has, and how it adds up; if known, what was done beside what was planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.charts.drawing import Drawing, steps
from apthapi.charts.lettering import common_unit, in_unit, share, short_amount, whole_amount, width_of
from apthapi.charts.picture import EMPTY, NARROW, WIDE, Draw, Picture, picture, refuse_negative

NAMES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
SUMS_TOP, SUMS_HEIGHT = 40.0, 120.0
BARS_TOP, BARS_HEIGHT = 214.0, 110.0
LABEL_APART = 16.0
PLANNED, DONE = 0.76, 0.44


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the twelve months stand from left to right."""

    left: float
    slot: float

    def middle(self, month: int) -> float:
        """The middle of a month, counted from 0."""
        return self.left + self.slot * (month + 0.5)


@dataclass(frozen=True, slots=True)
class Series:
    """Twelve amounts in centavos, None where not known yet; what they are is their word."""

    word: str
    values: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """What is known of the year."""
        return sum(value or 0 for value in self.values)

    def sums(self) -> list[int]:
        """The running sum of each month, up to the last one that is known."""
        last = max((month for month, value in enumerate(self.values) if value is not None), default=-1)
        return [sum(value or 0 for value in self.values[: month + 1]) for month in range(last + 1)]


def months(
    name: str, planned: Sequence[int | None], done: Sequence[int | None] | None = None, *, undated: int = 0
) -> Picture:
    """The twelve months programmed and, if given, what was done; `undated` is what is programmed in no month.

    ValueError if they are not twelve, NegativeAmountError if an amount is.
    """
    if len(planned) != 12 or (done is not None and len(done) != 12):
        raise ValueError("a gestión has twelve months")
    refuse_negative([*planned, *(done or ()), undated])
    series = [Series("programado", tuple(planned))]
    if done is not None:
        series.append(Series("ejecutado", tuple(done)))
    title = "Cuándo: por mes y acumulado"
    columns = ["Mes", *(f"{word} Bs" for each in series for word in (each.word.capitalize(), "Acumulado"))]
    if not any(each.total for each in series):
        return picture(name, title=title, summary=EMPTY, columns=columns, rows=(), layout=None)

    def laid_out(width: float) -> tuple[float, Draw]:
        return BARS_TOP + BARS_HEIGHT + 24, lambda drawing: _draw(drawing, series, width)

    return picture(
        name,
        title=title,
        summary=_summary(series, undated),
        columns=columns,
        rows=_rows(series, undated),
        layout=laid_out,
    )


def axis_for(width: float) -> Axis:
    """The months for a width; on the right there is room for the labels of the lines."""
    return Axis(4.0, (width - (150.0 if width >= WIDE else 8.0)) / 12)


def _draw(drawing: Drawing, series: Sequence[Series], width: float) -> None:
    axis = axis_for(width)
    unit, unit_name = common_unit(max(value or 0 for each in series for value in each.values))
    drawing.text("heading", axis.left, 18, "Acumulado")
    drawing.text("heading", axis.left, BARS_TOP - 26, f"Por mes, en {unit_name}")
    _lines(drawing, series, axis, wide=width >= WIDE)
    _bars(drawing, series, axis, unit)
    for month, month_name in enumerate(NAMES):
        shown = month_name[:3] if axis.slot > 34 else month_name[0].upper()
        drawing.text("axis", axis.middle(month), BARS_TOP + BARS_HEIGHT + 18, shown, anchor="middle")


def _bars(drawing: Drawing, series: Sequence[Series], axis: Axis, unit: int) -> None:
    """Each month a bar; what was done is a narrower, darker bar inside what was planned."""
    largest = max(value or 0 for each in series for value in each.values)
    base = BARS_TOP + BARS_HEIGHT
    drawing.line("axis-line", axis.left, base, axis.left + 12 * axis.slot, base)
    for place, each in enumerate(series):
        thick = axis.slot * (PLANNED if place == 0 else DONE)
        css = "bar planned" if len(series) > 1 and place == 0 else "bar serie-1"
        for month, value in enumerate(each.values):
            if not value:
                continue
            height = value / largest * BARS_HEIGHT
            tip = f"{NAMES[month].capitalize()}, {each.word}: {whole_amount(value)}"
            drawing.rect(css, axis.middle(month) - thick / 2, base - height, thick, height, tip=tip)
    _label_bars(drawing, series, axis, unit, largest)


def _label_bars(drawing: Drawing, series: Sequence[Series], axis: Axis, unit: int, largest: int) -> None:
    """What is planned above its bar; what was done inside its own, where that is wide and high enough."""
    base = BARS_TOP + BARS_HEIGHT
    for month in range(12):
        highest = max(each.values[month] or 0 for each in series)
        top = base - highest / largest * BARS_HEIGHT - 5
        planned, done = series[0].values[month], series[-1].values[month]
        if planned:
            drawing.text("small", axis.middle(month), top, in_unit(planned, unit), anchor="middle")
        if len(series) < 2 or not done:
            continue
        told = in_unit(done, unit)
        if width_of(told, 12) <= axis.slot * DONE and done / largest * BARS_HEIGHT > 18:
            drawing.text("inside", axis.middle(month), base - done / largest * BARS_HEIGHT + 14, told, anchor="middle")


def _lines(drawing: Drawing, series: Sequence[Series], axis: Axis, *, wide: bool) -> None:
    highest = max(each.total for each in series)
    base = SUMS_TOP + SUMS_HEIGHT
    drawing.line("axis-line", axis.left, base, axis.left + 12 * axis.slot, base)
    ends = []
    for place, each in enumerate(series):
        points = [(axis.middle(month), base - value / highest * SUMS_HEIGHT) for month, value in enumerate(each.sums())]
        if not points:
            continue
        planned = len(series) > 1 and place == 0
        if not planned:
            drawing.path("area serie-1", f"{polyline([(points[0][0], base), *points, (points[-1][0], base)])} Z")
        drawing.path("curve planned" if planned else "curve serie-1", polyline(points))
        for month, (x, y) in enumerate(points):
            tip = f"Hasta {NAMES[month]}, {each.word}: {whole_amount(each.sums()[month])}"
            drawing.dot("dot planned" if planned else "dot serie-1", x, y, 3, tip=tip)
        ends.append((points[-1], f"{each.word.capitalize()} {short_amount(each.total)}"))
    _label_ends(drawing, ends, wide=wide)


def _label_ends(drawing: Drawing, ends: Sequence[tuple[tuple[float, float], str]], *, wide: bool) -> None:
    """Say at its end what each line is: beside it if there is room; else the first above it, the second below."""
    used: list[float] = []
    for (x, y), label in ends:
        if wide:
            at = y + 4.5
            while any(abs(at - other) < LABEL_APART for other in used):
                at += LABEL_APART / 2
            used.append(at)
            drawing.text("label", x + 9, at, label)
        elif not used:
            used.append(y)
            drawing.text("label", x + 6, y - 9, label, anchor="end" if x > 150 else "start")
        elif x + 8 + width_of(label, 13) < NARROW:
            drawing.text("label", x + 8, y + 16, label)
        else:
            drawing.text("label", x, SUMS_TOP + SUMS_HEIGHT - 8, label, anchor="end")


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """A line through the points, in the language of paths."""
    return " ".join(steps("L" if place else "M", x, y) for place, (x, y) in enumerate(points))


def _rows(series: Sequence[Series], undated: int) -> list[list[str | int | None]]:
    sums = [each.sums() for each in series]
    rows: list[list[str | int | None]] = []
    for month, month_name in enumerate(NAMES):
        row: list[str | int | None] = [month_name.capitalize()]
        for each, added in zip(series, sums, strict=True):
            row += [each.values[month], added[month] if month < len(added) else None]
        rows.append(row)
    totals: list[str | int | None] = ["Total"]
    for each in series:
        totals += [each.total, None]
    if undated:
        rows.append(["Sin mes indicado", undated, *[None] * (2 * len(series) - 1)])
        totals[1] = series[0].total + undated
    return [*rows, totals]


def _summary(series: Sequence[Series], undated: int) -> str:
    first = series[0]
    said = []
    for each in series:
        amounts = [value or 0 for value in each.values]
        top = max(range(12), key=lambda month: amounts[month])
        most = f"el mes mayor es {NAMES[top]}, con {whole_amount(amounts[top])}" if each.total else "nada todavía"
        said.append(f"{each.word.capitalize()}: {whole_amount(each.total)}; {most}.")
    if len(series) > 1 and first.total:
        said.append(f"Lo {series[1].word} es el {share(series[1].total, first.total)} de lo programado.")
    if undated:
        said.append(f"Además, {whole_amount(undated)} no tienen mes indicado.")
    return " ".join(said)
