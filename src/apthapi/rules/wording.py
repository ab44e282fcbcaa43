"""Fills the messages of the rules: figures are written as an office writes them."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any

from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount


def amount_with_sign(amount: int) -> str:
    """`Bs 155.000,00 de menos` or `Bs 20.000,03 de más`: sign and word, never a sign alone."""
    return f"Bs {format_amount(abs(amount))} de {'más' if amount > 0 else 'menos'}"


def _percent(hundredths: int) -> str:
    return plain_number(hundredths, 2).replace(".", ",")


_FORMATS: dict[str, Callable[[Any], str]] = {
    "bs": format_amount,
    "bssigno": amount_with_sign,
    "pct": _percent,
    "pctsigno": lambda value: f"{'+' if value > 0 else ''}{_percent(value)}",
    "num": lambda value: plain_number(value, 4).replace(".", ","),
    "fecha": lambda value: "-".join(reversed(str(value).split("-"))) or "sin fecha",
    "entero": lambda value: str(int(value)),
}
"""What `{name:bs}` may say: bs and bssigno take centavos, pct hundredths, num ten-thousandths, fecha an ISO date."""


class _Wording(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "—"
        return _FORMATS[format_spec](value) if format_spec else str(value)


_wording = _Wording()


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The message with its figures; doubled blanks left by an empty value are closed."""
    return " ".join(_wording.vformat(template, (), values).split()).replace(" )", ")").replace(" .", ".")
