"""Stored values as the papers print them: whole numbers in, Spanish text out. What is not known prints as nothing."""

from __future__ import annotations

from collections.abc import Iterable

from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount
from apthapi.core.schema import SCALE, Kind

NBSP = "\N{NO-BREAK SPACE}"
MONTHS = ("ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SEP", "OCT", "NOV", "DIC")
_ORDINALS = ("", "PRIMER", "SEGUND", "TERCER", "CUART", "QUINT", "SEXT", "SÉPTIM", "OCTAV", "NOVEN", "DÉCIM")


def amount(centavos: int | None) -> str | None:
    """`1.332.834,00`; None stays None, so that the cell is blank and not zero."""
    return None if centavos is None else format_amount(centavos)


def quantity(value: int | None) -> str | None:
    """A quantity kept in ten-thousandths, with the decimals it needs: `1.200`, `12,5`."""
    return None if value is None else _spanish(plain_number(value, SCALE[Kind.QUANTITY]))


def percent(value: int | None) -> str | None:
    """A percentage kept in hundredths: `12,5 %`."""
    return None if value is None else _spanish(plain_number(value, SCALE[Kind.PERCENT])) + NBSP + "%"


def day(iso: str) -> str:
    """`2024-02-14` as `14/02/2024`; an unknown date stays empty."""
    return "/".join(reversed(iso.split("-")))


def ordinal(number: int, *, masculine: bool = False) -> str:
    """The ordinal before a noun: `PRIMERA` (reformulación), `PRIMER` (ajuste), `11.ª` from eleven on."""
    if not 0 < number < len(_ORDINALS):
        return f"{number}.{'º' if masculine else 'ª'}"
    if not masculine:
        return _ORDINALS[number] + "A"
    return _ORDINALS[number] + ("" if number in (1, 3) else "O")


def total(values: Iterable[int | None]) -> int | None:
    """The sum, or None if one of them is not known: a total that leaves something out would not be a total."""
    found = list(values)
    return None if None in found else sum(value for value in found if value is not None)


def _spanish(text: str) -> str:
    whole, _, decimals = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return ("-" if text.startswith("-") else "") + grouped + ("," + decimals if decimals else "")
