"""The lines of a printed form 04: which row each amount stands in, as far as the words of its line say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from rapidfuzz import fuzz

from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.amounts import LETTERS, Amount, amounts_in
from apthapi.formats.scan.reading import Box, Line, Word

TOTAL = "total"
TECHO = "techo"
GRID = ("3_01", "3_02", "3_03", "pasajes", "viaticos")
"""The rows that add up to the row of totals."""

_LABELS = {
    "DETERMINACIONDESERVICIOS": "3_01",
    "ACTIVOSFIJOS": "3_02",
    "MATERIALESYSUMINISTROS": "3_03",
    "PASAJES": "pasajes",
    "VIATICOS": "viaticos",
    "TECHOP": TECHO,
    "TOTALFORM": "total_f",
    "TOTALFORMN3": "total_f3",
    "TOTALFORMN4": "total_f4",
    "FORMN3YTOTALDEBENSERIGUALES": TOTAL,
    "TOTAL": TOTAL,
}
_LONGEST = 8
_ALIKE = 78
_LENGTH = 1.5
"""How many per cent of likeness a letter more of a label is worth."""
_SKIPPED = re.compile(
    r"^\W*(n.?ta\W|el total\b|plan\s.*versi|p.gina\b)|sha-?256|responsable|elaborado|aprobado|firma y sello", re.I
)
_SIGNED = re.compile("RESPONSABLES? DE", re.I)
_PAGE = 0.3
"""How much further up (of its height) a line stands on the next page."""
_ALIGNED = 0.008
"""How far across (of the width of a page) the right ends of two amounts of a column may be."""
_FEWEST = 2
"""Amounts that make a column."""
_CODE = re.compile(r"3[_.,\-]?[0OoDQ][1-4lIi|]")
_SHORT_CODE = re.compile(r"[0OoDQ][1-4lIi|]")
_NUMBER = re.compile(r"(?:N\W*)?\w?\W*([0-9])\W*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Amounts that stand together in a line, and the row that the line names (None: it names none)."""

    fila: str | None
    amounts: tuple[Amount, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """A title «FUENTE nn»: its code as it was read (empty if it was not), its line and its place."""

    code: str
    line: int
    box: Box | None = None
    text: str = ""


@dataclass(slots=True)
class Lines:
    """What the lines of the form say. `total_box` is the place of the title of the last column."""

    pieces: list[Piece] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    total_box: Box | None = None


def read_lines(lines: Sequence[Line]) -> Lines:
    """Go through the lines. What stands above the table (heading, categoría, date) has no amounts of the form.

    Nor has what stands under it, where people sign, if the lines have places: else they may come in any order.
    """
    found = Lines()
    signed = 1.0
    for number, line in enumerate(lines):
        top = next((word.box.top for word in line.words if word.box), 0.0)
        if _SIGNED.search(line.text):
            signed = top or 1.0
        elif top < signed - _PAGE:
            signed = 1.0
        if top <= signed and not _SKIPPED.search(line.text):
            _read_line(number, list(line.words), found)
    return found


def _read_line(number: int, words: list[Word], found: Lines) -> None:
    words, fila = _without_code(words)
    named = fila is not None
    pending: list[Word] = []
    had_header = False
    at = 0
    while at < len(words):
        header, after = _header(words, at, number)
        if header:
            found.headers.append(header)
            at, had_header = after, True
            pending.append(Word("|"))
            continue
        label, after = _label(words, at)
        if not label:
            pending.append(words[at])
            at += 1
            continue
        if label == TOTAL and had_header and after <= at + 3 and not any(amounts_in(words[after:])):
            found.total_box = words[after - 1].box
        if named or amounts_in(pending):
            _add(found, fila, pending, number)
            pending = []
        at, fila, named = after, label, True
        found.labelled.add(label)
    _add(found, fila, pending, number)


def _add(found: Lines, fila: str | None, words: list[Word], number: int) -> None:
    amounts = amounts_in(words)
    if fila:
        found.labelled.add(fila)
    if amounts and (found.labelled or found.headers):
        found.pieces.append(Piece(fila, amounts, number))


def _without_code(words: list[Word]) -> tuple[list[Word], str | None]:
    """The words without the code of the form 03 (`3_01`), wherever it stands, and the row that it names alone."""
    while words and not any(letter.isalnum() for letter in words[0].text):
        words = words[1:]
    texts = [word.text.strip("•-—*'\"()[]") for word in words]
    for start in {0, len(texts) - 2, len(texts) - 1}:
        if start < 0 or start >= len(texts):
            continue
        size = 0
        if _CODE.fullmatch(texts[start]):
            size, last = 1, texts[start]
        elif texts[start] == "3" and start + 1 < len(texts) and _SHORT_CODE.fullmatch(texts[start + 1]):
            size, last = 2, texts[start + 1]
        if size:
            rest = words[:start] + words[start + size :]
            code = "3_0" + last[-1].translate(LETTERS)
            return rest, code if code in GRID else None
    return words, None


def _header(words: list[Word], at: int, line: int) -> tuple[Header | None, int]:
    text = folded(words[at].text)
    name = re.sub(r"(.{4,}?)[0-9OIL]{2}$", r"\1", text)
    if not (4 <= len(name) <= 8 and fuzz.ratio(name, "FUENTE") >= _ALIKE - 8):
        return None, at
    code, after, box = text[len(name) :], at + 1, words[at].box
    if not code and after < len(words) and re.fullmatch(r"\W*\w{2,3}\W*", words[after].text):
        code, box, after = folded(words[after].text), words[after].box or box, after + 1
    code = code.translate(LETTERS).replace("L", "1")
    shown = " ".join(word.text for word in words[at:after])
    return Header(code if re.fullmatch(r"\d\d", code) else "", line, box, shown), after


def _label(words: list[Word], at: int) -> tuple[str | None, int]:
    """The label that begins at a word, and the word after it."""
    best, label, after = 0.0, None, at
    text = ""
    for end in range(at, min(len(words), at + _LONGEST)):
        text += folded(words[end].text)
        if not text or len(text) > 40:
            break
        for name, fila in _LABELS.items():
            numbered = name[-1].isdigit()
            if abs(len(name) - len(text)) <= max(1, len(name) // 4) and not (numbered and text[-1] != name[-1]):
                alike = fuzz.ratio(text, name)
                # A longer label with a letter wrong («TOTAL FORMN? 4») says more than a shorter one within it.
                if alike >= _ALIKE and alike + _LENGTH * len(name) > best:
                    best, label, after = alike + _LENGTH * len(name), fila, end + 1
    if label == "total_f":
        return _numbered(words, after)
    return label, after


def _numbered(words: list[Word], after: int) -> tuple[str | None, int]:
    """«TOTAL FORM N° 4», whose number may have come in one word with N°, or in the next one, or misread."""
    for end in range(after, min(len(words), after + 2)):
        text = folded(words[end].text)
        if len(text) <= 3 and text and text[-1] in "34":
            return f"total_f{text[-1]}", end + 1
    return "total_f", after


def columns_of_amounts(seen: Lines) -> tuple[Box, ...]:
    """Where the amounts of the rows stand one under another; none if they have no place. One alone makes none."""
    boxes = [amount.box for piece in seen.pieces if piece.fila in (*GRID, TOTAL, TECHO) for amount in piece.amounts]
    groups: list[list[Box]] = []
    for box in sorted((box for box in boxes if box), key=lambda each: each.right):
        if groups and box.right - groups[-1][-1].right <= _ALIGNED:
            groups[-1].append(box)
        else:
            groups.append([box])
    if None in boxes:
        return ()
    return tuple(
        Box(min(each.left for each in group), group[0].top, median(each.right for each in group), group[0].bottom)
        for group in groups
        if len(group) >= _FEWEST
    )
