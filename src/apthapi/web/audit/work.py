"""One piece of a verification, done by whichever process has its turn. Knows no Django."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from apthapi.core.database import Database
from apthapi.web.audit.links import check_acts, check_changes, check_links
from apthapi.web.audit.problems import Found
from apthapi.web.audit.reading import Place, opened
from apthapi.web.audit.rows import check_history, check_rows

Piece = tuple[Any, ...]
"""What to check, and between which limits."""

_CHECKS = {
    "acts": check_acts,
    "changes": check_changes,
    "links": check_links,
    "rows": check_rows,
    "history": check_history,
}


def do(database: Database, piece: Piece) -> Found:
    """Check it."""
    found: Found = _CHECKS[piece[0]](database, *piece[1:])  # type: ignore[operator]
    return found


_opened: list[Database] = []
_open = ExitStack()


def open_here(place: Place) -> None:
    """Open the database in a process that will do pieces of the work."""
    _opened.append(_open.enter_context(opened(place)))


def do_here(piece: Piece) -> Found:
    """Check it with the connection of this process."""
    return do(_opened[0], piece)
