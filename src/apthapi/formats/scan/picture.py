"""Reads one page that is a picture: opened, straightened, cleaned, and its words read: what a bounded process runs."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apthapi.core.bounded import RefusedError
from apthapi.formats.scan.cells import Rectangle, read_again
from apthapi.formats.scan.ocr import BY_ROWS, PlacedWord, words_of_picture
from apthapi.formats.scan.opening import image_type, open_image, open_pdf

if TYPE_CHECKING:
    from apthapi.formats.scan.cleaning import Grey, Picture

READ_AT = 2640
"""Points of the longer side of a page when it is read, 240 for each inch of a letter sheet: more gains nothing."""
SHOWN_AT = 1650
"""Points of the longer side of the picture that people look at."""
_APART = 24
"""White points around each cell that is read again."""
OPENING_SECONDS = 5
_SURE = 60.0
"""Mean confidence below which a page may be upside down."""


def read_picture(path: str, number: int, picture: str) -> list[PlacedWord]:
    """The words of a page (from 0) of a PDF or image, in fractions of what is drawn into `picture`.

    Raises RefusedError if it cannot be opened or read.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from apthapi.formats.scan import cleaning  # noqa: PLC0415

    with _soon():
        opened = _opened(Path(path), number)
    upright = _upright(cleaning.sized(cleaning.flattened(cleaning.without_specks(opened)), READ_AT))
    words = _words(upright)
    if _confidence(words) < _SURE:
        other = cleaning.half_turned(upright)
        other_words = _words(other)
        if _confidence(other_words) > _confidence(words):
            upright, words = other, other_words
    cleaning.draw(cleaning.sized(upright, SHOWN_AT), Path(picture))
    height, width = upright.shape[:2]
    return [(word, x1 / width, y1 / height, x2 / width, y2 / height, sure) for word, x1, y1, x2, y2, sure in words]


def _upright(picture: Picture) -> Picture:
    """The lines of text from left to right, or from right to left."""
    from apthapi.formats.scan import cleaning  # noqa: PLC0415

    grey = cleaning.lit_evenly(cleaning.grey_of(picture))
    if cleaning.lies_sideways(grey):
        picture, grey = cleaning.quarter_turned(picture), cleaning.quarter_turned(grey)
    return cleaning.turned(picture, cleaning.skew(grey))


def _words(picture: Picture) -> list[PlacedWord]:
    from apthapi.formats.scan import cleaning  # noqa: PLC0415

    grey = cleaning.without_grain(cleaning.black_of(picture))
    grey = cleaning.without_table_lines(cleaning.without_bands(cleaning.lit_evenly(grey)))
    grey = cleaning.without_dust(grey)
    with tempfile.TemporaryDirectory(prefix="apthapi-") as name:
        folder = Path(name)
        written = folder / "pagina.pgm"
        cleaning.draw(grey, written)
        return read_again(words_of_picture(written, BY_ROWS), partial(_again, grey, folder / "celdas.pgm"))


def _again(grey: Grey, target: Path, places: Sequence[Rectangle], letters: str) -> list[list[PlacedWord]]:
    """What those letters write in each of those places of a page: they are cut out and read one under another."""
    from apthapi.formats.scan import cleaning  # noqa: PLC0415

    cuts = [cleaning.cut(grey, place) for place in places]
    cleaning.draw(cleaning.under_one_another(cuts, _APART), target)
    found: list[list[PlacedWord]] = [[] for _ in places]
    tops = [_APART]
    for each in cuts:
        tops.append(tops[-1] + each.shape[0] + _APART)
    for text, left, top, right, bottom, sure in words_of_picture(target, BY_ROWS, letters=letters):
        at = max(bisect(tops, (top + bottom) / 2) - 1, 0)
        if at < len(places):
            x, y = int(places[at][0]) - _APART, int(places[at][1]) - tops[at]
            found[at].append((text, left + x, top + y, right + x, bottom + y, sure))
    return found


def _confidence(words: list[PlacedWord]) -> float:
    letters = sum(len(word[0]) for word in words)
    return sum(word[5] * len(word[0]) for word in words) / letters if letters else 0.0


def _opened(where: Path, number: int) -> Picture:
    import numpy as np  # noqa: PLC0415

    with where.open("rb") as file:
        image = image_type(file.read(1024))
    try:
        page = _image_page(where, image, number) if image else _pdf_page(where, number)
        return np.asarray(page, dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, EOFError):
        raise RefusedError(f"«{where.name}» está dañado o incompleto: no se puede abrir como imagen.") from None


def _image_page(where: Path, image: str, number: int) -> Any:
    from PIL import ImageOps  # noqa: PLC0415

    picture = open_image(where, image)
    picture.seek(number)
    picture.draft("RGB", (READ_AT, READ_AT))
    picture.thumbnail((READ_AT, READ_AT))
    return ImageOps.exif_transpose(picture).convert("RGB")


def _pdf_page(where: Path, number: int) -> Any:
    page = open_pdf(where)[number]
    longest = max((max(each.get_px_size()) for each in _images(page)), default=READ_AT)
    return page.render(scale=min(longest, READ_AT) / max(page.get_size())).to_pil().convert("RGB")


def _images(page: Any) -> Any:
    """The pictures on a page of a PDF: it is drawn as fine as they are, and no finer."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415

    return page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2)


@contextlib.contextmanager
def _soon() -> Iterator[None]:
    """End this process if what is inside takes long: whoever started it says that the page took too much."""
    if hasattr(signal, "alarm"):
        signal.alarm(OPENING_SECONDS)
    yield
    if hasattr(signal, "alarm"):
        signal.alarm(0)
