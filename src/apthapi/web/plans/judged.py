"""The rules of a unit over what was committed: what a process read of a unit is kept, and followed by the trace.

Every change of a row passes through the trace, acts on a part and on its plan are kept in the order of their numbers,
and those on a part write nothing outside of it (see act). What the trace of the part does not tell is watched by seals.
See docs/adr/0052-a-unit-is-judged-in-memory.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from apthapi.core.database import Database, Engine
from apthapi.rules.live import UnidadReport, check_unit, reported
from apthapi.rules.unit_answers import LINES, WHOLE, tables_used
from apthapi.rules.unit_memory import Sets, UnitMemory
from apthapi.rules.unit_scope import Place, in_scope, place_of, rows_of_sets, unit_in_memory
from apthapi.web.plans.following import Now, now
from apthapi.web.plans.kept import WithConnection
from apthapi.web.plans.live import SCHEMAS, judge

MOST_UNITS = 60
"""Units that a process keeps, some three megabytes each: the one that was judged longest ago is forgotten first."""
MOST_LINES = 100_000
"""Lines of all of them together, some two hundred bytes each."""
MOST_CHANGES = 1_000
"""From so many rows written since the last time, the unit is read anew."""


@dataclass(slots=True)
class _Kept:
    """A unit in memory, and where its database stood when it was as it is there."""

    place: Place
    at: Now
    unit: UnitMemory


_NEVER = 2**62
"""Later than any act."""

_process: WithConnection[tuple[str, str], _Kept] = WithConnection()
_sets: WithConnection[str, Sets] = WithConnection()
"""The reference sets by their seal: those of now."""


def judged(plan: str, unidad: str) -> UnidadReport:
    """What the rules say of a unit as it stands now."""
    database = judge()
    schema = SCHEMAS[database.engine]
    if database.engine is Engine.POSTGRESQL and connection.in_atomic_block:
        # It sees what may be undone: nothing to keep.
        return check_unit(database, plan, unidad, schema=schema)
    kept = _process.of(database.connection)
    # Out of what is kept until all went well: half told, it would say what never was.
    found = kept.pop((plan, unidad), None)
    if found is None or not _follow(database, schema, found):
        with _one_moment(database):
            found = _read(database, schema, plan, unidad)
            answers = found.unit.answers(lambda: in_scope(database, schema, found.place, LINES))
    else:
        answers = found.unit.answers(lambda: in_scope(database, schema, found.place, LINES))
    kept[plan, unidad] = found
    while len(kept) > MOST_UNITS or (len(kept) > 1 and sum(each.unit.lines for each in kept.values()) > MOST_LINES):
        kept.popitem(last=False)
    return reported(answers)


@contextmanager
def _one_moment(database: Database) -> Iterator[None]:
    """What others commit meanwhile is not seen inside."""
    on_postgresql = database.engine is Engine.POSTGRESQL
    database.execute("begin isolation level repeatable read read only" if on_postgresql else "begin")
    try:
        yield
    finally:
        # Nothing was written. Not `rollback`: the driver then forgets what it has prepared.
        database.execute("commit")


def _read(database: Database, schema: str, plan: str, unidad: str) -> _Kept:
    """The unit as it is, for the first time."""
    place = place_of(database, schema, plan, unidad)
    at = now(database, schema, place, _NEVER)
    return _Kept(place, at, unit_in_memory(database, schema, place, _sets_of(database, schema, at.sets)))


def _sets_of(database: Database, schema: str, seal: str) -> Sets:
    kept = _sets.of(database.connection)
    if seal not in kept:
        kept.clear()
        kept[seal] = Sets(rows_of_sets(database, schema))
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
