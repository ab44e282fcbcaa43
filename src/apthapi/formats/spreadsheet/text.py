"""A CSV that anybody wrote, as the one sheet of a spreadsheet: its encoding and separator are found."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from apthapi.core.bounded import RefusedError
from apthapi.core.quoting import quoted
from apthapi.formats.spreadsheet.kinds import CELL_LIMIT, unreadable

_SEPARATORS = ";,\t|"
_SAMPLE_ROWS = 50


def text_rows(where: Path) -> list[list[str | None]]:
    """The cells of a CSV. Raises RefusedError if it is no text, or no table."""
    name = quoted(where.name)
    text = _decoded(where.read_bytes(), name)
    rows: list[list[str | None]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.append([cell or None for cell in row])
            cells += len(row)
            if cells > CELL_LIMIT:
                raise RefusedError(f"{name} tiene demasiadas celdas. Divídalo en archivos más pequeños.")
    except csv.Error:
        raise unreadable(name, f"tiene comillas sin cerrar cerca de la fila {len(rows) + 1}") from None
    return rows


def _decoded(content: bytes, name: str) -> str:
    """The text of a file. What is not UTF-8 is what Spanish Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    if "\x00" in text or text.count("�") > len(text) // 20:
        raise unreadable(name, "no es una hoja de cálculo ni un texto con separadores (CSV)")
    return text


def _separator(text: str) -> str:
    """The mark that parts the first rows into the same number of cells, and more than one."""
    lines = [line for line in text[: 2**18].splitlines()[:_SAMPLE_ROWS] if line.strip()]

    def agreement(mark: str) -> tuple[int, int]:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        often = counts.most_common(1)
        return (often[0][1], often[0][0]) if often else (0, 0)

    return max(_SEPARATORS, key=agreement)
