"""Straightens and cleans the picture of a page, so that its letters can be read.

A picture is an array of red, green and blue; a grey one has 0 for black and 255 for white.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Grey = NDArray[np.uint8]

cv2.setNumThreads(1)

_SMALL = 1000
"""Width at which the angle and the outline of a page are looked for."""
_EDGE = 50
"""How much brighter than the desk a sheet is at its edges."""
_DUSTY = 0.0005
"""Share of single points from which a picture is dusty."""
_LINES = 12
"""The part of a page (one in so many) from which a straight stroke is a line of a table."""
_THICK = 9
"""Points of a stroke that is no line: a bar, or a cell painted dark."""
_LETTER, _NEAR = 40, 31
"""Points of ink of the thinnest letter when a page is read, and how wide around letters what is smaller is theirs."""
_GRAINY = 2
"""How far (of 255) half of all points are at least from the mean of those around them in a picture that has grain."""
_SMOOTHING = 30
"""How unlike two places may be that are smoothed as one."""
_COLOUR_LEFT = 0.5
"""How dense the ink of a stamp or pen is in the colour in which it is faintest, as a part of what its colour differs.

Blue, violet and red inks are under it; black and dark titles have no colour, or little for how dense they are.
"""
_BLACKEST = 24
"""Darker points are taken for as dark as this: what colour they have is that of noise."""
_STEEPEST = 5.0
"""Degrees to which a sheet is laid askew on a scanner; more than that is a photograph."""


def grey_of(picture: Picture) -> Grey:
    """Grey from red, green and blue: the brightest of the three, in which coloured ink over black letters fades."""
    return np.ascontiguousarray(picture.max(axis=2))


def black_of(picture: Picture) -> Grey:
    """What is printed in black or grey: coloured ink taken away, also where it lies over black."""
    density = -np.log(np.maximum(picture, _BLACKEST).astype(np.float32) / 255)
    faintest, densest = density.min(axis=2), density.max(axis=2)
    # A compressed picture keeps its colours half as fine as its light: around a stroke there is colour without ink.
    colour = cv2.dilate(cv2.GaussianBlur(densest - faintest, (0, 0), 1.5), np.ones((5, 5), np.uint8))
    return _image(255 * np.exp(-np.maximum(faintest - _COLOUR_LEFT * colour, 0)))


def _shrunk(grey: Grey) -> Grey:
    scale = _SMALL / max(grey.shape)
    return grey if scale >= 1 else _image(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _image(array: Any) -> Grey:
    return np.asarray(array, dtype=np.uint8)


def flattened(picture: Picture) -> Picture:
    """The sheet of a photograph, seen from above, if its four edges stand out from what is behind; else the picture."""
    corners = _outline(grey_of(picture))
    if corners is None:
        return picture
    upper_left, upper_right, lower_right, lower_left = corners
    width = int(max(np.linalg.norm(upper_right - upper_left), np.linalg.norm(lower_right - lower_left)))
    height = int(max(np.linalg.norm(lower_left - upper_left), np.linalg.norm(lower_right - upper_right)))
    target = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return _image(cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC))


def _outline(grey: Grey) -> NDArray[np.float32] | None:
    """The corners of the sheet, clockwise from the upper left."""
    small = cv2.GaussianBlur(_shrunk(grey), (9, 9), 0)
    _, mask = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    found, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    sheet = max(found, key=cv2.contourArea, default=None)
    if sheet is None or not 0.3 < cv2.contourArea(sheet) / small.size < 0.97:
        return None
    corners = cv2.approxPolyDP(sheet, 0.02 * cv2.arcLength(sheet, True), True)
    if len(corners) != 4 or not cv2.isContourConvex(corners) or _step(_image(small), sheet) < _EDGE:
        return None
    scaled = corners.reshape(4, 2).astype(np.float32) * (max(grey.shape) / max(small.shape))
    return _clockwise(scaled)


def _step(grey: Grey, sheet: Any) -> float:
    """How much brighter it is just within an outline than just without: a shadow has no such step."""
    within, without = (cv2.drawContours(np.zeros_like(grey), [sheet], -1, 255, width) for width in (-1, 15))
    inner = grey[(within > 0) & (without > 0)]
    outer = grey[(within == 0) & (without > 0)]
    return float(np.median(inner)) - float(np.median(outer)) if len(inner) and len(outer) else 0.0


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]
    return corners[order]


def lit_evenly(grey: Grey) -> Grey:
    """Shadows and folds taken away: each place divided by the paper around it."""
    small = _shrunk(grey)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31)
    around = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _image(cv2.divide(grey, np.maximum(around, 1), scale=255))


def without_bands(grey: Grey) -> Grey:
    """Folds and ruled lines taken away: each place divided by the paper on the same height beside it."""
    along = cv2.GaussianBlur(grey, (0, 0), sigmaX=3, sigmaY=0.01)
    paper = cv2.morphologyEx(along, cv2.MORPH_CLOSE, np.ones((1, grey.shape[1] // _LINES), np.uint8))
    return _image(cv2.divide(grey, np.maximum(paper, 1), scale=255))


def ink_of(grey: Grey) -> Grey:
    """255 where there is ink, 0 elsewhere."""
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return _image(ink)


def lies_sideways(grey: Grey) -> bool:
    """Whether lines of text run from top to bottom. Lines of tables are left aside: they run both ways."""
    ink = without_lines_in(ink_of(_shrunk(grey)), 40)
    across, down = (_roughness(ink.sum(axis=axis, dtype=np.float64)) for axis in (1, 0))
    return down > across


def _roughness(profile: NDArray[np.float64]) -> float:
    return float(np.square(np.diff(profile)).sum() / max(profile.sum(), 1) ** 2 * len(profile))


def without_lines_in(ink: Grey, longest: int) -> Grey:
    """The ink without straight strokes longer than that."""
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, longest), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((longest, 1), np.uint8))
    lines = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return _image(cv2.bitwise_and(ink, cv2.bitwise_not(lines)))


def turned(picture: Picture, angle: float) -> Picture:
    """The picture turned by those degrees around its middle; what comes into view is white."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    white = (255, 255, 255)
    return _image(cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white))


