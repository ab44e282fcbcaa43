"""The one door of money: what is exact comes in, what is not is refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.core.money import (
    LIMIT,
    AmbiguousAmountError,
    AmountError,
    format_amount,
    parse_amount,
    parse_plain,
    plain_amount,
)

amounts = st.integers(-LIMIT, LIMIT)


@pytest.mark.parametrize(
    ("text", "centavos"),
    [
        ("1.332.834,00", 133283400),
        ("1,332,834.00", 133283400),
        ("20 834 012.00", 2083401200),
        ("Bs 1.332.834", 133283400),
        ("4418492.41", 441849241),
        ("4,492,969.80", 449296980),
        ("1.234,5", 123450),
        ("1234", 123400),
        ("0,5", 50),
        ("0", 0),
        ("007", 700),
        ("999,99", 99999),
        ("Bs. 20.834.012,00", 2083401200),
        ("BOB 5", 500),
        ("1.332.834 bolivianos", 133283400),
        ("20\u00a0834\u202f012,00", 2083401200),
        ("20'834'012.00", 2083401200),
        ("1 234", 123400),
        ("-155.000,00", -15500000),
        ("−155.000,00", -15500000),
        ("(155.000,00)", -15500000),
        ("Bs -5,00", -500),
        ("+5,00", 500),
        ("  1,50  ", 150),
        ("100.000.000.000,00", LIMIT),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, centavos: int) -> None:
    assert parse_amount(text) == centavos


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Bs",
        "-",
        "()",
        "abc",
        "12.34.567",
        "1.2345",
        "1,2,3",
        "1.23.456",
        "0.234",
        "012.345",
        "1234.567",
        "1.332,834.00",
        "1.332.834,000",
        "1e5",
        "1E+05",
        "١٢",
        "１２",
        "½",
        "--5",
        "-(5)",
        "5-",
        "1 23",
        "1234 567",
        "0 834",
        "20 834.5 012",
        "1,5 Bs 2",
        "0x10",
        "1_000",
        "NaN",
        "inf",
        ".5",
        "5.",
        "100.000.000.000,01",
        pytest.param("9" * 5000, id="5000 digits"),
        pytest.param("1" + " " * 100_000 + "x", id="blanks"),
    ],
)
def test_what_is_not_an_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "reading"), [("1.234", 123400), ("1,234", 123400), ("12.345", 1234500), ("-123.456", -12345600)]
)
def test_three_decimals_or_thousands_is_asked_never_guessed(text: str, reading: int) -> None:
    with pytest.raises(AmbiguousAmountError) as refusal:
        parse_amount(text)
    assert refusal.value.reading == reading
    with pytest.raises(AmbiguousAmountError):
        parse_amount(text, confirm=lambda _text, _centavos: False)
    asked: list[tuple[str, int]] = []
    assert parse_amount(text, confirm=lambda t, c: not asked.append((t, c))) == reading  # type: ignore[func-returns-value]
    assert asked == [(text, reading)]


def test_the_reasons_are_plain() -> None:
    reasons = {
        "1.234": "«1.234» puede ser 1.234,00 o un número con tres decimales; "
        "escriba los centavos para que no haya duda",
        "doce": "«doce» no es un importe; escríbalo como 1.332.834,00",
        "1 2": "«1 2» no es un importe: los espacios no separan miles",
        "900.000.000.000,00": "«900.000.000.000,00» pasa del mayor importe admitido, 100.000.000.000,00",
    }
    for text, reason in reasons.items():
        with pytest.raises(AmountError) as refusal:
            parse_amount(text)
        assert str(refusal.value) == reason


def test_a_very_long_text_is_shown_cut() -> None:
    with pytest.raises(AmountError) as refusal:
        parse_amount("9" * 5000)
    assert str(refusal.value) == f"«{'9' * 60}…» es demasiado largo para ser un importe"


@given(amounts)
def test_what_an_office_writes_is_read_back(amount: int) -> None:
    written = format_amount(amount)
    assert parse_amount(written) == amount
    assert parse_amount(written.translate(str.maketrans(".,", ",."))) == amount
    assert parse_amount(f"Bs {written}") == amount


@given(amounts)
def test_what_a_file_writes_is_read_back(amount: int) -> None:
    assert parse_plain(plain_amount(amount)) == amount
    assert parse_amount(plain_amount(amount)) == amount


@pytest.mark.parametrize(
    "text", ["1,5", "1.234,00", "1.005", " 5", "+5", "5.", ".5", "1e3", "--5", "", "5\n", "١", "1" * 15]
)
def test_files_have_one_writing_only(text: str) -> None:
    with pytest.raises(AmountError):
        parse_plain(text)


@given(st.text(alphabet=st.sampled_from("0123456789.,- ()+Bbs$'’\u00a0١eE\n"), max_size=30) | st.text(max_size=80))
def test_garbage_is_an_amount_or_an_amount_error(text: str) -> None:
    try:
        amount = parse_amount(text, confirm=lambda _text, _centavos: True)
    except AmountError:
        return
    assert abs(amount) <= LIMIT
    assert parse_amount(format_amount(amount)) == amount


@given(amounts)
def test_the_smallest_unit_is_never_lost(amount: int) -> None:
    assert plain_amount(amount)[-3] == "."
    assert format_amount(amount)[-3] == ","
    assert format_amount(amount).replace(".", "").replace(",", ".") == plain_amount(amount)
