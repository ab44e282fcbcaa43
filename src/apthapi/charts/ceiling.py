"""¿Cuánto falta? What is programmed against its techo: all techos stand at one mark, so that any gap is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from apthapi.charts.drawing import Drawing, steps
from apthapi.charts.lettering import fit, whole_amount, width_of
from apthapi.charts.picture import WIDE, Draw, Picture, picture, refuse_negative
from apthapi.core.money import format_amount

LEAST = 4.0
"""A gap or an excess is drawn at least this wide: one centavo of difference is a difference."""

OVER = 0.2
"""Beyond the mark there is room for this part of a techo; what exceeds more ends in a point."""

BAR = 14.0


class Estado(StrEnum):
    """How an amount stands to its techo."""

    CUADRA = "cuadra"
    FALTA = "falta"
    EXCEDE = "excede"
    SIN_TECHO = "sin_techo"
    SIN_DATOS = "sin_datos"


@dataclass(frozen=True, slots=True)
class Against:
    """An amount and its techo in centavos; None is not known."""

    label: str
    amount: int | None
    techo: int | None

    @property
    def estado(self) -> Estado:
        """How they stand to each other."""
        if self.techo is None:
            return Estado.SIN_TECHO if self.amount is not None else Estado.SIN_DATOS
        if self.amount is None:
            return Estado.SIN_DATOS
        if self.amount == self.techo:
            return Estado.CUADRA
        return Estado.FALTA if self.amount < self.techo else Estado.EXCEDE

    @property
    def words(self) -> str:
        """What is missing or too much, exactly."""
        gap = whole_amount(abs((self.amount or 0) - (self.techo or 0)))
        return {
            Estado.CUADRA: "Cuadra",
            Estado.FALTA: f"Faltan {gap}",
            Estado.EXCEDE: f"Excede {gap}",
            Estado.SIN_TECHO: "Sin techo asignado",
            Estado.SIN_DATOS: "Sin importes todavía",
        }[self.estado]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The stretches of a bar: within the techo, missing up to it (both make the techo), beyond it; `cut` if longer."""

    filled: float
    missing: float
    excess: float
    cut: bool


def ceiling(name: str, rows: Sequence[Against], *, title: str = "Cuánto falta para el techo") -> Picture:
    """One row an amount with its techo. NegativeAmountError if one is negative."""
    refuse_negative([*(each.amount for each in rows), *(each.techo for each in rows)])
    columns = ("", "Programado Bs", "Techo Bs", "Diferencia Bs", "Estado")
    table = [(each.label, each.amount, each.techo, _difference(each), each.words) for each in rows]
    if not rows:
        return picture(name, title=title, summary="No hay techos que mostrar.", columns=columns, rows=(), layout=None)

    def laid_out(width: float) -> tuple[float, Draw]:
        step = 30.0 if width >= WIDE else 62.0
        return 22 + step * len(rows), lambda drawing: _draw(drawing, rows, width, step)

    return picture(name, title=title, summary=_summary(rows), columns=columns, rows=table, layout=laid_out)


def pieces(row: Against, full: float) -> Pieces:
    """How long each stretch is when the techo is `full` long."""
    if row.estado in (Estado.SIN_TECHO, Estado.SIN_DATOS):
        return Pieces(0, full if row.techo else 0, 0, cut=False)
    amount, techo = row.amount or 0, row.techo or 0
    if row.estado is Estado.EXCEDE:
        excess = max((amount - techo) / techo * full, LEAST) if techo else full * OVER
        return Pieces(full if techo else 0, 0, min(excess, full * OVER), cut=excess > full * OVER or not techo)
    missing = min(max((techo - amount) / techo * full, LEAST), full) if amount < techo else 0.0
    return Pieces(full - missing, missing, 0, cut=False)


