"""¿Van a la par? Of each thing, the part of its goals that was reached and the part of its money that was spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.charts.drawing import Drawing
from apthapi.charts.lettering import NBSP, fit, width_of
from apthapi.charts.picture import WIDE, Draw, Picture, picture

BAR, BETWEEN, HEAD = 12.0, 2.0, 24.0
WORDS = ("avance", "devengado")
WHOLE = 10_000
"""Parts are whole numbers, in ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Progress and money of a thing in ten-thousandths, None if not known; `beyond` says that they part too far."""

    label: str
    progress: int | None
    money: int | None
    beyond: bool = False

    @property
    def words(self) -> str:
        """How far they part, with its sign and its word."""
        if self.progress is None or self.money is None:
            return "Sin avance" if self.progress is None else "Sin gasto"
        moved = self.progress - self.money
        told = f"{'−' if moved < 0 else '+'}{abs(moved) // 100},{abs(moved) % 100 // 10} puntos"
        return f"Pasa: {told}" if self.beyond else told


def gaps(name: str, rows: Sequence[Sides], *, limit: int | None = None) -> Picture:
    """A pair of bars for each thing; `limit` in ten-thousandths is told in words."""
    title = "Si el avance y el dinero van a la par"
    columns = ("", "Avance de las metas", "Devengado de lo vigente", "Brecha")
    known = [each for each in rows if each.progress is not None or each.money is not None]
    if not known:
        summary = "No hay avance ni gasto que comparar."
        return picture(name, title=title, summary=summary, columns=columns, rows=(), layout=None)

    def laid_out(width: float) -> tuple[float, Draw]:
        step = 42.0 if width >= WIDE else 62.0
        return HEAD + step * len(known), lambda drawing: _draw(drawing, known, width, step)

    table = [(each.label, _written(each.progress), _written(each.money), each.words) for each in known]
    return picture(name, title=title, summary=_summary(known, limit), columns=columns, rows=table, layout=laid_out)


def part(value: int) -> str:
    """A part in percent, cut to a tenth: `82,3 %`."""
    return f"{value // 100},{value % 100 // 10}{NBSP}%"


def _written(value: int | None) -> str:
    return "" if value is None else part(value)


def _draw(drawing: Drawing, rows: Sequence[Sides], width: float, step: float) -> None:
    wide = width >= WIDE
    left, right = (160.0, 230.0) if wide else (2.0, 74.0)
    at = left
    for css, word in zip(("bar serie-1", "bar serie-3"), WORDS, strict=True):
        drawing.rect(css, at, 4, BAR, BAR)
        drawing.text("small", at + BAR + 6, 14, word)
        at += BAR + 24 + width_of(word, 12)
    for place, each in enumerate(rows):
        top = HEAD + step * place + (6 if wide else 22)
        for row, (css, value) in enumerate((("bar serie-1", each.progress), ("bar serie-3", each.money))):
            if value is None:
                continue
            y, length = top + row * (BAR + BETWEEN), min(value, WHOLE) / WHOLE * (width - left - right)
            drawing.rect(css, left, y, max(length, 1.0), BAR, tip=f"{each.label}, {WORDS[row]}: {part(value)}")
            drawing.text("small", left + max(length, 1.0) + 6, y + BAR - 1.5, part(value))
        state = "state excede" if each.beyond else "state same"
        if wide:
            drawing.text("label", left - 10, top + BAR + 5.5, fit(each.label, left - 14, 13), anchor="end")
            drawing.text(state, width - 2, top + BAR + 5.5, each.words, anchor="end")
        else:
            room = width - width_of(each.words, 13, bold=True) - 16
            drawing.text("label", left, top - 7, fit(each.label, room, 13))
            drawing.text(state, width - 2, top - 7, each.words, anchor="end")


def _summary(rows: Sequence[Sides], limit: int | None) -> str:
    beyond = [each.label for each in rows if each.beyond]
    if limit is None:
        return "La gestión no tiene un límite para la brecha."
    told = f"{limit // 100},{limit % 100 // 10} puntos"
    if not beyond:
        return f"En ninguna la brecha pasa del límite de la entidad, {told}."
    return f"La brecha pasa del límite de la entidad, {told}, en: {', '.join(beyond)}."
