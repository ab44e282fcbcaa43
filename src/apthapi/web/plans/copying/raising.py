"""Prices of another time brought to this one: raised by a percentage, exact to the centavo, saying what was rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apthapi.core.derived import QUANTITY_UNIT, equal_parts
from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount

HUNDRED = 10_000
"""100 % as percents are stored: hundredths."""


@dataclass(frozen=True, slots=True)
class Priced:
    """The money of a line as it would be brought: price and total in centavos, and what must be told of it."""

    price: int | None
    amount: int | None
    notes: tuple[str, ...] = ()


def raised(centavos: int, percent: int) -> tuple[int, int]:
    """An amount raised by hundredths of percent, rounded half up to the centavo; and the exact one, in 1/1.000.000."""
    exact = abs(centavos) * (HUNDRED + percent)
    whole, rest = divmod(exact, HUNDRED)
    sign = -1 if centavos < 0 else 1
    return sign * (whole + (1 if 2 * rest >= HUNDRED else 0)), sign * exact


def percent_of(partida: str, rises: Mapping[str, int]) -> int:
    """The percentage of a partida: its own, or that of its group, or the general one."""
    group = f"{partida[:1]}0000" if partida else ""
    return next((rises[code] for code in (partida, group, "") if code in rises), 0)


def priced(quantity: int | None, price: int | None, amount: int | None, percent: int) -> Priced:
    """What a line costs once raised. Quantity by price is exact, or the line keeps the price that it had."""
    if quantity is None or price is None:
        return _without_price(price, amount, percent)
    new, exact = raised(price, percent)
    product, rest = divmod(quantity * new, QUANTITY_UNIT)
    shown = f"{_number(quantity, 4)} × {format_amount(new)}"
    if not rest:
        notes = [_rounding(exact, new)] if exact != new * HUNDRED else []
        return Priced(new, product, (*notes, *_old_total(quantity, price, amount)))
    if percent and quantity * price % QUANTITY_UNIT == 0:
        kept = Priced(price, quantity * price // QUANTITY_UNIT)
        note = f"{shown} no da centavos exactos: viene con su precio anterior, sin subir."
        return Priced(kept.price, kept.amount, (note, *_old_total(quantity, price, amount)))
    total = raised(amount, percent)[0] if amount is not None else None
    return Priced(None, total, (f"{shown} no da centavos exactos: viene con su total y sin precio unitario.",))


def spread(months: Sequence[int | None], old: int | None, new: int | None) -> list[int | None]:
    """Months that made an old total, for the new one: equal parts stay equal; others keep their share.

    What does not divide goes to the last month that has money.
    """
    used = [place for place, value in enumerate(months) if value]
    if not used or not old or new is None or old == new:
        return list(months)
    values = [months[place] or 0 for place in used]
    if values == equal_parts(old, len(used)):
        parts = equal_parts(new, len(used))
    else:
        parts = [value * new // old for value in values]
        parts[-1] += sum(values) * new // old - sum(parts)
    found: list[int | None] = list(months)
    for place, part in zip(used, parts, strict=True):
        found[place] = part
    return found


def _without_price(price: int | None, amount: int | None, percent: int) -> Priced:
    if amount is None:
        new = None if price is None else raised(price, percent)[0]
        return Priced(new, None)
    new, exact = raised(amount, percent)
    return Priced(None, new, (_rounding(exact, new),) if exact != new * HUNDRED else ())


def _rounding(exact: int, rounded: int) -> str:
    return f"{_number(exact, 6)} se redondea al centavo: {format_amount(rounded)}."


def _old_total(quantity: int, price: int, amount: int | None) -> list[str]:
    """What must be said if the total of the source was not its quantity by its price."""
    product = quantity * price
    if amount is None or product == amount * QUANTITY_UNIT:
        return []
    return [f"En el origen el total era {format_amount(amount)}, que no es cantidad por precio; aquí sí lo es."]


def _number(value: int, scale: int) -> str:
    """As people write it: `4.472,235`."""
    whole, _, decimals = plain_number(value, scale).partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped
