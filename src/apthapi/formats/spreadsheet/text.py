"""A CSV that anybody wrote, as the one sheet of a spreadsheet: its encoding and separator are found."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from apthapi.core.bounded import RefusedError
from apthapi.formats.spreadsheet.kinds import CELL_LIMIT, unreadable

_SEPARATORS = ";,\t|"
_SAMPLE_ROWS = 50
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""How Excel says the separator in a first line that is no row."""


def text_rows(where: Path, name: str) -> tuple[list[list[str | None]], list[str]]:
    """The cells of a CSV, and what is told of it. Raises RefusedError if it is no text, or no table."""
    text, notices = _decoded(where.read_bytes(), name)
    said = _SAID.match(text)
    separator = said[1] if said else _separator(text)
    rows: list[list[str | None]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator):
            rows.append([cell.strip() or None for cell in row])
            cells += len(row)
            if cells > CELL_LIMIT:
                raise RefusedError(f"{name} tiene demasiadas celdas. Divídalo en archivos más pequeños.")
    except csv.Error:
        raise unreadable(name, f"tiene comillas sin cerrar cerca de la fila {len(rows) + 1}") from None
    return rows, notices


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    """The text of a file, and with which letters if not those of today: others are what Spanish Windows writes."""
    notices: list[str] = []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
            notices = [f"{name} se leyó con las letras de Windows (1252): revise las tildes y las eñes."]
    if "\x00" in text or text.count("�") > len(text) // 20:
        raise unreadable(name, "no es una hoja de cálculo ni un texto con separadores (CSV)")
    return text, notices


def _separator(text: str) -> str:
    """The mark that parts most of the first rows into the same number of cells, at least two."""
    lines = [line for line in text[: 2**18].splitlines()[:_SAMPLE_ROWS] if line.strip()]

    def parted(mark: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=mark))
        del counts[1]
        often = counts.most_common(1)
        return (often[0][1], often[0][0]) if often else (0, 0)

    return max(_SEPARATORS, key=parted)
