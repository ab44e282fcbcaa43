"""Rows of a package as its files write them, and how they are added to a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from apthapi.core.package import Package
from apthapi.core.tables import TABLES
from apthapi.example.sink import EOL

Rows = dict[str, list[dict[str, str]]]
"""Rows of a package by table, each cell as the file writes it."""

MARK = "Ejemplo: "
"""How every text begins that was generated for a real plan."""


def query(package: Package, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return package.database.query(sql, values)


def append(folder: Path, rows: Rows) -> None:
    """Add the rows to the files of the folder, which are made if they are not there."""
    for table, added in rows.items():
        if added:
            _append(folder / f"{table}.csv", table, added)


def note_in_plan(path: Path, plan: str, note: str) -> None:
    """Say the note in the justification of the plan, in `planes.csv`."""
    rows, header = _read(path)
    for row in rows:
        if row["plan"] == plan:
            row["justificacion"] = f"{row['justificacion']}. {note}".removeprefix(". ")
    _write(path, header, rows)


def _append(path: Path, table: str, rows: Iterable[dict[str, str]]) -> None:
    kept, header = _read(path) if path.exists() else ([], list(TABLES[table].names))
    _write(path, header, [*kept, *rows])


def _read(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader), list(reader.fieldnames or ())


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator=EOL)
        writer.writeheader()
        writer.writerows(rows)
