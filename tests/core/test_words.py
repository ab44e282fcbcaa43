"""Amounts in words, as the technical report writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.core.money import Centavos
from apthapi.core.words import amount_in_words, integer_in_words

_VALUES = {
    word: value
    for value, words in {
        0: "cero", 1: "uno un", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho",
        9: "nueve", 10: "diez", 11: "once", 12: "doce", 13: "trece", 14: "catorce", 15: "quince", 16: "dieciséis",
        17: "diecisiete", 18: "dieciocho", 19: "diecinueve", 20: "veinte", 21: "veintiuno veintiún", 22: "veintidós",
        23: "veintitrés", 24: "veinticuatro", 25: "veinticinco", 26: "veintiséis", 27: "veintisiete",
        28: "veintiocho", 29: "veintinueve", 30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta",
        70: "setenta", 80: "ochenta", 90: "noventa", 100: "cien ciento", 200: "doscientos", 300: "trescientos",
        400: "cuatrocientos", 500: "quinientos", 600: "seiscientos", 700: "setecientos", 800: "ochocientos",
        900: "novecientos",
    }.items()
    for word in words.split()
}  # fmt: skip


def number_of(words: str) -> int:
    """A reader of Spanish numbers that knows nothing of how they are written."""
    total = thousands = part = 0
    for word in words.split():
        if word in {"millón", "millones"}:
            total, thousands, part = (thousands + part) * 10**6, 0, 0
        elif word == "mil":
            thousands, part = max(part, 1) * 1000, 0
        elif word != "y":
            part += _VALUES[word]
    return total + thousands + part


@pytest.mark.parametrize(
    ("centavos", "words"),
    [
        (
            31152018600,
            "Trescientos Once Millones Quinientos Veinte Mil Ciento Ochenta y Seis 00/100 bolivianos",
        ),
        (
            8478159000,
            "Ochenta y Cuatro Millones Setecientos Ochenta y Un Mil Quinientos Noventa 00/100 bolivianos",
        ),
        (
            13257865600,
            (
                "Ciento Treinta y Dos Millones Quinientos Setenta y Ocho Mil "
                "Seiscientos Cincuenta y Seis 00/100 bolivianos"
            ),
        ),
        (
            9415994000,
            "Noventa y Cuatro Millones Ciento Cincuenta y Nueve Mil Novecientos Cuarenta 00/100 bolivianos",
        ),
        (0, "Cero 00/100 bolivianos"),
        (5, "Cero 05/100 bolivianos"),
        (100, "Uno 00/100 bolivianos"),
        (441849241, "Cuatro Millones Cuatrocientos Dieciocho Mil Cuatrocientos Noventa y Dos 41/100 bolivianos"),
    ],
)
def test_an_amount_reads_as_in_the_report(centavos: int, words: str) -> None:
    assert amount_in_words(Centavos(centavos)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "uno"),
        (21, "veintiuno"),
        (31, "treinta y uno"),
        (100, "cien"),
        (101, "ciento uno"),
        (1000, "mil"),
        (1001, "mil uno"),
        (21_000, "veintiún mil"),
        (31_000, "treinta y un mil"),
        (100_000, "cien mil"),
        (101_000, "ciento un mil"),
        (500_000, "quinientos mil"),
        (1_000_000, "un millón"),
        (1_000_001, "un millón uno"),
        (2_000_000, "dos millones"),
        (21_000_000, "veintiún millones"),
        (21_021_021, "veintiún millones veintiún mil veintiuno"),
        (31_000_000, "treinta y un millones"),
        (100_000_000, "cien millones"),
        (1_000_000_000, "mil millones"),
        (1_001_000_000, "mil un millones"),
        (21_000_000_000, "veintiún mil millones"),
        (
            999_999_999_999,
            (
                "novecientos noventa y nueve mil novecientos noventa y nueve millones "
                "novecientos noventa y nueve mil novecientos noventa y nueve"
            ),
        ),
    ],
)
def test_spanish_shortens_uno_only_where_it_does(number: int, words: str) -> None:
    assert integer_in_words(number) == words


@given(st.integers(0, 10**12 - 1))
def test_every_number_is_read_back_from_its_words(number: int) -> None:
    assert number_of(integer_in_words(number)) == number


def test_every_small_number_has_words_of_its_own() -> None:
    assert len({integer_in_words(number) for number in range(20_000)}) == 20_000


@pytest.mark.parametrize("number", [-1, 10**12])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=r"^solo se escriben en letras números de 0 a 999\.999\.999\.999, no "):
        integer_in_words(number)


def test_a_negative_amount_is_not_written_in_words() -> None:
    with pytest.raises(ValueError, match=r"^un importe negativo no se escribe en letras$"):
        amount_in_words(Centavos(-1))