def skew(grey: Grey) -> float:
    """The degrees by which the picture must be turned: those in which its rows differ most from each other."""
    ink = ink_of(_shrunk(grey))
    best = 0.0
    for step in (1.0, 0.25, 0.05):
        reach = _STEEPEST if step == 1.0 else step * 5
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(ink, angle)))
    return best


def _sharpness(ink: Grey, angle: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    rows = cv2.warpAffine(ink, matrix, (width, height)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def without_specks(picture: Picture) -> Picture:
    """Single black or white points painted as what is around them, where there are so many that they are no letters."""
    dark = grey_of(picture) < 128
    specks = _islands(dark) | _islands(~dark)
    if specks.mean() < _DUSTY:
        return picture
    calm = _image(cv2.medianBlur(picture, 3))
    return np.where(specks[:, :, None], calm, picture).astype(np.uint8)


def _islands(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where ink stands in islands of at most two points."""
    _, of, sizes, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    small = sizes[:, cv2.CC_STAT_AREA] <= 2
    return np.asarray(small[of])


def without_grain(grey: Grey) -> Grey:
    """The grain of a bad scan smoothed, if there is any: each place by those that look like it, so letters keep."""
    around = cv2.GaussianBlur(grey, (0, 0), 3)
    if float(np.median(cv2.absdiff(grey, around))) < _GRAINY:
        return grey
    return _image(cv2.fastNlMeansDenoising(grey, None, _SMOOTHING, 5, 11))


def without_table_lines(grey: Grey) -> Grey:
    """The picture with the lines of tables painted white: long thin strokes, longer than letters run together."""
    ink = ink_of(grey)
    lines = np.zeros_like(ink)
    long = max(grey.shape) // _LINES
    for along, across in (((1, long), (_THICK, 1)), ((long, 1), (1, _THICK))):
        strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        thick = cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones(across, np.uint8))
        lines = _image(cv2.bitwise_or(lines, cv2.subtract(strokes, thick)))
    lines = _image(cv2.dilate(lines, np.ones((3, 3), np.uint8)))
    return _image(np.where(lines > 0, 255, grey))


def without_dust(grey: Grey) -> Grey:
    """Points smaller than a letter painted white where no letter is near: full stops and accents stay."""
    ink = ink_of(grey)
    _, of, sizes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = sizes[:, cv2.CC_STAT_AREA] < _LETTER
    letters = _image(np.where(small[of], 0, ink))
    near = cv2.dilate(letters, np.ones((_NEAR, _NEAR), np.uint8))
    dust = _image(np.where(small[of] & (near == 0), ink, 0))
    return _image(np.where(cv2.dilate(dust, np.ones((5, 5), np.uint8)) > 0, 255, grey))


def sized(picture: Picture, longest: int) -> Picture:
    """The picture with that many points along its longer side."""
    scale = longest / max(picture.shape)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return picture if scale == 1 else _image(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how))


def cut(grey: Grey, place: tuple[float, float, float, float]) -> Grey:
    """What stands in a rectangle (left, top, right, bottom)."""
    left, top, right, bottom = (max(int(side), 0) for side in place)
    return grey[top : bottom + 1, left : right + 1]


def under_one_another(pieces: Sequence[Grey], apart: int) -> Grey:
    """Pieces of a page on a white sheet, so many points between them."""
    width = max(piece.shape[1] for piece in pieces) + 2 * apart
    sheet = np.full((sum(piece.shape[0] + apart for piece in pieces) + apart, width), 255, np.uint8)
    top = apart
    for piece in pieces:
        sheet[top : top + piece.shape[0], apart : apart + piece.shape[1]] = piece
        top += piece.shape[0] + apart
    return sheet


def quarter_turned(picture: Picture) -> Picture:
    """The picture turned to the left by a right angle."""
    return np.ascontiguousarray(np.rot90(picture))


def half_turned(picture: Picture) -> Picture:
    """The picture upside down."""
    return np.ascontiguousarray(np.rot90(picture, 2))


def draw(picture: Picture, target: Path) -> None:
    """Write it in grey, as the type that the name of the file says."""
    grey = picture if picture.ndim == 2 else _image(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    cv2.imwrite(str(target), grey, [cv2.IMWRITE_WEBP_QUALITY, 60] if target.suffix == ".webp" else [])
