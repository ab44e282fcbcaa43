"""Figures, titles and characters, without composing a page."""

from __future__ import annotations

import pytest

from apthapi.documents.figures import amount, day, percent, quantity, total
from apthapi.documents.glyphs import covered, printable, printable_data
from apthapi.documents.heading import plan_title


def test_what_is_not_known_is_not_zero() -> None:
    assert amount(None) is None
    assert amount(0) == "0,00"
    assert amount(133_283_400) == "1.332.834,00"
    assert day("") == ""
    assert total([1, None, 2]) is None
    assert total([]) == 0


def test_quantities_and_percentages_keep_the_decimals_they_need() -> None:
    assert quantity(12_500) == "1,25"
    assert quantity(1_200 * 10_000) == "1.200"
    assert quantity(-5_000) == "-0,5"
    assert percent(1_250) == "12,5\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("formulacion", 0, "PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024"),
        ("reformulacion", 1, "PRIMERA REFORMULACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024"),
        ("reprogramacion", 3, "TERCERA REPROGRAMACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024"),
        ("ajuste", 1, "PRIMER AJUSTE PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024"),
        ("ajuste", 2, "SEGUNDO AJUSTE PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024"),
        ("reformulacion", 12, "12.ª REFORMULACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024"),
    ],
)
def test_the_title_of_each_kind_of_version(kind: str, number: int, expected: str) -> None:
    assert plan_title(kind, number, 2024) == expected


def test_the_font_has_spanish_and_not_everything() -> None:
    assert set("áéíóúüñÑ°ºª«»–·%") <= {chr(code) for code in covered()}
    assert ord("漢") not in covered()
    assert 800 < len(covered()) < 1000


def test_text_is_made_printable_and_nothing_else() -> None:
    assert printable("Año 2024: «cédulas» – 100 %") == "Año 2024: «cédulas» – 100 %"
    assert printable("an\u0303o\x07\u200b\ufeff 😀") == "año \N{REPLACEMENT CHARACTER}"
    assert printable("uno\tdos\r\ntres") == "uno dos\ntres"
    long = printable("y " + "x" * 95)
    assert long.replace("\u200b", "") == "y " + "x" * 95
    assert max(len(part) for part in long.split("\u200b")) <= 12
    assert printable_data({"a": ["\x07b", None, 3], "c": True}) == {"a": ["b", None, 3], "c": True}
