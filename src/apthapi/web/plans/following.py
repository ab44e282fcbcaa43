"""Where the database stands by which a unit is judged, told by one question: what was written since, and seals.

Its own rows are followed by the trace. Acts on the whole plan, and those on the plans that it replaces, may have
written anything: they are only seen to be others. So are the reference sets, and the rows of other units (`WHOLE`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from apthapi.core.copying import stored_tables
from apthapi.core.database import Database, Engine, Prepared
from apthapi.rules.unit_answers import WHOLE, sets_used
from apthapi.rules.unit_scope import Place

NEVER = 2**62
"""Later than any act."""
MOST_CHANGES = 1_000
"""From so many rows written since, the unit is read anew."""


class Change(NamedTuple):
    """A row that was written: its table, its number, and how it was left (JSON), empty if it was removed."""

    table: str
    renglon: int
    after: str


class Now(NamedTuple):
    """Seals of the reference sets, of the rows of other units and of acts that may have written anything.

    `last` is the last act that wrote a row of the unit; `changes` are those since the act that was asked for, in order,
    and one more than `MOST_CHANGES` at most.
    """

    sets: str
    whole: str
    others: str
    last: int
    changes: Sequence[Change]


def now(database: Database, schema: str, place: Place, since: int) -> Now:
    """Where it stands, by one statement and so at one moment."""
    plan, unidad, plans = place
    replaced = [each for each in plans if each != plan]
    values: list[Any] = [*plans] * len(WHOLE)
    values += [plan, *(cell for each in replaced for cell in (each, each, unidad))]
    values += [plan, unidad, plan, unidad, since, NEVER]
    found: dict[str, tuple[int, str]] = {}
    changes = []
    for what, at, acto, table, renglon, said in database.query(_question(database.engine, schema, len(plans)), values):
        if what == "cambio":
            changes.append((at, Change(table, renglon, said)))
        else:
            found[what] = acto, said
    sets, whole, others = (found[what][1] for what in ("conjuntos", "enteras", "otros"))
    return Now(sets, whole, others, found["ultimo"][0], [change for _, change in sorted(changes)])


@lru_cache
def _question(engine: Engine, schema: str, plans: int) -> Prepared:
    seal = _seal_of_versions if engine is Engine.POSTGRESQL else _seal_of_texts
    sets = " || ' ' || ".join(seal(name, f"{schema}.{name}", "") for name in sets_used())
    whole = " || ' ' || ".join(
        seal(name, f"{schema}.{name}", f" where plan in ({', '.join('?' * plans)})") for name in sorted(WHOLE)
    )
    of_plan = f"coalesce((select max(id) from {schema}.process_acto where plan = ? and unidad = ''), 0)"
    of_unit = of_plan.replace("unidad = ''", "unidad = ?")
    others = " || ' ' || ".join([f"cast({of_plan} as text)", *[f"cast({of_plan} + {of_unit} as text)"] * (plans - 1)])
    changes = f"from {schema}.process_cambio where plan = ? and unidad = ?"
    return Prepared(
        f"select 'conjuntos', 0, 0, '', 0, {sets} "
        f"union all select 'enteras', 0, 0, '', 0, {whole} "
        f"union all select 'otros', 0, 0, '', 0, {others} "
        f"union all select 'ultimo', 0, coalesce(max(acto), 0), '', 0, '' {changes} "
        # Between two acts PostgreSQL takes to be few, whatever these are, and plans it once.
        f"union all select * from (select 'cambio', id, acto, tabla, renglon, despues {changes} "
        f"and acto > ? and acto < ? order by acto, id limit {MOST_CHANGES + 1}) q"
    )


def _seal_of_versions(_: str, table: str, where: str) -> str:
    """PostgreSQL numbers who wrote each row, and later ones higher: with the count, no change leaves the sum alike."""
    return f"(select count(*) || ' ' || coalesce(sum(cast(cast(x.xmin as text) as bigint)), 0) from {table} x{where})"


def _seal_of_texts(name: str, table: str, where: str) -> str:
    """All that is written there."""
    cells = " || ' ' || ".join(f"coalesce({column}, '')" for column, _ in stored_tables()[name])
    return f"coalesce((select group_concat({cells}) from {table}{where}), '')"
