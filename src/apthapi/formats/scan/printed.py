"""The words of PDF pages that have text, with their places: what a bounded process runs."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.formats.scan.opening import open_pdf

if TYPE_CHECKING:
    import pypdfium2

Placed = tuple[str, float, float, float, float]
"""A word and its box in fractions of the page: left, top, right, bottom."""
Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom."""
_FEWEST_LETTERS = 20
"""A page with fewer is a picture that somebody stamped, not a page of text."""
_FULL = 0.6
"""Share of a page from which an image is the page: its text, if any, was put there by a reader of images."""
_SHOWN_DPI = 110
_SOFT_HYPHENS = "\u00ad\ufffe\x02"
"""How PDFs write the hyphen of a word that goes on in the next line."""


def text_pages(path: str, numbers: list[int], pictures: list[str]) -> list[list[Placed] | None]:
    """The words of the pages of those numbers (from 0), in their order of writing; None for a page that is a picture.

    What was read is drawn into the file that goes with it in `pictures`.
    """
    document = open_pdf(Path(path))
    return [_text_page(document, at, picture) for at, picture in zip(numbers, pictures, strict=True)]


def _text_page(document: pypdfium2.PdfDocument, at: int, picture: str) -> list[Placed] | None:
    import pypdfium2  # noqa: PLC0415

    try:
        page = document[at]
        text = page.get_textpage()
        if text.count_chars() < _FEWEST_LETTERS or _is_picture(page):
            return None
        page.render(scale=_SHOWN_DPI / 72, grayscale=True).to_pil().save(picture, "WEBP", quality=70, method=2)
        return _words(page, text)
    except pypdfium2.PdfiumError:
        return None


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415

    width, height = page.get_size()
    for each in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = each.get_bounds()
        if (right - left) * (top - bottom) > _FULL * width * height:
            return True
    return False


class _Shown:
    """Places of a page as it is seen: turned and cut as the PDF says, in hundredths of a point from the upper left."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page = page
        self.width, self.height = int(page.get_width() * 100), int(page.get_height() * 100)

    def box(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """A box of the PDF's own places."""
        (x1, y1), (x2, y2) = self._point(left, bottom), self._point(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def _point(self, x: float, y: float) -> tuple[int, int]:
        from pypdfium2.raw import FPDF_PageToDevice  # noqa: PLC0415

        across, down = ctypes.c_int(), ctypes.c_int()
        FPDF_PageToDevice(self.page, 0, 0, self.width, self.height, 0, x, y, across, down)
        return across.value, down.value

    def placed(self, word: str, box: Rectangle) -> Placed:
        """A word with its box in fractions."""
        left, top, right, bottom = box
        return word, left / self.width, top / self.height, right / self.width, bottom / self.height


def _words(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> list[Placed]:
    from pypdfium2.raw import FPDFText_GetUnicode  # noqa: PLC0415

    shown = _Shown(page)
    words: list[Placed] = []
    word, box = "", (0, 0, 0, 0)
    for at in range(text.count_chars()):
        letter = chr(FPDFText_GetUnicode(text, at))
        # The loose box is as high as the font: letters of a word differ little in it.
        place = shown.box(*text.get_charbox(at, loose=True))
        if word and (letter.isspace() or _apart(box, place)):
            words.append(shown.placed(word, box))
            word = ""
        if not letter.isspace():
            box = _around(box, place) if word else place
            word += "-" if letter in _SOFT_HYPHENS else letter
    return [*words, shown.placed(word, box)] if word else words


def _apart(word: Rectangle, letter: Rectangle) -> bool:
    """Whether a letter stands too far from a word to be of it, though no blank is written between."""
    room = (word[3] - word[1]) // 2
    beside = letter[0] - word[2] > room or letter[0] < word[0] - room
    return beside or letter[1] + room > word[3] or letter[3] - room < word[1]


def _around(word: Rectangle, letter: Rectangle) -> Rectangle:
    return min(word[0], letter[0]), min(word[1], letter[1]), max(word[2], letter[2]), max(word[3], letter[3])
