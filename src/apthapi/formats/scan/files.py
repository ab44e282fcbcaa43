"""From files of any kind to what they say: pages with their words and pictures, and the forms on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apthapi.core.bounded import RefusedError, TooMuchError, call_bounded
from apthapi.formats.errors import FileError
from apthapi.formats.scan.lines import lines_of
from apthapi.formats.scan.own import OwnPaper, forms_of
from apthapi.formats.scan.plain import pages_of_text
from apthapi.formats.scan.reading import Box, Known, Line, Page, ScanReading, Word
from apthapi.formats.scan.understanding import read_forms

_ROOM = "apthapi.formats.scan"
LOOK_SECONDS, TEXT_SECONDS, PICTURE_SECONDS = 5, 15, 90
MEGABYTES = 1024
_AT_ONCE = 10
"""Pages of a PDF whose text one process reads."""

Progress = Callable[[str, int, int], None]
"""Told the page that was just read, how many are done and how many there are."""


def read_files(paths: Sequence[Path], known: Known, *, pictures: Path, progress: Progress | None = None) -> ScanReading:
    """The pages of the files, numbered from 1 through all of them, and the forms on them.

    The picture of each page goes into the folder `pictures`. What could not be read is told in `notes`.
    Raises FileError with every reason if nothing could be read.
    """
    pictures.mkdir(parents=True, exist_ok=True)
    reader = _Reader(pictures)
    for path in paths:
        reader.look(path)
    reader.read(progress or (lambda *_: None))
    pages = reader.pages()
    if not pages:
        raise FileError(" ".join(reader.notes) or "No se indicó ningún archivo que leer.")
    own = [paper for found in reader.own if (paper := found.paper(pages))]
    ours = {page.number for paper in own for page in paper.pages}
    forms, notes = read_forms([page for page in pages if page.number not in ours], known)
    for paper in own:
        forms += forms_of(paper, read_forms(paper.pages, known)[0])
    return ScanReading(pages, tuple(sorted(forms, key=lambda form: form.pages)), (*reader.notes, *notes))


@dataclass(slots=True)
class _Slot:
    """A page to be read: of which file, which (from 0), where its picture goes, and what was read."""

    path: Path
    at: int
    picture: Path
    lines: tuple[Line, ...] | None = None
    written: Sequence[str] = ()
    as_text: bool = False
    problem: str = ""

    @property
    def source(self) -> str:
        return f"{self.path.name}, página {self.at + 1}"

    def take(self, words: Sequence[Sequence[Any]]) -> None:
        """The words as the processes give them: text, the four sides, and how sure it is."""
        self.written = [word[0] for word in words]
        self.lines = lines_of(Word(text, Box(*sides[:4]), *sides[4:]) for text, *sides in words)


@dataclass(frozen=True, slots=True)
class _Own:
    """A PDF with our data attached."""

    first: int
    slots: Sequence[_Slot]
    carried: dict[str, Any]

    def paper(self, pages: Sequence[Page]) -> OwnPaper | None:
        """The paper, if its print could be read: without it what is attached is not believed."""
        numbers = {self.first + at: slot for at, slot in enumerate(self.slots) if slot.written and slot.as_text}
        if len(numbers) < len(self.slots):
            return None
        mine = [page for page in pages if page.number in numbers]
        written = {number: slot.written for number, slot in numbers.items()}
        return OwnPaper(mine, written, self.carried["tables"], self.carried["sha256"])


class _Reader:
    """Reads in three rounds, each in processes with limits: what the files are, pages with text, pages as pictures."""

    def __init__(self, pictures: Path) -> None:
        self.pictures = pictures
        self.slots: list[_Slot] = []
        self.notes: list[str] = []
        self.own: list[_Own] = []
        self._text_in: list[list[_Slot]] = []

    def look(self, path: Path) -> None:
        """What the file is: a page to be read for each of its pages, or a note that says why not."""
        try:
            found = _asked("opening:look", {"path": str(path)}, LOOK_SECONDS, path.name)
            if found["kind"] == "text":
                self.slots += [_Slot(path, at, Path(), lines) for at, lines in enumerate(pages_of_text(path))]
                return
        except RefusedError as problem:
            self.notes.append(str(problem))
            return
        first = len(self.slots)
        new = [_Slot(path, at, self.pictures / f"pagina-{first + at + 1:03}.webp") for at in range(found["pages"])]
        self.slots += new
        if found["kind"] == "pdf":
            self._look_inside(path, first + 1, new)
            self._text_in += [new[start : start + _AT_ONCE] for start in range(0, len(new), _AT_ONCE)]

    def _look_inside(self, path: Path, first: int, slots: Sequence[_Slot]) -> None:
        try:
            if carried := _asked("carried:carried", {"path": str(path)}, LOOK_SECONDS, path.name):
                self.own.append(_Own(first, slots, carried))
        except RefusedError:
            self.notes.append(f"«{path.name}»: sus datos adjuntos no se pudieron leer; se leyó lo impreso.")

    def read(self, progress: Progress) -> None:
        """Fill the pages; those of a PDF that have no text are read as pictures."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(_read_text, self._text_in))
            left = [slot for slot in self.slots if slot.lines is None]
            done = len(self.slots) - len(left)
            for slot in _as_done(pool, left):
                done += 1
                progress(slot.source, done, len(self.slots))
        self.notes += dict.fromkeys(slot.problem for slot in self.slots if slot.problem)

    def pages(self) -> tuple[Page, ...]:
        """What was read."""
        return tuple(
            Page(number, slot.lines, slot.picture if slot.picture.name else None, slot.path.name)
            for number, slot in enumerate(self.slots, start=1)
            if slot.lines is not None
        )


def _as_done(pool: ThreadPoolExecutor, slots: Sequence[_Slot]) -> Iterator[_Slot]:
    for slot, _ in zip(slots, pool.map(_read_picture, slots), strict=True):
        yield slot


def _read_text(slots: Sequence[_Slot]) -> None:
    """The text of those pages of a PDF; what cannot be read so is left for the next round."""
    path = slots[0].path
    argument = {
        "path": str(path),
        "numbers": [slot.at for slot in slots],
        "pictures": [str(slot.picture) for slot in slots],
    }
    try:
        found = _asked("printed:text_pages", argument, TEXT_SECONDS, path.name)
    except RefusedError:
        return
    for slot, words in zip(slots, found, strict=True):
        if words is not None:
            slot.take(words)
            slot.as_text = True


def _read_picture(slot: _Slot) -> None:
    argument = {"path": str(slot.path), "number": slot.at, "picture": str(slot.picture)}
    try:
        slot.take(_asked("picture:read_picture", argument, PICTURE_SECONDS, slot.source))
    except RefusedError as problem:
        slot.problem = str(problem)


def _asked(function: str, argument: dict[str, Any], seconds: int, name: str) -> Any:
    """What the function answers. Raises RefusedError also if it takes too much."""
    try:
        return call_bounded(f"{_ROOM}.{function}", argument, seconds=seconds, megabytes=MEGABYTES)
    except TooMuchError:
        raise RefusedError(
            f"«{name}» no se pudo leer dentro del tiempo y la memoria que se le dan: está dañado o es demasiado "
            "grande. Escanéelo de nuevo en grises a 200 puntos por pulgada."
        ) from None
