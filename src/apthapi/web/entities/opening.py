"""Opening a gestión: its tables are those that come with the software, until somebody loads the official ones."""

from __future__ import annotations

import sqlite3

from apthapi.core.database import Database, Engine
from apthapi.core.reference import CONJUNTOS, SETS, load
from apthapi.web.plans.live import live


class AlreadyOpenError(ValueError):
    """The gestión has its tables already; the message (Spanish) says so."""


def open_year(gestion: int) -> None:
    """Copy every set valid in the gestión; the database must be in the transaction of an act."""
    database = live()
    if database.query("select 1 from conjuntos where gestion = ? limit 1", [gestion]):
        raise AlreadyOpenError(f"La gestión {gestion} ya está abierta.")
    own = Database(sqlite3.connect(":memory:"), Engine.SQLITE)
    load(own, [gestion], {})
    for name, stored in (*((each.name, each.stored) for each in SETS.values()), ("conjuntos", CONJUNTOS)):
        columns = [column for column, _ in stored]
        database.insert(name, columns, own.query(f"select {', '.join(columns)} from {name} order by rowid"))
    own.close()
