"""What a person typed or pasted becomes the value that is stored, or a reason in words and the choices to repair it.

Files are read by `core.fields`, which knows one writing only. People write as they are used to, and what is
ambiguous is asked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from apthapi.core.categoria import CategoriaError, parse_categoria
from apthapi.core.fields import DATE_PATTERN, Value, plain_number, words_of
from apthapi.core.money import AmbiguousAmountError, AmountError, format_amount, parse_amount
from apthapi.core.quoting import quoted
from apthapi.core.schema import SCALE, WORDS, WRITTEN, Column, Kind

LONGEST_TEXT = 8000
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What comes along in a paste and is no letter; databases and papers refuse some of it."""
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """The stored value, or the reason (Spanish) why there is none and the readings to choose from (shown, to send)."""

    value: Value = None
    problem: str = ""
    choices: Choices = ()


def understand(column: Column, text: str, *, programa_digits: int = 2) -> Typed:
    """Read the text of a cell of that column. Never rounds, never guesses."""
    text = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\u00a0", " ")).strip()
    if not text:
        return Typed(None if column.is_number else "")
    match column.kind:
        case Kind.MONEY:
            return _money(text)
        case Kind.QUANTITY | Kind.PERCENT | Kind.INTEGER:
            return _number(column.kind, text)
        case Kind.DATE:
            return _date(text)
        case Kind.OPTION | Kind.BOOLEAN:
            return _option(column.options or ("si", "no"), text)
        case Kind.CATEGORIA:
            return _categoria(text, programa_digits)
        case Kind.TEXT:
            too_long = f"El texto tiene {len(text)} letras; caben {LONGEST_TEXT}." if len(text) > LONGEST_TEXT else ""
            return Typed("" if too_long else text, too_long)
        case _:
            return _code(text)


def typed_text(column: Column, value: Value) -> str:
    """A stored value in the writing by which `understand` gives it back without doubt; empty if there is none."""
    if not isinstance(value, int):
        return value or ""
    if column.kind is Kind.MONEY:
        return format_amount(value)
    text = plain_number(value, SCALE[column.kind])
    # Three decimals could be taken for thousands: four cannot.
    return (text + "0" if text[::-1].find(".") == 3 else text).replace(".", ",")


def companions(column: Column, value: Value, text: str) -> dict[str, Value]:
    """The stored columns that come of this one besides its own."""
    stored: dict[str, Value] = {column.name: value}
    if column.kind is Kind.CATEGORIA:
        stored[column.name + WRITTEN] = text.strip()
    if column.words:
        stored[column.name + WORDS] = words_of(str(value))
    return stored


def _code(text: str) -> Typed:
    one_line = " ".join(text.split())
    if len(one_line) > 80:
        return Typed("", f"{quoted(one_line)} es demasiado largo para ser un código.")
    return Typed(one_line)


def _money(text: str) -> Typed:
    try:
        return Typed(parse_amount(text))
    except AmbiguousAmountError as problem:
        written = format_amount(problem.reading)
        return Typed(
            None, f"¿{quoted(text)} es {written}? Escriba los centavos para que no haya duda.", ((written, written),)
        )
    except AmountError as problem:
        return Typed(None, f"{problem}.")


_THOUSANDS = {".": re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+"), ",": re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+")}
_PLAIN = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_SPACED = re.compile(r"-?\s?[1-9][0-9]{0,2}(\s[0-9]{3})+([.,][0-9]+)?")
_MIXED = re.compile(r"-?[0-9]{1,3}(?:(\.[0-9]{3})+,[0-9]+|(,[0-9]{3})+\.[0-9]+)")


def _number(kind: Kind, text: str) -> Typed:
    body = text.removesuffix("%").rstrip() if kind is Kind.PERCENT else text
    if _SPACED.fullmatch(body):
        body = re.sub(r"\s", "", body)
    scale = SCALE[kind]
    for mark, pattern in _THOUSANDS.items():
        if pattern.fullmatch(body):
            return _grouped(body, mark, scale)
    if _MIXED.fullmatch(body):
        decimal = "," if body.rfind(",") > body.rfind(".") else "."
        body = body.replace("." if decimal == "," else ",", "")
    elif not _PLAIN.fullmatch(body):
        return Typed(None, f"{quoted(text)} no es un número; escríbalo como {_example(kind)}.")
    return _scaled(body.replace(",", "."), scale, text)


