"""The rules of a unit over what was committed: what a process read of a unit is kept, and followed by the trace.

Every change of a row passes through the trace, acts on a part and on its plan are kept in the order of their numbers,
and those on a part write nothing outside of it (see act). What the trace of the part does not tell is watched by seals.
See docs/adr/0052-a-unit-is-judged-in-memory.md.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from apthapi.core.database import Database, Engine
from apthapi.rules.live import UnidadReport, check_unit, reported
from apthapi.rules.unit_answers import LINES, WHOLE, tables_used
from apthapi.rules.unit_memory import Sets, UnitMemory
from apthapi.rules.unit_scope import Place, in_scope, place_of, rows_of_sets, unit_in_memory
from apthapi.web.plans.following import MOST_CHANGES, NEVER, Now, now
from apthapi.web.plans.kept import WithConnection
from apthapi.web.plans.live import SCHEMAS, judge, one_moment

MOST_UNITS = 60
"""Units that a process keeps, some three megabytes each: the one that was judged longest ago is forgotten first."""
MOST_LINES = 100_000
"""Lines of all of them together, some two hundred bytes each."""
MOST_ASKED = 500
"""Units of which a process knows that they were asked about."""


@dataclass(slots=True)
class _Kept:
    """A unit in memory, and where its database stood when it was as it is there."""

    place: Place
    at: Now
    unit: UnitMemory


_process: WithConnection[tuple[str, str], _Kept | None] = WithConnection()
"""None for a unit that was asked about once: only where somebody works, it is asked again, and worth keeping."""
_sets: WithConnection[str, Sets] = WithConnection()
"""The reference sets by their seal: those of now."""


class _Last(threading.local):
    """The sets that the thread put in memory last, and the rows that they were made of, whatever the connection."""

    rows: dict[str, list[Any]] | None = None
    sets: Sets


_last = _Last()


def judged(plan: str, unidad: str) -> UnidadReport:
    """What the rules say of a unit as it stands now."""
    database = judge()
    schema = SCHEMAS[database.engine]
    if database.engine is Engine.POSTGRESQL and connection.in_atomic_block:
        # It sees what may be undone: nothing to keep.
        return check_unit(database, plan, unidad, schema=schema)
    kept = _process.of(database.connection)
    asked_before, found = (plan, unidad) in kept, kept.pop((plan, unidad), None)
    # Out of what is kept until all went well: half told, it would say what never was.
    if found is not None and _follow(database, schema, found):
        report = _said(database, schema, found)
    elif found is None and asked_before:
        with _one_moment(database):
            found = _read(database, schema, plan, unidad)
            report = _said(database, schema, found)
    else:
        found, report = None, check_unit(database, plan, unidad, schema=schema)
    kept[plan, unidad] = found
    _forget(kept)
    return report


def _said(database: Database, schema: str, found: _Kept) -> UnidadReport:
    return reported(found.unit.answers(lambda: in_scope(database, schema, found.place, LINES)))


def _forget(kept: OrderedDict[tuple[str, str], _Kept | None]) -> None:
    """What was asked about longest ago, until what is left is not too much."""
    while True:
        lines = [each.unit.lines for each in kept.values() if each is not None]
        if len(kept) <= MOST_ASKED and len(lines) <= MOST_UNITS and (sum(lines) <= MOST_LINES or len(lines) < 2):
            return
        kept.popitem(last=False)


@contextmanager
def _one_moment(database: Database) -> Iterator[None]:
    """What others commit meanwhile is not seen inside."""
    if database.engine is Engine.POSTGRESQL:
        with one_moment():
            yield
        return
    database.execute("begin")
    try:
        yield
    finally:
        database.execute("commit")


def _read(database: Database, schema: str, plan: str, unidad: str) -> _Kept:
    """The unit as it is, for the first time."""
    place = place_of(database, schema, plan, unidad)
    at = now(database, schema, place, NEVER)
    return _Kept(place, at, unit_in_memory(database, schema, place, _sets_of(database, schema, at.sets)))


def _sets_of(database: Database, schema: str, seal: str) -> Sets:
    kept = _sets.of(database.connection)
    if seal not in kept:
        rows = rows_of_sets(database, schema)
        if rows != _last.rows:
            _last.sets, _last.rows = Sets(rows), rows
        kept.clear()
        kept[seal] = _last.sets
    return kept[seal]


def _follow(database: Database, schema: str, found: _Kept) -> bool:
    """Tell it what was written since; false if it must be read anew."""
    at = now(database, schema, found.place, found.at.last)
    anew = (at.sets, at.others) != (found.at.sets, found.at.others) or at.last < found.at.last
    if anew or len(at.changes) > MOST_CHANGES:
        return False
    for change in at.changes:
        if change.table in tables_used():
            found.unit.write(change.table, change.renglon, json.loads(change.after) if change.after else None)
    if at.whole != found.at.whole:
        for table in sorted(WHOLE):
            found.unit.put(table, *in_scope(database, schema, found.place, table))
    found.at = at._replace(changes=())
    return True
