"""The live database as the rest of the product sees it: plain SQL over Django's own connection."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from apthapi.core.database import SCHEMAS, Database, Engine
from apthapi.web.plans.preparing import Preparing

__all__ = ["SCHEMAS", "close_judge", "judge", "live", "may_be_undone", "one_moment"]

_PREPARED = 1024
_judges = threading.local()
_moments = threading.local()


def live() -> Database:
    """The live database, in whatever transaction Django's connection is."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        return Database(connection.connection, Engine.POSTGRESQL, preparing=Preparing)
    return Database(connection.connection, Engine.SQLITE)


@contextmanager
def one_moment() -> Iterator[Database]:
    """The live database as it is at one moment, for reading: what others commit meanwhile is not seen inside.

    No transaction begins inside of it.

    Within another moment it is the same one; within a transaction that writes, what it sees.
    """
    database = live()
    if _in_transaction(database):
        yield database
        return
    begin = "begin isolation level repeatable read read only" if database.engine is Engine.POSTGRESQL else "begin"
    database.execute(begin)
    _moments.open = True
    try:
        yield database
    finally:
        _moments.open = False
        # Nothing was written. Not `rollback`: the driver then forgets what it has prepared.
        database.execute("commit")


def may_be_undone(database: Database) -> bool:
    """Whether what is read now was perhaps written by a transaction that is not over."""
    return _in_transaction(database) and not getattr(_moments, "open", False)


def _in_transaction(database: Database) -> bool:
    if database.engine is Engine.POSTGRESQL:
        return bool(database.connection.info.transaction_status)
    return bool(database.connection.in_transaction)


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
