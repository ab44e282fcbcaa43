"""From the text of a cell to the value that is stored, and back. Never rounds, never guesses.

Text kinds are stored as text (empty is ""); numeric kinds as scaled whole numbers (empty is None).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from apthapi.core.money import AmountError, format_amount, parse_amount, parse_plain, plain_amount
from apthapi.core.quoting import quoted
from apthapi.core.schema import SCALE, Column, Kind

Value = str | int | None
Parser = Callable[[str], Value]


class CellError(ValueError):
    """The text cannot be what its column holds; the message (Spanish) says why and how to write it."""


NUMBER_PATTERNS = {
    Kind.MONEY: r"-?[0-9]{1,11}(\.[0-9]{1,2})?",
    Kind.QUANTITY: r"-?[0-9]{1,11}(\.[0-9]{1,4})?",
    Kind.PERCENT: r"-?[0-9]{1,9}(\.[0-9]{1,2})?",
    Kind.INTEGER: r"-?[0-9]{1,9}",
}
"""What is surely a number of that kind: at most 15 digits in all, so that a value and its sums fit 64 bits."""

DATE_PATTERN = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
"""A date as the format writes it; a year such as 0024 is a slip of the hand."""

_EXAMPLES = {
    Kind.QUANTITY: "un número con punto y hasta cuatro decimales, como 12.5",
    Kind.PERCENT: "un porcentaje con punto y hasta dos decimales, como 12.5",
    Kind.INTEGER: "un número entero, como 12",
}


def parser_for(column: Column) -> Parser:
    """The function that reads a cell of that column; it raises CellError on what the column cannot hold."""
    match column.kind:
        case Kind.TEXT:
            return str
        case Kind.MONEY:
            return _money
        case Kind.DATE:
            return _date
        case Kind.BOOLEAN:
            return _one_of(("si", "no"))
        case Kind.OPTION:
            return _one_of(column.options)
        case Kind.QUANTITY | Kind.PERCENT | Kind.INTEGER:
            return _number(column.kind)
        case _:
            return str.strip


def write(column: Column, value: Value) -> str:
    """The canonical text of a stored value: reading it back gives the same value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if column.kind is Kind.MONEY:
        return plain_amount(value)
    return plain_number(value, SCALE[column.kind])


def plain_number(value: int, scale: int) -> str:
    """A scaled whole number with only the decimals it needs: 125000 at scale 4 is `12.5`."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 10**scale)
    decimals = f"{rest:0{scale}d}".rstrip("0") if scale else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def words_of(text: str) -> str:
    """The bare words of a text: lower case, no accents, digits or marks; `RUI-BIO` and `RUIBIO` are one."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return " ".join(re.sub(r"[^a-z\s/]", "", plain).replace("/", " ").split())


def plain_text(text: str) -> str:
    """A text without accents, in lower case, as one looks for it: `Lápiz N° 2` holds `lapiz`."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in plain if not unicodedata.combining(each))


def _money(cell: str) -> int | None:
    cell = cell.strip()
    if not cell:
        return None
    try:
        return parse_plain(cell)
    except AmountError as problem:
        raise CellError(f"{problem}{_suggestion(cell)}") from None


def _suggestion(cell: str) -> str:
    try:
        amount = parse_amount(cell)
    except AmountError:
        return ""
    return f" (parece {format_amount(amount)}: en el archivo se escribe {plain_amount(amount)})"


def _date(cell: str) -> str:
    cell = cell.strip()
    if not cell:
        return ""
    try:
        if not re.fullmatch(DATE_PATTERN, cell):
            raise ValueError
        return date.fromisoformat(cell).isoformat()
    except ValueError:
        raise CellError(f"{quoted(cell)} no es una fecha; se escribe año-mes-día, como 2024-02-14") from None


def _one_of(options: tuple[str, ...]) -> Parser:
    allowed = frozenset(options)

    def parse(cell: str) -> str:
        cell = cell.strip()
        if cell and cell not in allowed:
            raise CellError(f"{quoted(cell)} no es uno de los valores admitidos: {', '.join(options)}")
        return cell

    return parse


def _number(kind: Kind) -> Parser:
    pattern, scale, example = re.compile(NUMBER_PATTERNS[kind]), SCALE[kind], _EXAMPLES[kind]

    def parse(cell: str) -> int | None:
        cell = cell.strip()
        if not cell:
            return None
        if not pattern.fullmatch(cell):
            raise CellError(f"{quoted(cell)} no es {example}")
        whole, _, decimals = cell.lstrip("-").partition(".")
        value = int(whole + decimals.ljust(scale, "0"))
        return -value if cell.startswith("-") else value

    return parse
