"""A spreadsheet opened in the process of the test: the bounded one takes longer to start than to read it."""

from __future__ import annotations

from pathlib import Path

from apthapi.formats.spreadsheet import RawBook, book_of
from apthapi.formats.spreadsheet.opening import contents


def opened(path: Path) -> RawBook:
    """What `read_spreadsheet` gives. Raises RefusedError where that raises FileError."""
    return book_of(contents(str(path), path.name))
