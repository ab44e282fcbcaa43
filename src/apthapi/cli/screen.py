"""What a person sees: tables and colours on a terminal, plain text in a pipe. Rich is loaded for a terminal only."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence

COLOURS = {"error": "bold red", "advertencia": "yellow", "informacion": "cyan", "título": "bold", "tenue": "dim"}

_TOGETHER = re.compile(r" (?=[+-]?\d[\d.]*,\d\d)|(?<=\d\d) (?=\d{3,4} \d{3}\b)|(?<=\d\d\d) (?=\d{3}\b)")
"""Blanks before an amount, and those of a category: a line is not folded there."""


def on_terminal() -> bool:
    """Whether standard output is a terminal that takes colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def say(text: str = "", style: str = "", *, indent: int = 0, hang: int = 0) -> None:
    """Print a line; `style` is a name of COLOURS.

    On a terminal a long line is folded, never inside an amount or a code; what follows is indented `hang` more.
    """
    margin = " " * indent
    lines = [margin + text if text else ""]
    if sys.stdout.isatty():
        kept = _TOGETHER.sub("\u00a0", text)
        lines = textwrap.wrap(
            kept,
            max(columns(), indent + hang + 20),
            initial_indent=margin,
            subsequent_indent=margin + " " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    for line in lines:
        _print(line, style)


def show_text(text: str) -> None:
    """Print a text of many lines as it is."""
    print(text)


def columns() -> int:
    """How wide the terminal is."""
    return shutil.get_terminal_size((100, 24)).columns


def count(number: int, one: str, many: str) -> str:
    """`1 error`, `3 errores`."""
    return f"{number} {one if number == 1 else many}"


def _print(line: str, style: str) -> None:
    if style and on_terminal():
        from rich.console import Console
        from rich.text import Text

        Console(highlight=False, soft_wrap=True).print(Text(line, style=COLOURS[style]))
    else:
        print(line)


def print_json(value: object) -> None:
    """Print JSON with its accents, and nothing else."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1))


GAP = 2
LEAST_NAME = 8
"""A name with less room than this says nothing: its column goes."""


class Table:
    """A table of text that fits a terminal. Codes and figures are never cut.

    A column whose name ends in `>` is aligned to the right. One whose name ends in `~` is cut where there is no room,
    and in the end left out; what still has no room goes on in a table below.
    """

    def __init__(self, columns: Sequence[str], rows: list[Sequence[str]] | None = None, title: str = "") -> None:
        self.names = [name.rstrip(">~") for name in columns]
        self.right = [name.endswith(">") for name in columns]
        self.yields = [name.endswith("~") for name in columns]
        self.rows = rows or []
        self.title = title

    def show(self) -> None:
        """Print it, folded to the terminal; in a pipe, whole."""
        if self.title:
            say(self.title, "título")
        widths = self._widths()
        if sys.stdout.isatty():
            widths = self._fitted(widths)
            for part in self._parts(widths):
                self._show_columns(part, widths)
        else:
            self._show_columns(list(range(len(widths))), widths)

    def _widths(self) -> list[int]:
        return [max(map(len, column)) for column in zip(self.names, *self.rows, strict=True)]

    def _fitted(self, widths: list[int]) -> list[int]:
        """The widths with the names cut to the room there is; 0 for a column that goes."""
        room = columns() - sum(widths) - GAP * (len(widths) - 1)
        fitted = list(widths)
        for at in reversed(range(len(widths))):
            if self.yields[at] and room < 0:
                fitted[at] = max(widths[at] + room, 0)
                if fitted[at] < min(LEAST_NAME, widths[at]):
                    fitted[at] = 0
                room += widths[at] - fitted[at] + (GAP if not fitted[at] else 0)
        return fitted

    def _parts(self, widths: list[int]) -> list[list[int]]:
        """The columns of each table to print: the first column heads them all."""
        kept = [at for at, width in enumerate(widths) if width]
        parts, room = [kept[:1]], columns() - widths[kept[0]]
        for at in kept[1:]:
            needed = widths[at] + GAP
            if needed > room and len(parts[-1]) > 1:
                parts.append(kept[:1])
                room = columns() - widths[kept[0]]
            parts[-1].append(at)
            room -= needed
        return parts

    def _show_columns(self, shown: list[int], widths: list[int]) -> None:
        _print(self._line(self.names, shown, widths), "tenue")
        for row in self.rows:
            _print(self._line(row, shown, widths), "título" if row[0] == "Total" else "")
        say()

    def _line(self, row: Sequence[str], shown: list[int], widths: list[int]) -> str:
        cells = [_cut(row[at], widths[at]) for at in shown]
        aligned = [
            cell.rjust(widths[at]) if self.right[at] else cell.ljust(widths[at])
            for cell, at in zip(cells, shown, strict=True)
        ]
        return (" " * GAP).join(aligned).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


class Progress:
    """One line on standard error that tells how far long work is; silent when nobody looks, and erased at the end."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.seen = sys.stderr.isatty()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Tell that `step` is the `done`-th of `total`."""
        if self.seen:
            line = f"{self.what}: {step} ({done} de {total})" if done < total else ""
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
