"""A CSV as offices write it, turned into rows of cells: encoding, separators and headers are found, and said.

Reading is by streaming: no line longer than a limit is ever held, so a cell of a gigabyte is a finding.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from apthapi.core.findings import Finding, Severity
from apthapi.core.schema import Table
from apthapi.core.source import Entry, file_finding

LINE_LIMIT = 2**20
"""Longest line, and longest cell, in characters."""

FALLBACK = "cp1252"
_ENCODING_NAMES = {FALLBACK: "Latin-1 (Windows)", "utf-16": "UTF-16"}
csv.field_size_limit(LINE_LIMIT)

Report = Callable[[Finding], None]


@dataclass(slots=True)
class Head:
    """How a table is written: its encoding, separator, columns, and how many lines come before the data."""

    encoding: str
    delimiter: str
    columns: list[str]
    lines: int
    plain: bool
    findings: list[Finding] = field(default_factory=list)


def sniff(entry: Entry, table: Table, encoding: str = "") -> Head | None:
    """Look at the first lines; `encoding` if it is already known. None, with nothing said, for an empty file."""
    with entry.open() as stream:
        sample = stream.read(LINE_LIMIT)
    encoding = encoding or _encoding(sample)
    lines = sample.decode(encoding, errors="replace").replace("\x00", "").splitlines()[:3]
    lines = [line for line in lines if line.strip()]
    if not lines:
        return None
    known = set(table.names)
    delimiter = max(",;\t|", key=lambda mark: (len(known & set(_split(lines[0] + mark, mark))), lines[0].count(mark)))
    headers = [_split(line, delimiter) for line in lines]
    first = 1 if len(headers) > 1 and not known & set(headers[0]) and known & set(headers[1]) else 0
    repeated = len(headers) > first + 1 and headers[first + 1] == headers[first]
    head = Head(encoding, delimiter, headers[first], first + 1 + repeated, plain=False)
    _describe(head, table, title=bool(first), repeated=repeated)
    head.plain = encoding == "utf-8" and delimiter == "," and head.lines == 1 and lines[0] == _first_line(sample)
    return head


def _first_line(sample: bytes) -> str:
    return sample.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", errors="replace")


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]


def _encoding(sample: bytes) -> str:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _describe(head: Head, table: Table, *, title: bool, repeated: bool) -> None:
    def odd(what: str, repair: str, severity: Severity = Severity.WARNING) -> None:
        head.findings.append(
            file_finding("F08", f"{table.name}.csv {what}.", repair, severity=severity, table=table.name)
        )

    if head.encoding == "utf-8-sig":
        odd("comienza con una marca BOM; se leyó sin ella", "No hace falta corregirlo.", Severity.INFO)
    elif head.encoding != "utf-8":
        odd(
            f"está en {_ENCODING_NAMES[head.encoding]} y no en UTF-8; se convirtió",
            "Guárdelo como CSV UTF-8.",
        )
    if head.delimiter != ",":
        mark = "tabuladores" if head.delimiter == "\t" else f"«{head.delimiter}»"
        odd(
            f"separa las columnas con {mark} y no con comas; se leyó así",
            "Guárdelo como CSV separado por comas.",
        )
    if title:
        odd(
            "tiene una línea antes del encabezado; se pasó por alto",
            "Deje una sola línea de encabezado, la primera.",
        )
    if repeated:
        odd("repite el encabezado; la segunda vez se pasó por alto", "Deje una sola línea de encabezado.")
    _describe_columns(head, table)


def _describe_columns(head: Head, table: Table) -> None:
    required = {column.name for column in table.columns if column.required}
    for name in table.names:
        if name in required and name not in head.columns:
            head.findings.append(
                file_finding(
                    "F07",
                    f"A {table.name}.csv le falta la columna «{name}».",
                    f"Agregue la columna «{name}»: {table.column(name).about.lower()}.",
                    table=table.name,
                    column=name,
                )
            )
    for position, name in enumerate(head.columns):
        twice = name in head.columns[:position]
        if twice or name not in table.names:
            what = "está dos veces" if twice else "no es del formato"
            head.findings.append(
                file_finding(
                    "F06",
                    f"La columna «{name}» de {table.name}.csv {what}; se conserva sin usarla.",
                    "Quítela, o dele el nombre de la columna que le corresponde.",
                    severity=Severity.WARNING,
                    table=table.name,
                    column=name,
                )
            )


def rows(entry: Entry, head: Head, table: Table, report: Report) -> Iterator[tuple[int, list[str]]]:
    """The rows of cells with their number (the header is row 1); what cannot be read is reported.

    Raises UnicodeDecodeError when the bytes are not of `head.encoding`.
    """
    width = len(head.columns)
    number = head.lines
    with entry.open() as stream:
        errors = "replace" if head.encoding == FALLBACK else "strict"
        text = io.TextIOWrapper(stream, head.encoding, errors, newline="")
        reader = csv.reader(_bounded_lines(text, table, report), delimiter=head.delimiter, strict=False)
        for _ in range(head.lines):
            next(reader, None)
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, zipfile.BadZipFile, zlib.error, EOFError, OSError) as problem:
                report(_broken(table, number, problem))
                if isinstance(problem, csv.Error):
                    continue
                return
            if not cells:
                continue
            if len(cells) != width:
                cells = _reshape(cells, width, table, number, report)
            yield number, cells


def _broken(table: Table, number: int, problem: Exception) -> Finding:
    return file_finding(
        "F01",
        f"{table.name}.csv no se puede leer en la fila {number}: {problem}.",
        "Revise esa fila: comillas sin cerrar, o una celda de más de un millón de letras.",
        table=table.name,
        row=number,
    )


def _bounded_lines(text: io.TextIOWrapper, table: Table, report: Report) -> Iterator[str]:
    """Lines of at most LINE_LIMIT characters; a longer one is reported and left out."""
    number = 0
    while line := text.readline(LINE_LIMIT):
        number += 1
        if len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
            report(_too_long(table, number))
            while len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
                line = text.readline(LINE_LIMIT)
        else:
            yield line.replace("\x00", "")


def _too_long(table: Table, line: int) -> Finding:
    return file_finding(
        "F01",
        f"La línea {line} de {table.name}.csv pasa de un millón de letras y no se leyó.",
        "Revise si hay comillas sin cerrar; ninguna celda del plan es tan larga.",
        table=table.name,
        row=line,
    )


def _reshape(cells: list[str], width: int, table: Table, number: int, report: Report) -> list[str]:
    """Fit a row to the header: what is missing is empty; what is left over is reported."""
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
