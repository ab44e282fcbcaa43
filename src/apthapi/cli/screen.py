"""What a person sees: tables and colours on a terminal, plain text in a pipe. Rich is loaded for a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

COLOURS = {"error": "bold red", "advertencia": "yellow", "informacion": "cyan", "título": "bold", "tenue": "dim"}


def on_terminal() -> bool:
    """Whether standard output is a terminal that takes colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def say(text: str = "", style: str = "") -> None:
    """Print a line; `style` is a name of COLOURS, seen on a terminal only."""
    if style and on_terminal():
        from rich.console import Console
        from rich.text import Text

        Console(highlight=False, soft_wrap=True).print(Text(text, style=COLOURS[style]))
    else:
        print(text)


def print_json(value: object) -> None:
    """Print JSON with its accents, and nothing else."""
    import json

    print(json.dumps(value, ensure_ascii=False, indent=1))


class Table:
    """A table of text. Columns whose name ends in `>` are aligned to the right."""

    def __init__(self, columns: Sequence[str], rows: list[Sequence[str]] | None = None, title: str = "") -> None:
        self.columns = columns
        self.rows = rows or []
        self.title = title

    def show(self) -> None:
        """Print it: drawn on a terminal, in aligned columns elsewhere."""
        if on_terminal():
            self._draw()
        else:
            self._write()
        say()

    def _draw(self) -> None:
        from rich import box
        from rich.console import Console
        from rich.table import Table as Drawn

        drawn = Drawn(title=self.title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
        for name in self.columns:
            right = name.endswith(">")
            drawn.add_column(name.rstrip(">"), justify="right" if right else "left", no_wrap=right)
        for row in self.rows:
            drawn.add_row(*row)
        Console(highlight=False).print(drawn)

    def _write(self) -> None:
        if self.title:
            say(self.title)
        names = [name.rstrip(">") for name in self.columns]
        widths = [max(map(len, column)) for column in zip(names, *self.rows, strict=True)]
        for row in (names, *self.rows):
            cells = [
                cell.rjust(width) if name.endswith(">") else cell.ljust(width)
                for cell, width, name in zip(row, widths, self.columns, strict=True)
            ]
            say("  ".join(cells).rstrip())


class Progress:
    """One line on standard error that tells how far long work is; silent when nobody looks."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.seen = sys.stderr.isatty()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Tell that `step` is the `done`-th of `total`."""
        if self.seen:
            end = "\n" if done >= total else ""
            print(f"\r\x1b[K{self.what}: {step} ({done} de {total})", end=end, file=sys.stderr, flush=True)
