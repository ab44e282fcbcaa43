"""¿Qué cambió? Two bars for each thing, before and after, and what moved between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apthapi.charts.drawing import Drawing
from apthapi.charts.lettering import fit, short_amount, whole_amount, width_of
from apthapi.charts.picture import WIDE, Draw, Picture, picture, refuse_negative

BAR, BETWEEN, HEAD = 12.0, 2.0, 24.0
LEAST_NAMES, MOST_NAMES = 160.0, 310.0


@dataclass(frozen=True, slots=True)
class Pair:
    """An amount in centavos before and after; None where the thing was not there or its amount is not known."""

    label: str
    before: int | None
    after: int | None

    @property
    def moved(self) -> int | None:
        """What was added, or taken if negative; None if one of both is not known."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def words(self) -> str:
        """What moved, short; with its sign and its word."""
        if self.moved is None:
            return "Sin importe antes" if self.before is None else "Sin importe después"
        if not self.moved:
            return "No cambia"
        return f"{'Sube' if self.moved > 0 else 'Baja'} {short_amount(abs(self.moved))}"


def change(name: str, pairs: Sequence[Pair], *, before: str = "antes", after: str = "después") -> Picture:
    """What there was and what there is, by unit, fuente or group. NegativeAmountError if an amount is negative."""
    refuse_negative([*(each.before for each in pairs), *(each.after for each in pairs)])
    columns = ("", *(f"{word[:1].upper()}{word[1:]} Bs" for word in (before, after)), "Diferencia Bs")
    title = f"Qué cambió entre {before} y {after}"
    largest = max((amount or 0 for each in pairs for amount in (each.before, each.after)), default=0)
    if not largest:
        return picture(name, title=title, summary="No hay cambios que mostrar.", columns=columns, rows=(), layout=None)

    def laid_out(width: float) -> tuple[float, Draw]:
        step = 46.0 if width >= WIDE else 66.0
        return HEAD + step * len(pairs), lambda drawing: _draw(drawing, pairs, (before, after), largest, width, step)

    rows = [(each.label, each.before, each.after, each.moved) for each in pairs]
    return picture(
        name, title=title, summary=_summary(pairs, before, after), columns=columns, rows=rows, layout=laid_out
    )


def bars_of(pair: Pair, largest: int, full: float) -> tuple[float, float]:
    """How long both bars are when the largest amount is `full` long."""
    return (pair.before or 0) / largest * full, (pair.after or 0) / largest * full


def _draw(
    drawing: Drawing, pairs: Sequence[Pair], words: tuple[str, str], largest: int, width: float, step: float
) -> None:
    wide = width >= WIDE
    first = next((each for each in pairs if each.moved is not None), pairs[0])
    head, left, right = (4.0, _room_for_names(pairs), 320.0) if wide else (HEAD, 2.0, 108.0)
    if not wide:
        _name_bars(drawing, words)
    for place, pair in enumerate(pairs):
        top = head + step * place + (step - 2 * BAR - BETWEEN) / 2 + (0 if wide else 8)
        lengths = bars_of(pair, largest, width - left - right)
        for row, (length, amount, word) in enumerate(zip(lengths, (pair.before, pair.after), words, strict=True)):
            y = top + row * (BAR + BETWEEN)
            if amount is None:
                continue
            css = "bar planned" if row == 0 else "bar serie-1"
            drawing.rect(css, left, y, max(length, 1.0), BAR, tip=f"{pair.label}, {word}: {whole_amount(amount)}")
            told = f"{word} {short_amount(amount)}" if wide and pair is first else short_amount(amount)
            drawing.text(
                "small", left + length + 6, y + BAR - 1.5, fit(told, width - left - length - (140 if wide else 8), 12)
            )
        _label(drawing, pair, left, width, top, wide=wide)


def _room_for_names(pairs: Sequence[Pair]) -> float:
    """What the longest name takes beside the bars, as far as enough is left for them."""
    longest = max(width_of(pair.label, 13) for pair in pairs)
    return min(max(longest + 14, LEAST_NAMES), MOST_NAMES)


def _name_bars(drawing: Drawing, words: tuple[str, str]) -> None:
    """Where there is no room beside the bars, their words stand above all of them."""
    at = 2.0
    for css, word in zip(("bar planned", "bar serie-1"), words, strict=True):
        drawing.rect(css, at, 4, BAR, BAR)
        drawing.text("small", at + BAR + 6, 14, word)
        at += BAR + 24 + width_of(word, 12)


def _label(drawing: Drawing, pair: Pair, left: float, width: float, top: float, *, wide: bool) -> None:
    css = f"state {_direction(pair)}"
    if wide:
        drawing.text("label", left - 10, top + BAR + 5.5, fit(pair.label, left - 14, 13), anchor="end")
        drawing.text(css, width - 2, top + BAR + 5.5, pair.words, anchor="end")
        return
    room = width - width_of(pair.words, 13, bold=True) - 16
    drawing.text("label", left, top - 7, fit(pair.label, room, 13))
    drawing.text(css, width - 2, top - 7, pair.words, anchor="end")


def _direction(pair: Pair) -> str:
    return "same" if not pair.moved else "up" if pair.moved > 0 else "down"


def _summary(pairs: Sequence[Pair], before: str, after: str) -> str:
    ups = [each for each in pairs if (each.moved or 0) > 0]
    downs = [each for each in pairs if (each.moved or 0) < 0]
    unknown = [each for each in pairs if each.moved is None]
    same = len(pairs) - len(ups) - len(downs) - len(unknown)
    still = f", no cambian {same}" if same else ""
    parts = [f"Suben {len(ups)}, bajan {len(downs)}{still}."]
    for each in (*ups, *downs):
        sign = "+" if (each.moved or 0) > 0 else "−"
        parts.append(f"{each.label}: {sign}{whole_amount(abs(each.moved or 0))}.")
    if unknown:
        parts.append(f"No se conoce el importe de {before} o de {after}: {', '.join(each.label for each in unknown)}.")
    return " ".join(parts)