def _grouped(body: str, mark: str, scale: int) -> Typed:
    """`1.234`: thousands, or three decimals, which is asked where decimals are written at all."""
    whole = body.replace(mark, "")
    from_zero, marks = body.lstrip("-").startswith("0"), body.count(mark)
    if from_zero and marks == 1:
        return _scaled(body.replace(mark, "."), scale, body)
    if from_zero:
        return Typed(None, f"{quoted(body)} no es un número: los miles no empiezan con cero.")
    if scale == 0 or marks > 1:
        return _scaled(whole, scale, body)
    with_decimals = body.replace(mark, ",")
    shown = f"{int(whole):,}".replace(",", ".")
    choices = [(f"{shown} (miles)", f"{whole},0")]
    if scale > 2 or whole.endswith("0"):
        choices.append((f"{with_decimals} (decimales)", f"{with_decimals}0" if scale > 2 else with_decimals[:-1]))
    return Typed(None, f"¿{quoted(body)} son miles o decimales?", tuple(choices))


def _scaled(plain: str, scale: int, text: str) -> Typed:
    whole, _, decimals = plain.lstrip("-").partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) > scale:
        allowed = f"hasta {scale} decimales" if scale else "sin decimales"
        return Typed(None, f"{quoted(text)} tiene {len(decimals)} decimales; aquí se escribe {allowed}.")
    if len(whole) > 11:
        return Typed(None, f"{quoted(text)} es demasiado grande.")
    value = int(whole + decimals.ljust(scale, "0"))
    return Typed(-value if plain.startswith("-") else value)


def _example(kind: Kind) -> str:
    return {Kind.QUANTITY: "12,5", Kind.PERCENT: "12,50"}.get(kind, "12")


_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")
_MONTH_IN_WORDS = re.compile(r"([0-9]{1,2})(?:[/\-]| (?:de )?)([a-z]{3,10})\.?(?:[/\-]| (?:del? )?)([0-9]{4}|[0-9]{2})")
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"),
    *("noviembre", "diciembre", "setiembre"),
)


def _date(text: str) -> Typed:
    found = _DAY_FIRST.fullmatch(text) or _MONTH_IN_WORDS.fullmatch(_folded(text))
    if found:
        day, month, year = found.groups()
        month = month if month.isdigit() else _month(month)
        text_iso = f"{year if len(year) == 4 else '20' + year}-{month:>02}-{day:>02}"
    else:
        text_iso = text.partition(" ")[0]
    try:
        if not re.fullmatch(DATE_PATTERN, text_iso):
            raise ValueError
        return Typed(date.fromisoformat(text_iso).isoformat())
    except ValueError:
        return Typed("", f"{quoted(text)} no es una fecha; escríbala como 14/02/2024.")


def _month(word: str) -> str:
    """The number of a month, whole or cut short as spreadsheets do (ene, sept); empty if it is none."""
    which = next((at for at, month in enumerate(_MONTHS) if month.startswith(word)), -1)
    return "" if which < 0 else str(9 if which == 12 else which + 1)


def _option(options: tuple[str, ...], text: str) -> Typed:
    wanted = _folded(text)
    for option in options:
        if _folded(option) == wanted:
            return Typed(option)
    return Typed("", f"{quoted(text)} no es uno de los valores admitidos: {', '.join(options)}.")


def _folded(text: str) -> str:
    """Small letters without accents, `_` as a blank."""
    plain = unicodedata.normalize("NFKD", text.replace("_", " ")).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _categoria(text: str, programa_digits: int) -> Typed:
    try:
        return Typed(str(parse_categoria(text, programa_digits=programa_digits)))
    except CategoriaError as problem:
        return Typed("", f"{problem}.")
