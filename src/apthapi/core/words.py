"""Amounts in words, as the technical report of a reformulation writes them."""

from __future__ import annotations

from apthapi.core.money import Centavos

_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
)


def integer_in_words(number: int) -> str:
    """Spell a whole number from 0 to 999.999.999.999 in Spanish, lower case: `veintiún mil uno`.

    Raises ValueError outside that range.
    """
    if not 0 <= number < 10**12:
        raise ValueError(f"solo se escriben en letras números de 0 a 999.999.999.999, no {number}")
    millions, rest = divmod(number, 10**6)
    words = []
    if millions:
        words.append("un millón" if millions == 1 else f"{_short(_below_million(millions))} millones")
    if rest or not millions:
        words.append(_below_million(rest))
    return " ".join(words)


def amount_in_words(amount: Centavos) -> str:
    """Write centavos as `Ochenta y Cuatro Millones ... Quinientos Noventa 00/100 bolivianos`.

    Raises ValueError for a negative amount: no official paper writes one in words.
    """
    if amount < 0:
        raise ValueError("un importe negativo no se escribe en letras")
    bolivianos, cents = divmod(amount, 100)
    words = [w if w == "y" else w.capitalize() for w in integer_in_words(bolivianos).split()]
    return f"{' '.join(words)} {cents:02d}/100 bolivianos"


def _below_million(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        words.append("mil" if thousands == 1 else f"{_short(_below_thousand(thousands))} mil")
    if rest or not thousands:
        words.append(_below_thousand(rest))
    return " ".join(words)


def _below_thousand(number: int) -> str:
    if number == 100:
        return "cien"
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS[hundreds]] if hundreds else []
    if rest or not hundreds:
        words.append(_below_hundred(rest))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    tens, units = divmod(number, 10)
    return f"{_TENS[tens]} y {_UNITS[units]}" if units else _TENS[tens]


def _short(words: str) -> str:
    """Before `mil` and `millones`, `uno` shortens: `veintiún mil`, `treinta y un millones`."""
    if words.endswith("veintiuno"):
        return words[:-3] + "ún"
    return words[:-1] if words.endswith("uno") else words
