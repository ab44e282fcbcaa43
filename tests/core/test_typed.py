"""What people type: everything that we write is read back as it was, and what has two readings is asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.core.money import LIMIT, format_amount
from apthapi.core.schema import Column, Kind
from apthapi.core.typed import LONGEST_TEXT, Typed, companions, understand
from apthapi.documents import figures

NUMBERS = (Kind.MONEY, Kind.QUANTITY, Kind.PERCENT, Kind.INTEGER)
ANY_TEXT = st.text() | st.text(alphabet="0123456789.,- %Bs()'’/", max_size=24)


def column(kind: Kind, *options: str) -> Column:
    return Column("columna", kind, "", options=options)


def read(kind: Kind, text: str) -> Typed:
    return understand(column(kind), text)


def readings(kind: Kind, text: str) -> list[object]:
    """The value, or those among which the person must choose."""
    found = read(kind, text)
    if not found.problem:
        return [found.value]
    chosen = [read(kind, to_send) for _, to_send in found.choices]
    assert not any(each.problem for each in chosen), found
    return [each.value for each in chosen]


@given(st.integers(-LIMIT, LIMIT))
def test_every_amount_is_read_back(centavos: int) -> None:
    assert read(Kind.MONEY, format_amount(centavos)).value == centavos


@given(st.integers(-(10**14), 10**14))
def test_every_quantity_is_read_back_or_asked(value: int) -> None:
    text = figures.quantity(value) or ""
    assert value in readings(Kind.QUANTITY, text), text


@given(st.integers(-(10**10), 10**10))
def test_every_percentage_is_read_back_or_asked(value: int) -> None:
    text = figures.percent(value) or ""
    assert value in readings(Kind.PERCENT, text), text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-ene-24", "2024-01-01"),
        ("31 de diciembre de 2024", "2024-12-31"),
        ("15-sept-2024", "2024-09-15"),
        ("2 de setiembre del 2024", "2024-09-02"),
        ("05/Mar/24", "2024-03-05"),
        ("7 jul. 2024", "2024-07-07"),
    ],
)
def test_a_month_in_words_is_a_month(text: str, day: str) -> None:
    assert read(Kind.DATE, text).value == day


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_every_date_is_read_back(day: date) -> None:
    assert read(Kind.DATE, figures.day(day.isoformat())).value == day.isoformat()
    assert read(Kind.DATE, day.isoformat()).value == day.isoformat()
    assert read(Kind.DATE, f"{day.isoformat()} 00:00:00").value == day.isoformat()


@given(st.sampled_from(list(Kind)), ANY_TEXT)
def test_any_text_is_a_value_or_a_reason(kind: Kind, text: str) -> None:
    found = understand(column(kind, "suma", "ultimo"), text)
    assert found.problem == "" or found.value in (None, "")
    if kind in NUMBERS and found.value is not None:
        assert isinstance(found.value, int)
        assert abs(found.value) < 2**53
    elif kind not in NUMBERS:
        stored = str(found.value)
        assert "\x00" not in stored
        stored.encode()
    for _, to_send in found.choices:
        assert not understand(column(kind, "suma", "ultimo"), to_send).problem


@pytest.mark.parametrize("text", ["1.234", "1,234", "-9.999", "12.340", "999,990"])
@pytest.mark.parametrize("kind", [Kind.MONEY, Kind.QUANTITY, Kind.PERCENT])
def test_thousands_or_three_decimals_are_asked(kind: Kind, text: str) -> None:
    found = read(kind, text)
    assert found.value is None
    assert found.choices


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 120_000),
        ("12,5", 125_000),
        ("12.5", 125_000),
        ("1.234,5", 12_345_000),
        ("1,234.5", 12_345_000),
        ("1.234.567", 12_345_670_000),
        ("1 234", 12_340_000),
        ("1\u202f234,5678", 12_345_678),
        ("0,125", 1_250),
        ("-0.125", -1_250),
        ("  7\u00a0", 70_000),
    ],
)
def test_quantities_as_people_write_them(text: str, value: int) -> None:
    assert read(Kind.QUANTITY, text) == Typed(value)


@pytest.mark.parametrize(
    "text",
    ["1 2", "12 34", "0.000.000", "0,123,456", "1,23456", "doce", "1e5", "١٢", "²", "--1", "1.2.3", "123456789012"],
)
def test_what_is_no_quantity_is_refused_with_a_reason(text: str) -> None:
    found = read(Kind.QUANTITY, text)
    assert found.value is None
    assert text in found.problem


@pytest.mark.parametrize("text", ["31/02/2024", "02/14/2024", "14-02", "14/02/0024", "0024-02-14", "20240214", "hoy"])
def test_what_is_no_date_is_refused(text: str) -> None:
    found = read(Kind.DATE, text)
    assert (found.value, text in found.problem) == ("", True)


def test_a_percentage_may_carry_its_sign() -> None:
    assert read(Kind.PERCENT, "12,5 %").value == 1250
    assert read(Kind.PERCENT, "100%").value == 10_000
    assert read(Kind.PERCENT, "100%%").problem


@pytest.mark.parametrize("text", ["último", "ULTIMO", " Último "])
def test_an_option_is_known_without_capitals_or_accents(text: str) -> None:
    assert understand(column(Kind.OPTION, "suma", "ultimo"), text).value == "ultimo"


@pytest.mark.parametrize("text", ["ultimo2", "sum", "suma 1"])
def test_what_only_looks_like_an_option_is_refused(text: str) -> None:
    found = understand(column(Kind.OPTION, "suma", "ultimo"), text)
    assert found.value == ""
    assert "suma, ultimo" in found.problem


def test_blank_is_unknown_and_not_zero() -> None:
    assert [read(kind, " \u00a0 ").value for kind in NUMBERS] == [None] * 4
    assert read(Kind.TEXT, "  ").value == ""


def test_what_is_no_letter_goes_and_lines_stay() -> None:
    assert read(Kind.TEXT, "uno\r\ndos\x00\x0b\ud800").value == "uno\ndos"
    assert read(Kind.TEXT, "a" * (LONGEST_TEXT + 1)).problem


def test_what_was_written_is_kept_beside_a_category_and_the_words_of_a_text() -> None:
    categoria = Column("categoria", Kind.CATEGORIA, "")
    assert companions(categoria, "48 000 001", " 48-0-1 ") == {
        "categoria": "48 000 001",
        "categoria_escrita": "48-0-1",
    }
