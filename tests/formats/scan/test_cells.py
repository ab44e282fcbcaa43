"""Figures that the reading of a page left doubtful, read again where their columns and rows cross."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.formats.scan.cells import AMOUNTS, WEIGHTS, Rectangle, grid_of, read_again
from apthapi.formats.scan.ocr import PlacedWord

ROWS = (100, 170, 240, 310, 380)


def word(text: str, right: int, middle: int, sure: float = 95) -> PlacedWord:
    return text, right - 12 * len(text), middle - 12, right, middle + 12, sure


def page(without: Sequence[tuple[int, int]] = ()) -> list[PlacedWord]:
    """Two columns of amounts beside their names."""
    words = [word("PASAJES", 300, row) for row in ROWS]
    return words + [
        word("1.234,00", right, row) for row in ROWS for right in (900, 1300) if (right, row) not in without
    ]


def test_rows_and_columns_are_where_amounts_stand() -> None:
    grid = grid_of(page(), AMOUNTS)
    assert grid
    assert [right for _, right in grid.columns] == [900, 1300]
    assert grid.rows == ROWS


def test_a_row_without_an_amount_is_missed_between_the_others() -> None:
    grid = grid_of(page(without=[(900, 240), (1300, 240)]), AMOUNTS)
    assert grid
    assert grid.rows == ROWS


def test_few_amounts_or_anywhere_make_no_columns() -> None:
    assert grid_of([word("1,00", right, 100) for right in (300, 600, 900)], AMOUNTS) is None
    assert grid_of([word("hola", 300, row) for row in ROWS], AMOUNTS) is None


def test_only_doubtful_cells_are_read_again_and_the_surer_reading_stays() -> None:
    words = [
        *page(without=[(900, 170), (1300, 240), (900, 380)]),
        word("l.2E4,OO", 900, 170, 30),
        word("1.234,00", 1300, 240, 80),
        word("9.934,00", 900, 380, 40),
    ]
    asked: list[Rectangle] = []

    def read(cells: Sequence[Rectangle], letters: str) -> list[list[PlacedWord]]:
        asked.extend(cells)
        assert letters == AMOUNTS.letters
        return [
            [word(*each)]
            for each in (("1.234,00.", 900, 170, 0), ("7.234,00", 1300, 240, 50), ("1.234,00", 900, 380, 91))
        ]

    found = read_again(words, read)
    assert [round((top + bottom) / 2) for _, top, _, bottom in asked] == [170, 240, 380]
    assert sorted(each[0] for each in found) == ["1.234,00"] * 10 + ["PASAJES"] * 5


def test_nothing_is_read_again_on_a_sure_page() -> None:
    def read(cells: Sequence[Rectangle], letters: str) -> list[list[PlacedWord]]:
        raise AssertionError(cells, letters)

    assert read_again(page(), read) == page()


def test_weights_stand_anyhow_one_under_another() -> None:
    words = [word("25%", 900, 100), word("25%", 900, 260), word("2S9", 900, 330), word("75%", 900, 500)]
    grid = grid_of(words, WEIGHTS)
    assert grid
    assert grid.rows == (100, 260, 330, 500)