def _draw(drawing: Drawing, rows: Sequence[Against], width: float, step: float) -> None:
    wide = width >= WIDE
    left = 176.0 if wide else 2.0
    right = 420.0 if wide else 4.0
    full = (width - left - right) / (1 + OVER)
    mark = left + full
    drawing.text("small", mark, 13, "techo", anchor="middle")
    for place, row in enumerate(rows):
        top = 22 + step * place + (step - BAR) / 2 if wide else 22 + step * place + 22
        _bar(drawing, row, left, top, full)
        if row.techo is not None:
            drawing.line("mark", mark, top - 4, mark, top + BAR + 4)
        if wide:
            _beside(drawing, row, left, width - right, top)
        else:
            _above(drawing, row, width, top)


def _bar(drawing: Drawing, row: Against, left: float, top: float, full: float) -> None:
    size = pieces(row, full)
    tip = f"{row.label}: {_told(row)}. {row.words}"
    if size.filled:
        drawing.rect("bar filled", left, top, size.filled, BAR, tip=tip)
    if size.missing:
        drawing.rect("missing", left + size.filled, top, size.missing, BAR, tip=tip)
    if size.excess:
        start = left + size.filled
        drawing.path("excess", _pointed(start, top, size.excess, cut=size.cut), tip=tip)


def _pointed(x: float, y: float, width: float, *, cut: bool) -> str:
    """A rectangle, or one that ends in a point because it should be longer."""
    tip = 6.0 if cut and width > 8 else 0.0
    end = x + width
    return steps("M", x, y, "L", end - tip, y, "L", end, y + BAR / 2, "L", end - tip, y + BAR, "L", x, y + BAR, "Z")


def _beside(drawing: Drawing, row: Against, left: float, right: float, top: float) -> None:
    base = top + BAR - 2.5
    drawing.text("label", left - 10, base, fit(row.label, left - 14, 13), anchor="end")
    _icon(drawing, row.estado, right + 18, top + BAR / 2)
    drawing.text(f"state {row.estado}", right + 32, base, row.words)
    drawing.text("label quiet", right + 418, base, _told(row), anchor="end")


def _above(drawing: Drawing, row: Against, width: float, top: float) -> None:
    words = width_of(row.words, 13, bold=True)
    drawing.text("label", 2, top - 8, fit(row.label, width - words - 34, 13))
    _icon(drawing, row.estado, width - words - 12, top - 12.5)
    drawing.text(f"state {row.estado}", width - 2, top - 8, row.words, anchor="end")
    drawing.text("label quiet", 2, top + (BAR + 15 if row.techo is not None else 10), _told(row))


def _icon(drawing: Drawing, estado: Estado, x: float, y: float) -> None:
    """The state as a shape, for those who do not see its colour."""
    shape = {
        Estado.CUADRA: steps("M", x - 5, y, "L", x - 1.5, y + 4, "L", x + 5, y - 4.5),
        Estado.FALTA: steps("M", x - 5, y - 4, "L", x + 5, y - 4, "L", x, y + 5, "Z"),
        Estado.EXCEDE: steps("M", x - 5, y + 4, "L", x + 5, y + 4, "L", x, y - 5, "Z"),
    }.get(estado, steps("M", x - 5, y, "L", x + 5, y))
    drawing.path(f"icon {estado}", shape)


def _told(row: Against) -> str:
    amount = "" if row.amount is None else format_amount(row.amount)
    if row.techo is None:
        return amount
    return f"{amount} / {format_amount(row.techo)}" if amount else f"techo {format_amount(row.techo)}"


def _difference(row: Against) -> int | None:
    return None if row.amount is None or row.techo is None else row.amount - row.techo


def _summary(rows: Sequence[Against]) -> str:
    by_state = {estado: [each for each in rows if each.estado is estado] for estado in Estado}
    told = [f"{each.label}: {each.words}" for estado in (Estado.EXCEDE, Estado.FALTA) for each in by_state[estado]]
    even = len(by_state[Estado.CUADRA])
    parts = [f"{even} de {len(rows)} {'cuadra' if even == 1 else 'cuadran'} con su techo."]
    if told:
        parts.append("; ".join(told) + ".")
    for estado, word in ((Estado.SIN_TECHO, "sin techo asignado"), (Estado.SIN_DATOS, "sin importes todavía")):
        if by_state[estado]:
            parts.append(f"{word.capitalize()}: {', '.join(each.label for each in by_state[estado])}.")
    return " ".join(parts)
