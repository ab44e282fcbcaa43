"""A CSV as offices write it, turned into rows of cells: encoding, separators and headers are found, and said.

Reading is by streaming: no row longer than a limit is ever held, so a cell of a gigabyte is a finding.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from apthapi.core.findings import Finding, Severity, file_finding
from apthapi.core.quoting import quoted
from apthapi.core.schema import Table
from apthapi.core.source import Entry

ROW_LIMIT = 2**20
"""Longest row, in characters."""

COLUMN_LIMIT = 1000
HEADER_DEPTH = 10
"""Rows among which the header is looked for: offices write titles above it."""

REREAD_LIMIT = 64 * ROW_LIMIT
"""Characters of a table that may be read again after quotes that do not close; more would take forever."""

_SAMPLE = 4 * ROW_LIMIT
_ESCAPED = re.compile("[\udc80-\udcff]")
_MARKS = {",": "comas", ";": "«;»", "\t": "tabuladores", "|": "«|»"}

# The limit is of the whole process; the one of Python is too short for a justification pasted from a report.
csv.field_size_limit(max(csv.field_size_limit(), ROW_LIMIT))

_QUOTES = "Revise las comillas desde esa fila; dentro de un texto se escriben dobles."

Report = Callable[[Finding], None]


@dataclass(frozen=True, slots=True)
class Head:
    """How a table is written: encoding, separator, columns, rows down to the header, and if all is as it should be."""

    encoding: str
    delimiter: str
    columns: list[str]
    rows: int
    plain: bool


class _TooLongError(csv.Error):
    """A row that passes ROW_LIMIT."""


class _TooManyError(csv.Error):
    """So many quotes that do not close that the rest is left unread."""


class _Rows:
    """Rows of cells out of lines. After quotes that do not close it goes on with the next line, losing one row."""

    def __init__(self, lines: Iterator[str], delimiter: str, width: int = 0) -> None:
        self._lines = lines
        self._width = width
        self._delimiter = delimiter
        self._reader = csv.reader(self, delimiter=delimiter, strict=True)
        self._taken: list[str] = []
        self._size = 0
        self._again: deque[str] = deque()
        self._budget = REREAD_LIMIT

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line, for the csv reader, which takes as many as the row has."""
        line = self._line()
        self._taken.append(line)
        self._size += len(line)
        if self._size >= ROW_LIMIT:
            raise _TooLongError
        return line

    def _line(self) -> str:
        return self._again.popleft() if self._again else next(self._lines)

    def read(self) -> list[str]:
        """The next row. Raises StopIteration at the end, csv.Error if the row cannot be read."""
        self._taken.clear()
        self._size = 0
        try:
            return next(self._reader)
        except csv.Error as problem:
            if isinstance(problem, _TooLongError) and not self._unclosed():
                self._skip_cell()
            else:
                self._step_back()
            raise

    def _unclosed(self) -> bool:
        """Whether a row that is too long is many rows after a quote that does not close, and not one long text."""
        if len(self._taken) < 2:
            return False
        return len(next(csv.reader([self._taken[1]], delimiter=self._delimiter))) == self._width

    def _skip_cell(self) -> None:
        """Leave out the lines of a long text, down to the one that closes its quotes."""
        inside = sum(line.count('"') for line in self._taken) % 2
        try:
            while inside:
                inside ^= self._line().count('"') % 2
        except StopIteration:
            return

    def _step_back(self) -> None:
        """Read again the lines after the first one of the bad row, unless that has been done too much."""
        rest = self._taken[1:]
        self._budget -= sum(map(len, rest))
        if self._budget < 0:
            raise _TooManyError
        self._again.extendleft(reversed(rest))


