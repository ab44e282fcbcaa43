"""Our own printed forms as they come back from an office: scanned, turned, blurred, stamped and written on.

The same seed gives the same picture, so that what is measured on them can be measured again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Random = np.random.Generator
Harm = Callable[[Picture, Random], Picture]


def drawn(pdf: Path, *, dpi: int) -> list[Picture]:
    """The pages of a PDF as pictures in colour."""
    document = pypdfium2.PdfDocument(pdf)
    return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"), dtype=np.uint8) for page in document]


def degraded(picture: Picture, kind: str, *, seed: int) -> Picture:
    """The picture harmed in that way, one of KINDS."""
    random = np.random.default_rng([seed, *kind.encode()])
    for harm in KINDS[kind]:
        picture = harm(picture, random)
    return picture


def askew(picture: Picture, random: Random) -> Picture:
    """Laid on the scanner up to two degrees off."""
    return _turned(picture, float(random.uniform(0.3, 2.0) * random.choice([-1, 1])))


def _turned(picture: Picture, angle: float) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return _image(cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)))


def _image(array: object) -> Picture:
    points: Picture = np.clip(np.asarray(array), 0, 255).astype(np.uint8)
    return points


def blurred(picture: Picture, random: Random) -> Picture:
    """A little out of focus."""
    return _image(cv2.GaussianBlur(picture, (0, 0), _dots(picture) * float(random.uniform(0.5, 0.9))))


def _dots(picture: Picture) -> float:
    """How many points there are where a page of 150 for each inch has one."""
    return float(max(picture.shape)) / 1650


def noisy(picture: Picture, random: Random) -> Picture:
    """The grain of a sensor."""
    return _image(picture + random.normal(0, random.uniform(10, 25), (*picture.shape[:2], 1)))


def specked(picture: Picture, random: Random) -> Picture:
    """Dust: black and white points."""
    thrown = random.random(picture.shape[:2])
    share = float(random.uniform(0.002, 0.008))
    harmed = picture.copy()
    harmed[thrown < share], harmed[thrown > 1 - share] = 0, 255
    return harmed


def unevenly_lit(picture: Picture, random: Random) -> Picture:
    """Darker towards a side, as under a lamp."""
    height, width = picture.shape[:2]
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    turn = random.uniform(0, 2 * np.pi)
    light = 0.75 + 0.25 * (across * np.cos(turn) + down * np.sin(turn)) / np.sqrt(2)
    return _image(picture * light[:, :, None])


def folded(picture: Picture, random: Random) -> Picture:
    """The shadow of a fold across the sheet."""
    height = picture.shape[0]
    at, width = random.uniform(0.3, 0.7) * height, _dots(picture) * random.uniform(6, 14)
    shadow = 1 - 0.45 * np.exp(-np.square((np.arange(height) - at) / width))
    return _image(picture * shadow[:, None, None])


def compressed(picture: Picture, random: Random) -> Picture:
    """Saved as JPEG by a program that spares every byte."""
    done, content = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 71))])
    assert done
    return np.ascontiguousarray(_image(cv2.imdecode(content, cv2.IMREAD_COLOR))[:, :, ::-1])


def stamped(picture: Picture, random: Random) -> Picture:
    """Two round stamps, one of blue and one of violet ink, somewhere over the lower part of the table."""
    for colour in ((40, 60, 190), (120, 40, 150)):
        picture = _one_stamp(picture, random, colour)
    return picture


def _one_stamp(picture: Picture, random: Random, colour: tuple[int, int, int]) -> Picture:
    height, width = picture.shape[:2]
    dot = _dots(picture)
    where = int(random.uniform(0.3, 0.95) * width), int(random.uniform(0.35, 0.8) * height)
    layer = np.full_like(picture, 255)
    for radius in (95, 70):
        cv2.circle(layer, where, int(radius * dot), colour, max(int(2 * dot), 1), cv2.LINE_AA)
    for line, text in enumerate(("RECIBIDO", "PLANIFICACION", "14 SEP")):
        place = where[0] - int(60 * dot), where[1] + int((line - 1) * 24 * dot)
        cv2.putText(
            layer, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5 * dot, colour, max(int(1.4 * dot), 1), cv2.LINE_AA
        )
    layer = _turned(layer, float(random.uniform(-25, 25)))
    return _inked(picture, layer, 0.7)


def _inked(picture: Picture, layer: Picture, strength: float) -> Picture:
    """Ink over paper darkens it: what is black stays black."""
    return _image(picture * (1 - strength * (1 - layer / 255.0)))


def written_on(picture: Picture, random: Random) -> Picture:
    """A few strokes of a blue or black pen, as when somebody ticks figures; some go through them."""
    height, width = picture.shape[:2]
    layer = np.full_like(picture, 255)
    dot = _dots(picture)
    colour = (30, 40, 140) if random.random() < 0.7 else (40, 40, 40)
    for _ in range(6):
        start = np.array([random.uniform(0.4, 0.95) * width, random.uniform(0.25, 0.75) * height])
        steps = random.normal(0, 14 * dot, (9, 2)).cumsum(axis=0)
        points = (start + steps).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(layer, [points], False, colour, max(int(1.6 * dot), 1), cv2.LINE_AA)
    return _inked(picture, layer, 0.9)


_SCANNER: tuple[Harm, ...] = (askew, blurred, noisy, compressed)
KINDS: dict[str, tuple[Harm, ...]] = {
    "limpio": (),
    "inclinado": (askew,),
    "borroso": (blurred,),
    "grano": (noisy,),
    "motas": (specked,),
    "luz": (unevenly_lit,),
    "doblez": (folded, askew),
    "comprimido": (compressed,),
    "sellos": (stamped, *_SCANNER),
    "escrito": (written_on, *_SCANNER),
    "todo": (folded, stamped, written_on, unevenly_lit, *_SCANNER),
}
"""What can happen to a page, from nothing to everything at once."""


def photographed(picture: Picture, *, seed: int) -> Picture:
    """The sheet on a dark desk, seen from a corner, by a telephone."""
    random = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    edge = 0.08 * width
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = (frame * 0.9 + [edge, edge] + random.uniform(-edge / 2, edge / 2, (4, 2))).astype(np.float32)
    size = int(width * 0.9 + 2 * edge), int(height * 0.9 + 2 * edge)
    matrix = cv2.getPerspectiveTransform(frame, seen)
    on_desk = _image(cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA, borderValue=(60, 50, 45)))
    return compressed(noisy(unevenly_lit(on_desk, random), random), random)


def save(picture: Picture, target: Path, *, dpi: int = 150) -> Path:
    """Write it as the type that the name says; answers where."""
    from PIL import Image  # noqa: PLC0415

    Image.fromarray(picture).save(target, dpi=(dpi, dpi))
    return target
