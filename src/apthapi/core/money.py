"""The one money type: whole centavos, one door in and one door out.

Nothing here rounds. What cannot be an exact number of centavos is refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NewType

from apthapi.core.quoting import quoted

Centavos = NewType("Centavos", int)

LIMIT = 10**13
"""Largest amount accepted, in centavos (Bs 100.000.000.000,00): sums of a country still fit 64 bits."""


class AmountError(ValueError):
    """The text is not an exact amount; the message (Spanish) says why."""


class AmbiguousAmountError(AmountError):
    """The text (`1.234`) may have three decimals or thousands; `reading` is the only exact one, in centavos."""

    def __init__(self, text: str, reading: Centavos) -> None:
        self.text = text
        self.reading = reading
        super().__init__(
            f"{quoted(text)} puede ser {format_amount(reading)} o un número con tres decimales; "
            "escriba los centavos para que no haya duda"
        )


Confirm = Callable[[str, Centavos], bool]

LONGEST = 60
"""No amount is written with more letters; longer ones are refused before any work is done on them."""

USUAL_DIGITS = 13
"""An amount written `4418492.41` with at most these digits is within LIMIT, and most amounts are written so."""

_PLAIN = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,2})?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
_FIRST_GROUP = re.compile(r"[1-9][0-9]{0,2}")
_SPACED_GROUP = re.compile(r"[0-9]{3}([.,][0-9]{1,2})?")
_CURRENCY = re.compile(r"^(bs|bob|\$b)\.?\s*|\s*(bs|bob|\$b|bolivianos)\.?$", re.IGNORECASE)


def parse_plain(text: str) -> Centavos:
    """Read the only writing that files use: `4418492.41`, a dot and at most two decimals.

    Raises AmountError otherwise, also beyond LIMIT.
    """
    digits = text[:-3] + text[-2:]
    if text[-3:-2] == "." != text[:1] and digits.isdigit() and len(digits) <= USUAL_DIGITS and digits.isascii():
        return Centavos(int(digits))
    if not _PLAIN.fullmatch(text):
        raise AmountError(f"{quoted(text)} no es un importe con punto y hasta dos decimales, como 4418492.41")
    whole, _, cents = text.partition(".")
    value = int(whole) * 100 + (int(cents.ljust(2, "0")) if cents else 0) * (-1 if text[0] == "-" else 1)
    return _within_limit(value, text)


def parse_amount(text: str, *, confirm: Confirm | None = None) -> Centavos:
    """Read an amount as people write it: `1.332.834,00`, `1,332,834.00`, `20 834 012.00`, `Bs 1.332.834`.

    An ambiguous text (`1.234`) is read as thousands only if `confirm(text, centavos)`, which may ask a
    person, says so; otherwise AmbiguousAmountError. What is not exact raises AmountError. Result in centavos.
    """
    if len(text) > LONGEST:
        raise AmountError(f"{quoted(text)} es demasiado largo para ser un importe")
    body, negative = _sign(_CURRENCY.sub("", text.strip()).strip())
    parts = _SPACES.split(body)
    spaced = len(parts) > 1
    if spaced and not (_FIRST_GROUP.fullmatch(parts[0]) and all(map(_SPACED_GROUP.fullmatch, parts[1:]))):
        raise AmountError(f"{quoted(text)} no es un importe: los espacios no separan miles")
    unsigned = _exact("".join(parts), spaced=spaced)
    if unsigned is None:
        raise AmountError(f"{quoted(text)} no es un importe; escríbalo como 1.332.834,00")
    amount = _within_limit(-unsigned if negative else unsigned, text)
    if _AMBIGUOUS.fullmatch(body) and not (confirm and confirm(text, amount)):
        raise AmbiguousAmountError(text, amount)
    return amount


def _sign(body: str) -> tuple[str, bool]:
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(), True
    if body[:1] in {"-", "−"}:
        return body[1:].strip(), True
    return body.removeprefix("+").strip(), False


def _exact(body: str, *, spaced: bool) -> int | None:
    """Centavos of an unsigned number, or None; `spaced` if blanks already part its thousands."""
    for decimal, thousands in ((".", ","), (",", ".")):
        whole, point, cents = body.partition(decimal)
        if point and not re.fullmatch(r"[0-9]{1,2}", cents):
            continue
        groups = whole.split(thousands)
        if _are_thousands(groups) and not (spaced and len(groups) > 1):
            return int("".join(groups)) * 100 + int(cents.ljust(2, "0"))
    return None


def _are_thousands(groups: list[str]) -> bool:
    first, rest = groups[0], groups[1:]
    if not (first.isascii() and first.isdigit()):
        return False
    if not rest:
        return True
    return len(first) <= 3 and first[0] != "0" and all(re.fullmatch(r"[0-9]{3}", g) for g in rest)


def _within_limit(value: int, text: str) -> Centavos:
    if abs(value) > LIMIT:
        raise AmountError(f"{quoted(text)} pasa del mayor importe admitido, {format_amount(Centavos(LIMIT))}")
    return Centavos(value)


def format_amount(amount: int) -> str:
    """Write centavos as an office does: `1.332.834,00`, `-155.000,00`."""
    sign = "-" if amount < 0 else ""
    bolivianos, cents = divmod(abs(amount), 100)
    return f"{sign}{bolivianos:,}".replace(",", ".") + f",{cents:02d}"


def plain_amount(amount: int) -> str:
    """Write centavos as the files of the plan format do: `1332834.00`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"
