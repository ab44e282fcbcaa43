"""The formulas of the workbook and what each gives, so that it also shows where nothing recalculates.

English names and commas, as the file format has them; none that only one program knows. Sums are rounded to the
centavo: spreadsheets add with floats.
"""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.core.derived import QUANTITY_UNIT
from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount

FITS, MORE, LESS = "✓ cuadra", "▲ excede", "▼ falta"
NO_TOTAL, NO_MONTHS, NOT_EXACT, NO_TECHO = "sin total", "sin meses", "no da centavos exactos", "sin techo"
TINY = "0.0000001"


def product(quantity: str, price: str) -> str:
    """The total of a line."""
    return f'=IF(COUNT({quantity},{price})=2,ROUND({quantity}*{price},2),"")'


def product_of(quantity: object, price: object) -> int | None:
    """The same in centavos; None if it cannot be computed or is not exact."""
    if not (isinstance(quantity, int) and isinstance(price, int)):
        return None
    whole, rest = divmod(quantity * price, QUANTITY_UNIT)
    return None if rest else whole


def months_of_line(quantity: str, price: str, total: str, months: str, texts: Sequence[str]) -> str:
    """Whether the months of a line add up to its total."""
    exact = f"ABS(ROUND({quantity}*{price},2)-ROUND({quantity}*{price},6))>{TINY}"
    blank = f"COUNTA({','.join(texts)})+COUNT({months},{quantity},{price})=0"
    return (
        f'=IF(IF(COUNT({quantity},{price})=2,{exact},FALSE),"{NOT_EXACT}",'
        f'IF(COUNT({total})=0,IF({blank},"","{NO_TOTAL}"),'
        f'IF(COUNT({months})=0,"{NO_MONTHS}",{_compared(f"SUM({months})", total, 2)})))'
    )


def months_of_line_word(total: int | None, months: Sequence[int | None], blank: bool) -> str:
    """What it gives, from centavos."""
    if total is None:
        return "" if blank else NO_TOTAL
    known = [each for each in months if each is not None]
    return compared_word(sum(known), total, 2) if known else NO_MONTHS


def months_of_operation(medicion: str, meta: str, months: str) -> str:
    """Whether the months of an operation that is measured by their sum reach its goal."""
    whole = _compared(f"SUM({months})", meta, 4)
    return f'=IF(AND(LOWER({medicion})="suma",COUNT({meta})=1,COUNT({months})>0),{whole},"")'


def months_of_operation_word(medicion: object, meta: object, months: Sequence[int | None]) -> str:
    """What it gives, from ten-thousandths."""
    known = [each for each in months if each is not None]
    return compared_word(sum(known), meta, 4) if medicion == "suma" and isinstance(meta, int) and known else ""


def weights(total: str, count: str, must: str) -> str:
    """Whether the weights of a sheet add up to what they must."""
    return f'=IF({count}=0,"",{_compared(total, must, 2)})'


def state(amount: str, limit: str) -> str:
    """An amount against its techo, in a word."""
    fits = f'IF(ROUND({amount}-{limit},2)=0,"{FITS}",IF({amount}>{limit},"{MORE}","{LESS}"))'
    return f'=IF(COUNT({limit})=0,"{NO_TECHO}",{fits})'


def state_word(amount: int, limit: int | None) -> str:
    """What it gives."""
    if limit is None:
        return NO_TECHO
    return FITS if amount == limit else MORE if amount > limit else LESS


def _compared(what: str, against: str, decimals: int) -> str:
    apart = f"ABS({what}-{against})"
    gap = f"FIXED({apart},2)" if decimals == 2 else f"ROUND({apart},{decimals})"
    return f'IF(ROUND({what}-{against},{decimals})=0,"{FITS}",IF({what}>{against},"{MORE} ","{LESS} ")&{gap})'


def compared_word(what: int, against: int, decimals: int) -> str:
    """`✓ cuadra`, or which way it fails and by how much, from whole numbers of that many decimals."""
    if what == against:
        return FITS
    gap = abs(what - against)
    shown = format_amount(gap) if decimals == 2 else plain_number(gap, decimals).replace(".", ",")
    return f"{MORE if what > against else LESS} {shown}"
