"""Where the titles of a sheet are, whatever stands above them, and what the lines above say of the whole sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apthapi.formats.cells import shown
from apthapi.formats.mapping.names import folded, is_title, label_of
from apthapi.formats.spreadsheet import Raw, RawSheet, cell_name

SEARCHED = 60
"""Rows among which the titles are looked for."""
TALLEST = 3
"""Rows of titles at most."""
LONGEST_TITLE = 90
_LEAST = 160
"""What the titles of a row must come to, to be taken for titles: about two that are sure."""
_ENTITY = re.compile(
    r"(?:gobierno aut[oó]nomo|ministerio|universidad|autoridad|servicio|instituto|agencia|caja|empresa)"
    r"\b(?=.* (?:de|del|nacional|general)\b)",
    re.IGNORECASE,
)
"""How the names of entities begin."""
_YEAR = re.compile(r"\b(20[1-5][0-9])\b")


@dataclass(frozen=True, slots=True)
class Header:
    """The titles of a sheet: their first row and how many rows they take (from 0), and the title of each column."""

    row: int
    height: int
    titles: tuple[str, ...]

    @property
    def body(self) -> int:
        """The first row below."""
        return self.row + self.height

    @property
    def labels(self) -> tuple[str, ...]:
        """How each column is called: its title, `Cantidad #2` if that is there again, its letter without any."""
        seen: Counter[str] = Counter()
        labels = []
        for column, title in enumerate(self.titles):
            key = folded(title)
            seen[key] += 1
            again = f" #{seen[key]}" if key and seen[key] > 1 else ""
            labels.append(title + again if key else f"(columna {cell_name(0, column)[:-1]})")
        return tuple(labels)

    @property
    def keys(self) -> tuple[str, ...]:
        """The labels as they are compared with those of a map."""
        return tuple(map(key_of, self.labels))


def key_of(label: str) -> str:
    """A label of a column, without what may change from year to year."""
    title, mark, again = label.rpartition(" #")
    return f"{folded(title)} #{again}" if mark and again.isdigit() else folded(label)


def header_at(sheet: RawSheet, row: int, height: int) -> Header:
    """The titles that stand in some rows; a title over several columns belongs to each of them."""
    width = max((len(each) for each in sheet.rows), default=0)
    parts = [[_title(sheet.at(row + level, column)) for column in range(width)] for level in range(height)]
    for level in range(height - 1):
        _spread(parts[level], parts[level + 1 :])
    columns = zip(*parts, strict=True) if parts else ()
    return Header(row, height, tuple(_joined(texts) for texts in columns))


def _title(raw: Raw) -> str:
    return " ".join(shown(raw).split())


def _spread(upper: list[str], lower: Sequence[Sequence[str]]) -> None:
    """Give a title to the columns on its right that have none of that level and have one below."""
    current = ""
    for column, text in enumerate(upper):
        below = any(level[column] for level in lower)
        if text:
            current = text if below else ""
        elif below:
            upper[column] = current
        else:
            current = ""


def _joined(texts: Sequence[str]) -> str:
    kept = [text for at, text in enumerate(texts) if text and text not in texts[:at]]
    return " / ".join(kept)


def lowest(title: str) -> str:
    """The part of a title that stands just above the cells."""
    return title.rpartition(" / ")[2]


def find_header(sheet: RawSheet) -> Header | None:
    """The rows that look most like titles, by the names that are known; None if no row does."""
    best, found = _LEAST, None
    for row in range(min(SEARCHED, len(sheet.rows))):
        if not any(isinstance(cell, str) for cell in sheet.rows[row]):
            continue
        for height in range(1, TALLEST + 1):
            if row + height >= len(sheet.rows):
                break
            points = _points(sheet, row, height)
            if points > best:
                best, found = points, header_at(sheet, row, height)
    return found


def _points(sheet: RawSheet, row: int, height: int) -> int:
    """How much these rows look like titles; rows that are none, or add nothing, count against it."""
    for level in range(height):
        cells = [cell for cell in sheet.rows[row + level] if cell is not None]
        texts = [cell for cell in cells if isinstance(cell, str)]
        if not texts or len(texts) < len(cells) or any(len(each) > LONGEST_TITLE for each in texts):
            return 0
        if level and len(cells) < 2:
            return 0
    header = header_at(sheet, row, height)
    named = [max(is_title(lowest(title)), is_title(title) - 3) for title in header.titles if title]
    if len([each for each in named if each]) < 2 or not _has_body(sheet, header):
        return 0
    return sum(named) - 25 * named.count(0) - 30 * (height - 1)


def _has_body(sheet: RawSheet, header: Header) -> bool:
    below = sheet.rows[header.body : header.body + 12]
    return any(sum(cell is not None for cell in row) >= 2 for row in below)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a line above the titles says of the whole sheet, and in which cell (from 0)."""

    column: str
    text: str
    row: int
    at: int


def facts_above(sheet: RawSheet, row: int) -> list[Fact]:
    """«UNIDAD: DDLP», «GESTIÓN 2025»: what holds for every row below. The first of a kind wins."""
    found: dict[str, Fact] = {}
    for number, cells in enumerate(sheet.rows[:row]):
        for fact in _facts_of(number, cells):
            found.setdefault(fact.column, fact)
    if "nombre_entidad" not in found:
        found |= {fact.column: fact for fact in _entities(sheet.rows[:row])}
    if "gestion" not in found:
        found |= {fact.column: fact for fact in _years(sheet.rows[:row])}
    return list(found.values())


def _facts_of(number: int, cells: Sequence[Raw]) -> Iterator[Fact]:
    texts = [(at, _title(cell)) for at, cell in enumerate(cells) if cell is not None]
    for position, (at, text) in enumerate(texts):
        label = label_of(text)
        if label is None:
            continue
        column, rest = label
        if not rest and position + 1 < len(texts) and not texts[position + 1][1].endswith(":"):
            where, rest = texts[position + 1]
        else:
            where = at
        year = _YEAR.search(rest)
        if column == "gestion":
            rest = year[1] if year else ""
        if rest:
            yield Fact(column, rest, number, where)


def _entities(rows: Sequence[Sequence[Raw]]) -> Iterator[Fact]:
    for number, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and _ENTITY.match(cell.strip()) and len(cell) < 120:
                yield Fact("nombre_entidad", _title(cell), number, at)
                return


def _years(rows: Sequence[Sequence[Raw]]) -> Iterator[Fact]:
    for number, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and (year := _YEAR.search(cell)):
                yield Fact("gestion", year[1], number, at)
                return
