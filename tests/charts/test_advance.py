"""The curve of the year says in words what it draws, and has the table behind it."""

from __future__ import annotations

import pytest

from apthapi.charts import NegativeAmountError, advance

PLANNED = [500, 1_500, 2_500, 3_333, 4_166, 5_000, 5_833, 6_666, 7_500, 8_333, 9_166, 10_000]
DONE = [400, 900, 1_800, 2_500, 3_000, None, None, None, None, None, None, None]


def test_it_says_how_far_it_got_and_how_far_it_should() -> None:
    drawn = advance("curva", PLANNED, DONE)
    assert drawn.summary.replace("\u00a0", " ") == (
        "Hasta mayo se hizo el 30 % de lo propuesto para el año; según lo programado debía llevarse el 42 %."
    )
    assert "Programado 42\u00a0%" in drawn.wide
    assert "Hecho 30\u00a0%" in drawn.narrow
    assert [cell.text for cell in drawn.written()[4]] == ["Mayo", "41,66", "30,00"]
    assert [cell.text for cell in drawn.written()[11]] == ["Diciembre", "100,00", ""]


def test_both_labels_stand_apart_when_the_curves_meet() -> None:
    drawn = advance("curva", PLANNED, [*PLANNED[:3], *[None] * 9])
    assert "Programado 25\u00a0%" in drawn.wide
    assert "Hecho 25\u00a0%" in drawn.wide


def test_without_anything_done_nothing_is_drawn() -> None:
    assert advance("curva", PLANNED, [None] * 12).empty
    assert advance("curva", [0] * 12, [0] * 12).empty


def test_a_year_has_twelve_months_and_nothing_below_zero() -> None:
    with pytest.raises(ValueError, match="twelve"):
        advance("curva", PLANNED[:11], DONE)
    with pytest.raises(NegativeAmountError):
        advance("curva", PLANNED, [-1, *DONE[1:]])