class _Seen:
    """Lines that may be gone through again; none is read before it is asked for."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._seen: list[str] = []

    def __iter__(self) -> Iterator[str]:
        yield from self._seen
        for line in self._lines:
            self._seen.append(line)
            yield line


def sniff(entry: Entry, table: Table, report: Report) -> Head | None:
    """Find out how a table is written by looking at its first rows. None, and a finding, if it cannot be read."""
    try:
        with entry.open() as stream:
            sample = stream.read(_SAMPLE)
    except OSError:
        report(_damaged(table, 1))
        return None
    encoding = _encoding(sample)
    lines = _Seen(_lines(io.BytesIO(sample), encoding, table, lambda _: None))
    known = set(table.names)
    first = {mark: _first_rows(lines, mark) for mark in _MARKS}
    delimiter = max(first, key=lambda mark: _likeness(first[mark], known))
    rows = first[delimiter]
    filled = [i for i, cells in enumerate(rows) if any(cells)]
    if not filled:
        report(_unreadable_start(lines, table))
        return None
    at = max(filled, key=lambda i: len(known & set(rows[i])))
    if len(rows[at]) > COLUMN_LIMIT:
        report(_unread(table, f"tiene más de {COLUMN_LIMIT} columnas", "Revise si es la tabla que dice ser."))
        return None
    following = next((i for i in filled if i > at), at)
    repeated = following > at and rows[following] == rows[at]
    last = following if repeated else at
    plain = encoding == "utf-8" and delimiter == "," and last == 0
    _describe(table, encoding, delimiter, report)
    _describe_header(table, titles=sum(i < at for i in filled), repeated=repeated, report=report)
    return Head(encoding, delimiter, name_columns(rows[at], table, report), last + 1, plain)


def _first_rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    """The first rows, their cells without blanks; one that cannot be read counts as empty."""
    rows: list[list[str]] = []
    source = _Rows(iter(lines), delimiter)
    while len(rows) < HEADER_DEPTH:
        try:
            rows.append([cell.strip() for cell in source.read()])
        except StopIteration:
            break
        except csv.Error:
            rows.append([])
    return rows


def _likeness(rows: list[list[str]], known: set[str]) -> tuple[int, int]:
    """How much the rows parted by one mark look like the table: columns it knows, then cells."""
    return max(((len(known & set(cells)), len(cells)) for cells in rows), default=(0, 0))


def _encoding(sample: bytes) -> str:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(sample) > 1 and not (sample[0] and sample[1]):
        return "utf-16-be" if sample[1] else "utf-16-le"
    return "utf-8"


def _odd(table: Table, what: str, repair: str, severity: Severity = Severity.WARNING) -> Finding:
    return file_finding("F08", f"{table.name}.csv {what}.", repair, severity=severity, table=table.name)


def _describe(table: Table, encoding: str, delimiter: str, report: Report) -> None:
    if encoding == "utf-8-sig":
        report(_odd(table, "comienza con una marca BOM; se leyó sin ella", "No hace falta corregirlo.", Severity.INFO))
    elif encoding != "utf-8":
        report(_odd(table, "está en UTF-16 y no en UTF-8; se convirtió", "Guárdelo como CSV UTF-8."))
    if delimiter != ",":
        what = f"separa las columnas con {_MARKS[delimiter]} y no con comas; se leyó así"
        report(_odd(table, what, "Guárdelo como CSV separado por comas."))


def _describe_header(table: Table, *, titles: int, repeated: bool, report: Report) -> None:
    if titles:
        lines = "una línea" if titles == 1 else f"{titles} líneas"
        what = f"tiene {lines} antes del encabezado; no se usó lo que dice ahí"
        report(_odd(table, what, "Deje una sola línea de encabezado, la primera."))
    if repeated:
        report(_odd(table, "repite el encabezado; la segunda vez se pasó por alto", "Deje una sola línea."))


def name_columns(header: list[str], table: Table, report: Report) -> list[str]:
    """A name of its own for each column; those that are twice, unknown or missing are reported."""
    names: list[str] = []
    seen: set[str] = set()
    for position, written in enumerate(header, 1):
        name = unique = written or f"columna_{position}"
        again = 2
        while unique in seen:
            unique, again = f"{name}_{again}", again + 1
        names.append(unique)
        seen.add(unique)
        if not written:
            _report_column(table, unique, f"La columna {position} de {table.name}.csv no tiene nombre", report)
        elif unique != name:
            _report_column(table, unique, f"La columna {quoted(name)} de {table.name}.csv está dos veces", report)
        elif name not in table.names:
            _report_column(table, unique, f"La columna {quoted(name)} de {table.name}.csv no es del formato", report)
    for column in table.columns:
        if column.required and column.name not in seen:
            report(
                file_finding(
                    "F07",
                    f"A {table.name}.csv le falta la columna «{column.name}».",
                    f"Agregue la columna «{column.name}»: {column.about.lower()}.",
                    table=table.name,
                    column=column.name,
                )
            )
    return names


def _report_column(table: Table, name: str, what: str, report: Report) -> None:
    report(
        file_finding(
            "F06",
            f"{what}; se conserva como {quoted(name)} sin usarla.",
            "Quítela, o dele el nombre de la columna que le corresponde.",
            severity=Severity.WARNING,
            table=table.name,
            column=name,
        )
    )


def rows(entry: Entry, head: Head, table: Table, report: Report) -> Iterator[tuple[int, list[str]]]:
    """The rows of cells with their number (a header in the first line is row 1); what cannot be read is reported."""
    unread_from = yield from _easy_rows(entry, head, table, report)
    if unread_from is not None:
        yield from _careful_rows(entry, head, table, report, unread_from)


def _easy_rows(
    entry: Entry, head: Head, table: Table, report: Report
) -> Generator[tuple[int, list[str]], None, int | None]:
    """Rows as the csv module reads a whole text, in a fraction of the time; returns the first that needs more care."""
    text = _easy_text(entry, head)
    if not text:
        return 1
    number = 0
    source = csv.reader(io.StringIO(text, newline=""), delimiter=head.delimiter, strict=True)
    try:
        for number, cells in enumerate(source, 1):
            # A row of a short text cannot be too long; in a longer one none is taken that might be, with its quotes.
            if len(text) >= ROW_LIMIT and 2 * sum(map(len, cells)) + 3 * len(cells) >= ROW_LIMIT:
                return number
            if cells and number > head.rows:
                yield number, _reshape(cells, len(head.columns), table, number, report)
    except csv.Error:
        return number + 1
    return None


def _easy_text(entry: Entry, head: Head) -> str:
    """The text of a table of moderate size that is written as it should be; empty for any other."""
    if entry.size > _SAMPLE or not head.encoding.startswith("utf-8"):
        return ""
    try:
        with entry.open() as stream:
            content = stream.read(_SAMPLE + 1)
        return "" if len(content) > _SAMPLE or b"\x00" in content else content.decode(head.encoding)
    except (OSError, UnicodeDecodeError):
        return ""


def _careful_rows(
    entry: Entry, head: Head, table: Table, report: Report, start: int
) -> Iterator[tuple[int, list[str]]]:
    """The rows from `start` on, of a table that may be written in any way."""
    width = len(head.columns)
    number = 0
    try:
        with entry.open() as stream:
            source = _Rows(_lines(stream, head.encoding, table, report), head.delimiter, width)
            while True:
                number += 1
                try:
                    cells = source.read()
                except StopIteration:
                    return
                except _TooLongError:
                    report(_too_long(table, number))
                    continue
                except _TooManyError:
                    report(_unread(table, "hay demasiadas comillas sin cerrar desde ahí", _QUOTES, number))
                    return
                except csv.Error:
                    report(_unclosed(table, number))
                    continue
                if cells and number >= start and number > head.rows:
                    yield number, _reshape(cells, width, table, number, report)
    except OSError:
        report(_damaged(table, number))


def _lines(stream: IO[bytes], encoding: str, table: Table, report: Report) -> Iterator[str]:
    """The lines, cut at ROW_LIMIT. Bytes that are not of the encoding are read as Windows writes them."""
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(stream, encoding, errors, newline="")
    told: set[str] = set()

    def tell(what: str, repair: str) -> None:
        if what not in told:
            told.add(what)
            report(_odd(table, what, repair))

    while line := text.readline(ROW_LIMIT):
        if _is_cut(line):
            yield line + _last_quote(text)
            continue
        if "\x00" in line:
            tell("tiene bytes nulos; se leyó sin ellos", "Revise si el archivo está dañado.")
            line = line.replace("\x00", "")
        if not line.isascii() and _ESCAPED.search(line):
            tell("tiene letras que no están en UTF-8; se leyeron como Latin-1 (Windows)", "Guárdelo como CSV UTF-8.")
            line = _ESCAPED.sub(lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace"), line)
        yield line


def _is_cut(line: str) -> bool:
    return len(line) == ROW_LIMIT and not line.endswith(("\n", "\r"))


def _last_quote(text: io.TextIOWrapper) -> str:
    """Pass over the rest of a line that is too long; a quote if it has an odd number, so that cells still close."""
    quotes = 0
    while part := text.readline(ROW_LIMIT):
        quotes += part.count('"')
        if not _is_cut(part):
            break
    return '"' * (quotes % 2)


def _unreadable_start(lines: Iterable[str], table: Table) -> Finding:
    if not any(line.strip() for line in lines):
        return _unread(table, "el archivo está vacío", "Escriba al menos la línea de encabezado, o quite el archivo.")
    return _too_long(table, 1) if len(next(iter(lines))) >= ROW_LIMIT else _unclosed(table, 1)


def _unread(table: Table, why: str, repair: str, row: int | None = None) -> Finding:
    place = f", fila {row}" if row else ""
    return file_finding("F01", f"{table.name}.csv{place}: {why}; no se leyó.", repair, table=table.name, row=row)


def _damaged(table: Table, row: int) -> Finding:
    why = "el archivo está dañado o no se puede abrir desde ahí"
    return _unread(table, why, "Vuelva a copiarlo o a hacer el zip.", row)


def _too_long(table: Table, row: int) -> Finding:
    why = "pasa de un millón de letras"
    return _unread(table, why, "Revise si hay comillas sin cerrar; ninguna fila del plan es tan larga.", row)


def _unclosed(table: Table, row: int) -> Finding:
    why = "las comillas no se cierran donde deben"
    return _unread(table, why, _QUOTES, row)


def _reshape(cells: list[str], width: int, table: Table, number: int, report: Report) -> list[str]:
    """Fit a row to the header: what is missing is empty; what is left over is reported."""
    if len(cells) == width:
        return cells
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        report(
            file_finding(
                "F09",
                f"La fila {number} de {table.name}.csv tiene {len(cells)} celdas y el encabezado, {width}.",
                "Revise si un texto con comas está sin comillas.",
                table=table.name,
                row=number,
            )
        )
    return (cells + [""] * width)[:width]
