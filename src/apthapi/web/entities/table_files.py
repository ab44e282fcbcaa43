"""A CSV file with the rows of a reference set, as Excel or the ministry write it, with every problem at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

from apthapi.core.quoting import quoted
from apthapi.web.entities.tables import TITLES, Cells, TableOfYear, shown, understand
from apthapi.web.plans.exports import as_typed, plain_text

LARGEST = 4 * 2**20
MOST_ROWS = 50_000
MOST_PROBLEMS = 50
_IGNORED = ("marca", "confidence", "note", "level_name", "oficial")


class UnreadableFileError(ValueError):
    """The file is no table of this kind; the message (Spanish) says why and how to repair it."""


@dataclass(slots=True)
class ReadTable:
    """The rows that were understood, what is wrong with the others, and what was left out."""

    rows: list[Cells] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    other_years: int = 0


def decode(content: bytes) -> str:
    """The text of a file written by anybody's Excel. Raises UnreadableFileError."""
    if len(content) > LARGEST:
        raise UnreadableFileError(f"El archivo pesa más de {LARGEST // 2**20} MB: una tabla de una gestión pesa menos.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableFileError("No es un archivo de texto. En Excel use «Guardar como» y elija «CSV UTF-8».")


def read_table(table: TableOfYear, gestion: int, text: str) -> ReadTable:
    """Understand every row. Raises UnreadableFileError if the first row does not name the columns."""
    lines = _lines(text)
    header = [name.strip().lower() for name in next(lines, [])]
    places = _places(table, header)
    found = ReadTable(ignored_columns=[name for name in header if name and name not in _known(table)])
    seen: dict[tuple[object, ...], int] = {}
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        if number > MOST_ROWS:
            raise UnreadableFileError(f"El archivo tiene más de {MOST_ROWS} filas.")
        cell = dict(zip(header, line, strict=False))
        if not _is_of(cell, gestion):
            found.other_years += 1
            continue
        texts = {name: as_typed(line[at]) if at < len(line) else "" for name, at in places.items()}
        _take(table, found, seen, number, texts)
    return found


def write_table(table: TableOfYear, rows: list[Cells]) -> str:
    """The same table as a file that an office's Excel opens in columns and that can be loaded back."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([plain_text(shown(table, name, row[name])) for name in table.columns] for row in rows)
    return "\ufeff" + out.getvalue()


def _lines(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(StringIO(text), delimiter=delimiter)
    except csv.Error as problem:
        raise UnreadableFileError(f"El archivo no se puede leer como tabla: {problem}.") from None


def _known(table: TableOfYear) -> set[str]:
    sources = {source for _, source in table.set.columns}
    titles = {TITLES[name].lower() for name in table.columns}
    return {*table.columns, *sources, *titles, "gestion", "desde", "hasta", *_IGNORED}


def _places(table: TableOfYear, header: list[str]) -> dict[str, int]:
    """At which place of a line each column is, by its name here, in the data of the software, or on the screen."""
    places = {}
    for name, source in table.set.columns:
        for alias in (name, source, TITLES[name].lower()):
            if alias in header:
                places[name] = header.index(alias)
                break
    missing = [name for name in (*table.key, *table.required) if name not in places]
    if missing:
        raise UnreadableFileError(
            f"Falta la columna {quoted(missing[0])}. La primera fila nombra las columnas: {', '.join(table.columns)}."
        )
    return places


def _is_of(cell: dict[str, str], gestion: int) -> bool:
    year, since, until = (cell.get(name, "").strip() for name in ("gestion", "desde", "hasta"))
    if year.isdigit() and int(year) != gestion:
        return False
    if since.isdigit() and int(since) > gestion:
        return False
    return not (until.isdigit() and int(until) < gestion)


def _take(
    table: TableOfYear, found: ReadTable, seen: dict[tuple[object, ...], int], number: int, texts: dict[str, str]
) -> None:
    cells, problems = understand(table, texts)
    key = table.key_of(cells)
    if not problems and key in seen:
        shown_key = " ".join(shown(table, name, cells[name]) for name in table.key)
        problems = {"": f"{quoted(shown_key)} ya está en la fila {seen[key]}."}
    if len(found.problems) < MOST_PROBLEMS:
        found.problems += [f"Fila {number}: {problem}" for problem in problems.values()]
    if not problems:
        seen[key] = number
        found.rows.append(cells)
