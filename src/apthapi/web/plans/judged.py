"""The rules of a unit over what was committed, quicker when the same process judged the unit before.

What the last check left is kept with its connection, and the trace tells the lines that were written since: every
change of a row passes through it, and the acts that write in a unit are kept in the order of their numbers (see act).
"""

from __future__ import annotations

from django.db import connection

from apthapi.core.database import Database, Engine, Prepared
from apthapi.rules.live import Remembered, Since, UnidadReport, check_unit
from apthapi.web.plans.kept import WithConnection
from apthapi.web.plans.live import SCHEMAS, judge

MOST_UNITS = 500
"""Units that a process remembers: the one that was judged longest ago is forgotten first."""

_NEVER = 2**62
"""Later than any act."""

_process: WithConnection[tuple[str, str], tuple[int, Remembered]] = WithConnection()
"""For each plan and unit, the last act on its rows that the check surely saw, and what the check left."""


def judged(plan: str, unidad: str) -> UnidadReport:
    """What the rules say of a unit as it stands now."""
    database = judge()
    schema = SCHEMAS[database.engine]
    if database.engine is Engine.POSTGRESQL and connection.in_atomic_block:
        # It sees what may be undone: nothing to remember.
        return check_unit(database, plan, unidad, schema=schema)
    kept = _process.of(database.connection)
    before = kept.pop((plan, unidad), None)
    # Before the rows: what is committed meanwhile is judged now, and once more the next time.
    seen, lines = _written(database, schema, plan, unidad, before[0] if before else _NEVER)
    since = Since(before[1], lines) if before is not None and before[0] <= seen else None
    report = check_unit(database, plan, unidad, schema=schema, since=since)
    if report.remembered is not None:
        kept[plan, unidad] = seen, report.remembered
        if len(kept) > MOST_UNITS:
            kept.popitem(last=False)
    return report


def _written(database: Database, schema: str, plan: str, unidad: str, since: int) -> tuple[int, set[int]]:
    """The last act on rows of the unit, and the lines that acts after `since` wrote."""
    of_unit = f"from {schema}.process_cambio where plan = ? and unidad = ?"
    sql = Prepared(
        f"select max(acto), cast(null as bigint) {of_unit} union all "
        f"select cast(null as bigint), renglon {of_unit} and acto > ? and tabla = 'requerimientos'"
    )
    rows = database.query(sql, [plan, unidad, plan, unidad, since])
    return max(last or 0 for last, _ in rows), {renglon for _, renglon in rows if renglon is not None}
