"""Every written form of a categoría programática gives one category, or a reason why it cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.core.categoria import CategoriaError, parse_categoria


@pytest.mark.parametrize(
    ("text", "category", "odd"),
    [
        ("48000001", "48 000 001", False),
        ("48 000 005", "48 000 005", False),
        ("00000001", "00 000 001", False),
        ("00-000-001", "00 000 001", False),
        ("48.000.001", "48 000 001", False),
        ("48–000–001", "48 000 001", False),
        ("48\u00a0000\u00a0001", "48 000 001", False),
        ("  48 000 001 ", "48 000 001", False),
        ("48 0000 001", "48 000 001", False),
        ("480000001", "48 000 001", False),
        ("00010", "00 000 010", True),
        ("010", "00 000 010", True),
        ("0-0-1", "00 000 001", True),
        ("48 0 1", "48 000 001", True),
        ("0", "00 000 000", True),
        ("10 0132012345678 000", "10 0132012345678 000", False),
        ("10 01320123456789 000", "10 01320123456789 000", False),
    ],
)
def test_a_category_is_read_in_every_form(text: str, category: str, odd: bool) -> None:
    read = parse_categoria(text)
    assert str(read) == category
    assert read.odd is odd


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("048000001", "048 000 001"),
        ("048 000 001", "048 000 001"),
        ("48 000 001", "048 000 001"),
        ("48000001", "048 000 001"),
        ("0480000001", "048 000 001"),
        ("00010", "000 000 010"),
    ],
)
def test_the_programa_has_three_digits_when_the_gestion_says_so(text: str, category: str) -> None:
    assert str(parse_categoria(text, programa_digits=3)) == category


@pytest.mark.parametrize("text", ["48001", "480001", "4800001", "1001", "48", "1", "8000001"])
def test_a_short_form_with_two_readings_is_refused(text: str) -> None:
    with pytest.raises(CategoriaError, match="está abreviada y puede ser"):
        parse_categoria(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "---",
        "abc",
        "48 000 00a",
        "٤٨000001",
        "48 001",
        "48 000 001 000",
        "4800000001",
        "480 000 001",
        "48 1234 001",
        "48 000 1234",
        "9" * 5000,
        "1 " * 5000,
    ],
)
def test_what_is_no_category_is_refused(text: str) -> None:
    with pytest.raises(CategoriaError):
        parse_categoria(text)


def test_the_reasons_are_plain() -> None:
    reasons = {
        "x": "«x» no es una categoría programática, como 48 000 001",
        "48 001": "«48 001» debe tener programa, proyecto y actividad, como 48 000 001",
        "480 000 001": "«480 000 001» tiene más dígitos que una categoría de 2 + 3 + 3",
        "48001": "«48001» está abreviada y puede ser 00 048 001 o 48 000 001; escríbala completa",
        "48": "«48» está abreviada y puede ser 00 000 048 o 48 000 000; escríbala completa",
    }
    for text, reason in reasons.items():
        with pytest.raises(CategoriaError) as refusal:
            parse_categoria(text)
        assert str(refusal.value) == reason


@given(
    st.integers(0, 99),
    st.one_of(st.integers(0, 999).map("{:03d}".format), st.from_regex(r"[0-9]{13,14}", fullmatch=True)),
    st.integers(0, 999),
)
def test_the_normal_form_is_read_back(programa: int, proyecto: str, actividad: int) -> None:
    text = f"{programa:02d} {proyecto} {actividad:03d}"
    assert str(parse_categoria(text)) == text
    assert not parse_categoria(text).odd


@given(st.text(alphabet="0123456789 -./x", max_size=20) | st.text(), st.sampled_from([2, 3]))
def test_anything_is_a_normal_category_or_a_category_error(text: str, width: int) -> None:
    try:
        read = parse_categoria(text, programa_digits=width)
    except CategoriaError:
        return
    assert str(parse_categoria(str(read), programa_digits=width)) == str(read)
