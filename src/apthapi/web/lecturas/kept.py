"""What was read, as it is kept beside its pictures: a `ScanReading` as JSON, and the names of its places.

A place is `0` (a form), `0-3` (its row), `0-3-importe` (a cell) or `0-h-unidad` (a cell of its heading). What was read
is written once and never again, so a place is the same for as long as the reading lives.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from apthapi.formats.scan.reading import (
    Box,
    Certainty,
    Line,
    Option,
    Page,
    ReadCell,
    ReadForm,
    ReadRow,
    ScanReading,
    Word,
)

FILE = "lectura.json"
PICTURES = "paginas"
HEADING = "h"


class SpoiltError(Exception):
    """What was kept is not what was read; the message (Spanish) is for people."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it is looked at: its picture and its size in points of it, or its text where there is no picture."""

    number: int
    source: str
    picture: str
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading that was kept: the pages to look at, and what was read of them."""

    pages: dict[int, KeptPage]
    reading: ScanReading


def keep(reading: ScanReading, folder: Path) -> str:
    """Write what was read into the folder, whose pictures are there; answers the SHA-256 of what was written."""
    document = {
        "paginas": [asdict(_page(each, folder)) for each in reading.pages],
        "formularios": [asdict(each) for each in reading.forms],
        "notas": list(reading.notes),
    }
    content = json.dumps(document, ensure_ascii=False).encode()
    (folder / FILE).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def kept(folder: Path, sha256: str) -> Kept:
    """What was kept in the folder. Raises SpoiltError."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        raise SpoiltError("Lo que se leyó ya no está guardado. Lea los archivos otra vez.") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SpoiltError("Lo que se leyó cambió fuera del sistema: no se usa. Lea los archivos otra vez.")
    document = json.loads(content)
    pages = {each["number"]: KeptPage(**each) for each in document["paginas"]}
    reading = ScanReading(
        tuple(_page_of(each, folder) for each in pages.values()),
        tuple(_form(each) for each in document["formularios"]),
        tuple(document["notas"]),
    )
    return Kept(pages, reading)


def _page(page: Page, folder: Path) -> KeptPage:
    """The text of a page is kept only where there is no picture to look at."""
    width = height = 0
    picture = ""
    if page.image is not None:
        try:
            with Image.open(page.image) as image:
                width, height = image.size
            picture = str(page.image.resolve().relative_to(folder.resolve()))
        except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
            width = height = 0
    return KeptPage(page.number, page.source, picture, width, height, "" if picture else page.text)


def _page_of(page: KeptPage, folder: Path) -> Page:
    lines = tuple(Line((Word(text),)) for text in page.text.splitlines())
    return Page(page.number, lines, folder / page.picture if page.picture else None, page.source)


def _form(each: dict[str, Any]) -> ReadForm:
    rows = tuple(ReadRow(row["table"], tuple(_cell(cell) for cell in row["cells"])) for row in each["rows"])
    heading = tuple(_cell(cell) for cell in each["heading"])
    return ReadForm(each["form"], tuple(each["pages"]), heading, rows, tuple(each["notes"]))


def _cell(each: dict[str, Any]) -> ReadCell:
    values = dict(each)
    values["certainty"] = Certainty(each["certainty"])
    values["options"] = tuple(Option(**option) for option in each["options"])
    values["box"] = Box(**each["box"]) if each["box"] else None
    return ReadCell(**values)
