"""Where the rows of an example go: one CSV for each table of the format, written as they come."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from apthapi.core.descriptor import datapackage
from apthapi.core.tables import TABLES

EOL = "\r\n"
_EPOCH = (2024, 1, 1, 0, 0, 0)
"""Date of every file inside a zip, so that the same example gives the same bytes."""

_EXECUTION = ("ejecucion_fisica", "ejecucion_financiera", "certificaciones", "evaluaciones")

Cell = str | int


class Sink:
    """The open files of the tables, in a folder. Cells that a row does not give are empty."""

    def __init__(self, folder: Path, names: Iterable[str] = TABLES) -> None:
        self.folder = folder
        self._names = tuple(names)
        self._stack = ExitStack()
        self._files: dict[str, TextIO] = {}
        self._write_row: dict[str, Callable[[Iterable[Cell]], object]] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self._names:
            path = self.folder / f"{name}.csv"
            file = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator=EOL)
            writer.writerow(TABLES[name].names)
            self._files[name], self._write_row[name] = file, writer.writerow
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def add(self, table: str, **cells: Cell) -> None:
        """Write one row of a table."""
        get = cells.get
        self._write_row[table]([get(name, "") for name in TABLES[table].names])

    def add_lines(self, table: str, lines: Iterable[str]) -> None:
        """Write rows that are already CSV, each with its end of line."""
        self._files[table].writelines(lines)


class Unexecuted(Sink):
    """Writes to another sink all but the execution."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def add(self, table: str, **cells: Cell) -> None:
        if table not in _EXECUTION:
            self._sink.add(table, **cells)


def write_descriptor(folder: Path, name: str, title: str, present: frozenset[str]) -> None:
    """Write `datapackage.json` for the tables that are present."""
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "plan"
    text = datapackage(slug, title, present, {})
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="")


def pack(folder: Path, path: Path) -> None:
    """Put a folder into a zip; the same files give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            info = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as target, file.open("rb") as source:
                while block := source.read(2**20):
                    target.write(block)
