"""What was read of printed forms: pages and their words; forms, rows and cells, each with how sure it is.

A cell is never guessed in silence: it is certain for a stated reason, doubtful with the readings that remain
possible, or empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from apthapi.core.fields import Value


class Certainty(StrEnum):
    """How sure a cell is."""

    CERTAIN = "cierto"
    DOUBTFUL = "dudoso"
    UNREAD = "no_leido"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, in fractions of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was read. `confidence` is 0 to 100, as the reader of images gives it; 100 from a PDF with text."""

    text: str
    box: Box | None = None
    confidence: float = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a line of text, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The line as text."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its lines in reading order, where they stand if that is known, and its picture.

    `data` is what one of our own papers carries attached (JSON): then nothing needs to be read from its image.
    """

    number: int
    lines: tuple[Line, ...]
    image: Path | None = None
    source: str = ""
    data: dict[str, object] | None = None

    @property
    def placed(self) -> bool:
        """Whether the words say where they stand."""
        return any(word.box for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """The text of the page."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Option:
    """A reading that remains possible: the stored value, and why it could be (Spanish)."""

    value: Value
    why: str


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell of the format: its value if it is certain, or the best reading if doubtful; the text that was seen.

    `why` (Spanish) says what proves a certain value or what makes it doubtful. `options` holds every reading that
    remains, the one in `value` first, when there are several.
    """

    column: str
    value: Value
    text: str
    certainty: Certainty
    why: str
    options: tuple[Option, ...] = ()
    page: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of a table of the format, its key among the cells (plan and unidad are those of the form)."""

    table: str
    cells: tuple[ReadCell, ...]

    def cell(self, column: str) -> ReadCell | None:
        """The cell of a column, if the form has it."""
        return next((each for each in self.cells if each.column == column), None)


OF_PLAN = ("entidad", "nombre_entidad", "sigla", "gestion", "version", "tipo")
"""Columns of `planes` that the heading of a form may state."""


@dataclass(frozen=True, slots=True)
class ReadForm:
    """One form (`01`, `02`, `03`, `04`) of one unit. `heading` are cells of `unidades` and `planes` that it states."""

    form: str
    pages: tuple[int, ...]
    heading: tuple[ReadCell, ...]
    rows: tuple[ReadRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanReading:
    """Everything that was read of one or more files. `notes` (Spanish) tell pages that are no form, and why."""

    pages: tuple[Page, ...]
    forms: tuple[ReadForm, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand, from the plan or the entity, by which misread texts are repaired.

    `unidades`: sigla and name. `acciones`: code and text of strategic actions. `acp`: code, its strategic action,
    text. `fuentes`: codes. Empty where nothing is known.
    """

    unidades: tuple[tuple[str, str], ...] = ()
    acciones: tuple[tuple[str, str], ...] = ()
    acp: tuple[tuple[str, str, str], ...] = ()
    fuentes: tuple[str, ...] = field(default=())
