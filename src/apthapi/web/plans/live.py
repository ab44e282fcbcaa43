"""The live database as the rest of the product sees it: plain SQL over Django's own connection."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from django.db import connection

from apthapi.core.database import SCHEMAS, Database, Engine

__all__ = ["SCHEMAS", "close_judge", "judge", "live"]

_PREPARED = 1024
_judges = threading.local()


def live() -> Database:
    """The live database, in whatever transaction Django's connection is."""
    connection.ensure_connection()
    engine = Engine.POSTGRESQL if connection.vendor == "postgresql" else Engine.SQLITE
    return Database(connection.connection, engine)


def judge() -> Database:
    """Where the rules run: it sees what was committed.

    On SQLite they fill temporary tables with the names of the format (ADR 8). On the connection that people write with
    these would hide the real ones, and what was saved would be lost: so the rules have one of their own, for reading.
    """
    if connection.vendor == "postgresql":
        return live()
    path = Path(connection.settings_dict["NAME"])
    kept = getattr(_judges, "kept", None)
    if kept is None or kept[0] != path:
        close_judge()
        uri = f"{path.absolute().as_uri()}?mode=ro"
        opened = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=_PREPARED, timeout=20)
        opened.execute("pragma temp_store = memory")
        _judges.kept = kept = (path, Database(opened, Engine.SQLITE))
    found: Database = kept[1]
    return found


def close_judge() -> None:
    """Close the connection of this thread's rules, if it has one; the next time they open another."""
    kept = getattr(_judges, "kept", None)
    if kept is not None:
        kept[1].connection.close()
    _judges.kept = None
