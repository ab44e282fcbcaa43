"""How wide a text is and how amounts are shortened: what a label needs to know before it is placed."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from apthapi.core.money import format_amount

ELLIPSIS = "…"
NBSP = "\N{NO-BREAK SPACE}"

_WIDTHS = {
    letter: width
    for width, letters in (
        (25, " ',.ijlí" + NBSP),
        (30, "!:;[]f|"),
        (35, "()rt{}·"),
        (40, '"-/I\\Íªº'),
        (45, "*z°"),
        (50, "?JLcsvxy«»"),
        (55, "FT_aeghknouáéóúñü"),
        (60, "$+0123456789<=>CEPSVXYZ^`bdpq~É–−"),
        (65, "ABDKRÁ"),
        (70, "#&GHNOQUÓÚÑÜ"),
        (75, "w"),
        (80, "M…—"),
        (85, "m"),
        (90, "@W"),
        (95, "%"),
    )
    for letter in letters
}
"""Advance of each letter of IBM Plex Sans in hundredths of the size, rounded up; other letters count as an m."""

_OTHERS = 85
_BOLD = 1.05


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in the units of the picture; never less than it is drawn with."""
    return _advance(text) * size / 100 * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _advance(text: str) -> int:
    return sum([_WIDTHS.get(letter, _OTHERS) for letter in text])


def fit(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits with an ellipsis; empty if not even three letters do."""
    if width_of(text, size, bold=bold) <= room:
        return text
    upto = list(accumulate((_WIDTHS.get(letter, _OTHERS) for letter in text), initial=_WIDTHS[ELLIPSIS]))
    kept = text
    while len(kept) > 2 and upto[len(kept.rstrip())] * size / 100 * (_BOLD if bold else 1) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS if len(kept) > 2 else ""


def wrap(text: str, room: float, size: float, *, lines: int) -> list[str]:
    """The text in at most so many lines of that width, the last one with an ellipsis if it does not fit."""
    words = text.split()
    found: list[str] = []
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= room:
            taken += 1
        found.append(fit(" ".join(words[:taken]), room, size))
        words = words[taken:]
    return [*found, fit(" ".join(words), room, size)] if words else found


UNITS = ((1, "Bs", 0), (1_000, "miles de Bs", 1_000_000), (1_000_000, "millones de Bs", 100_000_000))
"""Units for the amounts of a picture: how many bolivianos each is, its name, from how many centavos it is used."""


def common_unit(largest: int) -> tuple[int, str]:
    """The unit for a picture whose largest amount is of so many centavos, and its name."""
    return [(unit, name) for unit, name, least in UNITS if largest >= least][-1]


def in_unit(amount: int, unit: int) -> str:
    """An amount in thousands or millions with one decimal, in whole bolivianos otherwise: `31,3`."""
    if unit == 1:
        return _grouped(_rounded(amount, 100))
    whole, tenth = divmod(_rounded(abs(amount), unit * 10), 10)
    sign = "−" if amount < 0 and (whole or tenth) else ""
    return f"{sign}{_grouped(whole)},{tenth}"


def short_amount(amount: int) -> str:
    """A label for an amount in centavos: `Bs 31,3 M`, `Bs 76,0 mil`, `Bs 452`. The exact value stands in the table."""
    if abs(amount) >= 99_995_000:
        return f"Bs{NBSP}{in_unit(amount, 1_000_000)}{NBSP}M"
    if abs(amount) >= 1_000_000:
        return f"Bs{NBSP}{in_unit(amount, 1_000)}{NBSP}mil"
    return f"Bs{NBSP}{in_unit(amount, 1)}"


def whole_amount(amount: int) -> str:
    """An amount to the centavo: `Bs 1.332.834,00`, never parted by the end of a line."""
    return f"Bs{NBSP}{format_amount(amount)}"


def share(part: int, whole: int) -> str:
    """A part of a whole in percent: `34 %`; `< 1 %` for little, and `100 %` only for all of it."""
    if not whole or not part:
        return f"0{NBSP}%"
    percent = _rounded(part * 100, whole)
    if percent < 1:
        return f"<{NBSP}1{NBSP}%"
    return f"{min(percent, 99) if part < whole else percent}{NBSP}%"


def _rounded(value: int, divisor: int) -> int:
    """Half away from zero, in whole numbers."""
    quotient = (abs(value) * 2 + divisor) // (divisor * 2)
    return -quotient if value < 0 else quotient


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".").replace("-", "−")
