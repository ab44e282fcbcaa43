"""What is taken off the picture of a page before it is read, and what stays."""

from __future__ import annotations

import numpy as np

from apthapi.formats.scan import cleaning

BLACK, BLUE, VIOLET, NAVY = (30, 26, 24), (40, 60, 190), (120, 40, 150), (43, 47, 107)


def sheet(*strokes: tuple[tuple[slice, slice], tuple[int, int, int]]) -> cleaning.Picture:
    picture = np.full((1200, 1600, 3), 255, np.uint8)
    for place, colour in strokes:
        picture[place] = np.minimum(picture[place], np.array(colour, np.uint8))
    return picture


def test_ink_of_stamps_is_taken_off_also_over_black() -> None:
    letter, stamp, pen = np.s_[100:140, 100:140], np.s_[90:110, 50:300], np.s_[300:320, 50:300]
    black = cleaning.black_of(sheet((letter, BLACK), (stamp, VIOLET), (pen, BLUE)))
    assert black[105:135, 105:135].max() < 90
    assert black[95:105, 200:290].min() > 200
    assert black[305:315, 60:290].min() > 200


def test_a_dark_blue_title_stays() -> None:
    black = cleaning.black_of(sheet((np.s_[100:140, 100:400], NAVY)))
    assert black[110:130, 110:390].max() < 190


def test_lines_of_a_table_go_and_a_row_of_letters_stays() -> None:
    letters = [(np.s_[200:220, left : left + 14], BLACK) for left in range(100, 220, 18)]
    picture = sheet((np.s_[100:104, 50:1500], BLACK), *letters, (np.s_[210:212, 100:220], BLACK))
    clean = cleaning.without_table_lines(cleaning.grey_of(picture))
    assert clean[100:104].min() == 255
    assert (clean[200:220, 100:114] < 128).all()


def test_a_fold_across_the_sheet_is_evened_and_letters_in_it_stay() -> None:
    picture = sheet((np.s_[595:605, 400:410], BLACK)).astype(float)
    shadow = 1 - 0.45 * np.exp(-np.square((np.arange(1200) - 600) / 10))
    folded = cleaning.without_bands(cleaning.grey_of((picture * shadow[:, None, None]).astype(np.uint8)))
    assert folded[580:620, 600:1000].min() > 240
    assert folded[596:604, 402:408].max() < 80


def test_grain_is_smoothed_and_a_page_without_it_is_left() -> None:
    clean = cleaning.grey_of(sheet((np.s_[100:140, 100:400], BLACK)))
    assert cleaning.without_grain(clean) is clean
    random = np.random.default_rng(7)
    grainy = np.clip(clean - np.abs(random.normal(0, 25, clean.shape)), 0, 255).astype(np.uint8)
    smooth = cleaning.without_grain(grainy)
    assert smooth[600:900].std() < grainy[600:900].std() / 3
    assert smooth[110:130, 110:390].mean() < 60


def test_dust_goes_where_no_letter_is_near() -> None:
    letter, stop, dust = np.s_[100:130, 100:104], np.s_[126:130, 108:112], np.s_[300:304, 900:904]
    clean = cleaning.without_dust(cleaning.grey_of(sheet((letter, BLACK), (stop, BLACK), (dust, BLACK))))
    assert (clean[letter] < 128).all()
    assert (clean[stop] < 128).all()
    assert (clean[dust] == 255).all()
