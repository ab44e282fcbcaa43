"""The money of a plan as it is now, without adding up again the lines that nobody wrote since the last time.

The lines added up are kept with the connection of the process, as what the rules leave (see judged); the trace tells
which lines were written since, and only what has their codes is added up again, by the same query.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apthapi.compare.cuts import KEY, Cell, Key, Lines, Money
from apthapi.compare.facts import OF_FORMS, OF_LINES, fact_of
from apthapi.core.database import Database, Engine, Row
from apthapi.core.money import Centavos
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.kept import WithConnection
from apthapi.web.plans.live import SCHEMAS, may_be_undone, one_moment
from apthapi.web.wall.sight import Sight, now

MOST_KEPT = 200_000
"""Combinations of codes and cells of cuts that a process keeps, some 60 MB.

Of several plans, the one that was looked at longest ago goes first."""

MOST_WRITTEN = 2_000
"""Lines written since the last time of which the codes are looked at one by one: for more, all lines are added up."""

_SEEN = """
with recursive u(unidad) as (
  select min(unidad) from process_cambio where plan = ?
  union all
  select (select min(c.unidad) from process_cambio c where c.plan = ? and c.unidad > u.unidad)
  from u where u.unidad is not null
)
select unidad, (select max(c.acto) from process_cambio c where c.plan = ? and c.unidad = u.unidad)
from u where unidad is not null
"""
"""The last act that changed a row of each unit ('' is the plan itself): two looks into an index for each."""

_WRITTEN = {
    Engine.SQLITE: """
select c.antes, c.despues
from (select json_extract(value, '$[0]') as unidad, json_extract(value, '$[1]') as acto from json_each(?)) k
cross join process_cambio c on c.plan = ? and c.unidad = k.unidad and c.acto > k.acto
where +c.tabla = 'requerimientos' limit ?
""",
    Engine.POSTGRESQL: """
with k as materialized (
  select value ->> 0 as unidad, cast(value ->> 1 as bigint) as acto from json_array_elements(cast(? as json))
)
select c.antes, c.despues from k cross join lateral (
  select antes, despues from process_cambio
  where plan = ? and unidad = k.unidad and acto > k.acto and tabla = 'requerimientos' offset 0
) c limit ?
""",
}
"""The lines that were written in some units after an act of each, as they were and as they became.

What is looked for is made first and apart (`materialized`): the wall lets no index be looked into by an expression that
could tell of rows which are not to be seen. `offset 0` keeps few looks into an index from becoming one walk through the
whole table, as `cross join` does on SQLite, where `+` leaves an index of no use aside.
"""

_SAME = " and ".join(f"r.{name} = k.{name}" for name in KEY)
_SOME_LINES = {
    Engine.SQLITE: f"""
with k as (
  select {", ".join(f"json_extract(value, '$[{place}]') as {name}" for place, name in enumerate(KEY))}
  from json_each(?)
), requerimientos as (
  select r.* from k cross join main.requerimientos r on r.plan = ? and {_SAME}
) {OF_LINES}""",
    Engine.POSTGRESQL: f"""
with k as materialized (
  select {", ".join(f'(value ->> {place}) collate "C" as {name}' for place, name in enumerate(KEY))}
  from json_array_elements(cast(? as json))
), requerimientos as not materialized (
  select r.* from k cross join lateral (select * from public.requerimientos r where r.plan = ? and {_SAME} offset 0) r
) {OF_LINES}""",
}
"""OF_LINES over the lines of some codes alone."""

_process: WithConnection[tuple[str, Sight], tuple[dict[str, int], Lines]] = WithConnection()
"""For each plan, the last act on the rows of each unit that was seen, and its lines added up as they were then.

What one may see is kept apart from what another may, so that what is kept opens no door in the wall.
"""


@dataclass(frozen=True, slots=True)
class AddedUp:
    """All the money of a plan, and that of each unit: in all, by fuente, and its lines; in centavos."""

    money: Money
    totals: Mapping[str, Centavos]
    by_fuente: Sequence[tuple[str, str, Centavos]]
    lines: Mapping[str, Cell]


def added_up(plan: str) -> AddedUp:
    """The money of a plan as it is now, for one page: whoever asks next gets the same sums, corrected in place."""
    with one_moment() as database:
        lines = _lines(database, plan)
        of_units = {unidad: cell for (unidad,), cell in lines.cells(("unidad",)).items()}
        totals = {unidad: Centavos(cell.amount) for unidad, cell in of_units.items()}
        of_fuentes = lines.cells(("unidad", "fuente"))
        by_fuente = [(unidad, fuente, Centavos(cell.amount)) for (unidad, fuente), cell in of_fuentes.items()]
        found = database.query("select distinct unidad from formulario04 where plan = ?", [plan])
        declared = [unidad for (unidad,) in found if unidad not in of_units]
        if not declared:
            return AddedUp(Money(lines), totals, by_fuente, of_units)
        ask = PlanInPlace(database, plan, schema=SCHEMAS[database.engine], units=declared).query
        others = [fact_of(row) for row in ask(OF_FORMS, [plan])]
        totals |= dict(ask("select unidad, importe from total_unidad where plan = ? and origen = 'formulario'", [plan]))
        told = ask("select unidad, fuente, importe from fuente_unidad where plan = ? and origen = 'formulario'", [plan])
        by_fuente += [(unidad, fuente, importe) for unidad, fuente, importe in told]
        return AddedUp(Money(lines, others), totals, by_fuente, of_units)


def _lines(database: Database, plan: str) -> Lines:
    """The lines of the plan added up, kept for the next time unless it may be undone what they are."""
    if may_be_undone(database):
        return _anew(database, plan)
    kept = _process.of(database.connection)
    before = kept.pop((plan, now()), None)
    seen: dict[str, int] = dict(database.query(_SEEN, [plan, plan, plan]))
    if not seen:
        # Nobody ever wrote in it, as far as can be seen: nothing would tell of a change.
        return _anew(database, plan)
    lines = _corrected(database, plan, seen, *before) if before else None
    if lines is None:
        lines = _anew(database, plan)
    kept[plan, now()] = seen, lines
    while len(kept) > 1 and sum(each.size for _, each in kept.values()) > MOST_KEPT:
        kept.popitem(last=False)
    return lines


def _anew(database: Database, plan: str) -> Lines:
    return Lines(database.query(OF_LINES, [plan]))


def _corrected(
    database: Database, plan: str, seen: Mapping[str, int], before: Mapping[str, int], lines: Lines
) -> Lines | None:
    """What was kept, with what was written since; None if too much was, or if what was seen is there no more."""
    if any(seen.get(unidad, 0) < last for unidad, last in before.items()):
        return None
    since = [(unidad, before.get(unidad, 0)) for unidad, last in seen.items() if last > before.get(unidad, 0)]
    if not since:
        return lines
    written = database.query(_WRITTEN[database.engine], [json.dumps(since), plan, MOST_WRITTEN + 1])
    if len(written) > MOST_WRITTEN:
        return None
    keys = sorted({key for row in written for key in _keys(row)})
    if keys:
        lines.put(keys, database.query(_SOME_LINES[database.engine], [json.dumps(keys), plan, plan]))
    return lines


def _keys(row: Row) -> list[Key]:
    """The codes that a line had and has, as it is kept in the trace."""
    found = [json.loads(text) for text in row if text]
    return [tuple(each[name] for name in KEY) for each in found]
