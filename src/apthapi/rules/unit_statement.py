"""One unit judged by one statement: the way of PostgreSQL, where each statement costs a journey and a start.

The rows in scope and the readings are common table expressions in front of every rule, under the names that the rules
use. A function of the connection holds the statement, for it keeps the plan of it whatever the driver does with
statements, and lets the planner be told, for it alone, what suits hundreds of small expressions: one plan for all
units, no joins by nested loops (their sizes are not known), and nothing compiled. There are two such functions: one
judges all the lines of the unit, the other those that it is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256

from apthapi.core.database import Database, Prepared
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import Rule, unit_rules
from apthapi.rules.readings import Reading, all_readings, fixed_readings, names_used, needed_readings
from apthapi.rules.runner import CONFIRMED, confirmed_ids, subjects_condition
from apthapi.rules.unit_answers import (
    LINES,
    Answers,
    Since,
    Still,
    chain_query,
    judged_by,
    rows_in_scope,
    sealed_sets,
    still_rules,
    still_tables,
    tables_read,
)

_SEAL = "apthapi_sello"
_SETTINGS = (
    "plan_cache_mode = force_generic_plan",
    "jit = off",
    "enable_nestloop = off",
    # The rows of a unit are always found by an index. Where any one row would do, the planner reads from the first.
    "enable_seqscan = off",
)
_JUDGED, _CONFIRMED, _CONTEXT, _STILL = "juzgadas", "confirmadas", "contexto", "quietas"
_SOME = "apthapi_lineas"


def ask(database: Database, plan: str, unidad: str, schema: str, since: Since | None = None) -> Answers:
    """Call the functions of the connection; each is made the first time, and again after a rollback took it away."""
    if since is not None:
        lines = since.lines(since.remembered.context)
        if lines is not None:
            answers = _call(database, plan, unidad, schema, lines, since.remembered.still)
            if answers.context == since.remembered.context and _is_still(answers, since.remembered.still):
                return answers
    return _call(database, plan, unidad, schema, None)


def _is_still(answers: Answers, still: Still | None) -> bool:
    """Whether nothing changed by which the rules are judged that were not asked."""
    return still is not None and answers.still == still.context


def _call(
    database: Database, plan: str, unidad: str, schema: str, lines: Iterable[int] | None, still: Still | None = None
) -> Answers:
    """Ask about all lines, or some; with some, what the other rules answered before stands in for asking them."""
    some = lines is not None
    name = _name(schema, some)
    if not database.value("select to_regprocedure(?) is not null", [f"pg_temp.{name}(text, text, bigint[])"]):
        _make(database, schema, some)
    found = {_JUDGED: "[]", _CONFIRMED: "[]", _CONTEXT: "", _STILL: ""}
    rows: dict[str, list[dict[str, object]]] = {name: list(each) for name, each in still.rows.items()} if still else {}
    parameters = [plan, unidad, sorted(lines or ())]
    for what, said in database.query(Prepared(f"select que, dato from pg_temp.{name}(?, ?, ?::bigint[])"), parameters):
        if what in found:
            found[what] = said
        else:
            rows.setdefault(what, []).append(json.loads(said))
    confirmed = confirmed_ids(json.loads(found[_CONFIRMED]))
    flags = dict(zip((rule.id for rule in _asked(some)), json.loads(found[_JUDGED]), strict=True))
    flags = {**(still.judged if still else {}), **flags}
    judged = [flags.get(rule.id, 0) for rule in unit_rules()]
    return Answers(judged, rows, confirmed, found[_CONTEXT], found[_STILL])


@cache
def _asked(some: bool) -> tuple[Rule, ...]:
    """The rules that a function asks: all, or those in which lines have a part."""
    still = {rule.id for rule in still_rules()} if some else set()
    return tuple(rule for rule in unit_rules() if rule.id not in still)


def _make(database: Database, schema: str, some: bool) -> None:
    """Make a function, and the tables of the readings that it keeps because only the reference sets change them."""
    database.execute(f"create temporary table if not exists {_SEAL} (sello text)")
    for reading in _kept():
        database.execute(f"create temporary table if not exists {reading.name} as {reading.sql} limit 0")
    settings = " ".join(f"set {setting}" for setting in _SETTINGS)
    database.execute(
        f"create or replace function pg_temp.{_name(schema, some)}(text, text, bigint[]) "
        "returns table (que text, dato text) "
        f"language plpgsql {settings} as $apthapi${_body(schema, some)}$apthapi$"
    )


@cache
def _name(schema: str, some: bool) -> str:
    """Another name for another text: of another schema, or of other rules."""
    return f"apthapi_{sha256(_body(schema, some).encode()).hexdigest()[:24]}"


@cache
def _body(schema: str, some: bool) -> str:
    seal = " || ' ' || ".join(_sum_of(f"{schema}.{name}") for name in sealed_sets())
    again = " ".join(f"delete from {each.name}; insert into {each.name} {each.sql};" for each in _kept())
    return f"""
#variable_conflict use_column
declare
  sello_ text := {seal};
  versiones_ text[] := array({chain_query(schema, "$1")});
begin
  if sello_ is distinct from (select x.sello from {_SEAL} x) then
    delete from {_SEAL}; insert into {_SEAL} values (sello_);
    {again}
  end if;
  return query {_statement(schema, some)};
end"""


def _sum_of(name: str) -> str:
    """All the rows of a table or expression in one number, whatever their order."""
    return f"coalesce((select sum(hash_record_extended(x, 0))::text from {name} x), '')"


def _kept() -> list[Reading]:
    """The readings that stand while the reference sets do, each after those it uses."""
    return [reading for name, reading in all_readings().items() if name in fixed_readings()]


def _statement(schema: str, some: bool) -> str:
    """Everything that is asked about a unit: rows of what is answered, and the answer in JSON."""
    rules = [rule.sql for rule in _asked(some)]
    readings = [reading for reading in needed_readings(rules) if reading.name not in fixed_readings()]
    used = frozenset(still_tables()).union(*(names_used(sql) for sql in (*rules, *(each.sql for each in readings))))
    expressions = [_expression(name, schema, some) for name in TABLES if name in used]
    if some:
        own = f"select * from {schema}.{LINES} where {ROW} = any ($3) and plan = $1 and unidad = $2"
        expressions.append(f"{_SOME} as materialized ({own})")
    expressions += (f"{reading.name} as materialized ({reading.sql})" for reading in readings)
    return f"with {', '.join(expressions)} {' union all '.join(_questions(some))}"


def _expression(name: str, schema: str, some: bool) -> str:
    # All the lines of a unit are many to set apart, when only the readings that add them up look at them.
    how = "not materialized" if some and name == LINES else "materialized"
    rows = rows_in_scope(name, schema, "= any (versiones_)", "in ($2, '')")
    return f"{name} as {how} ({rows})"


def _questions(some: bool) -> Iterator[str]:
    flags = ", ".join(f"case when {subjects_condition(rule)} then 1 else 0 end" for rule in _asked(some))
    yield f"select '{_JUDGED}'::text, to_json(array[{flags}])::text"
    yield f"select '{_CONFIRMED}'::text, coalesce(json_agg(x.nombre), '[]')::text from ({CONFIRMED}) x"
    context = " || ' ' || ".join(["sello_", *map(_sum_of, judged_by())])
    yield f"select '{_CONTEXT}'::text, {context}"
    still = " || ' ' || ".join(["sello_", *map(_sum_of, still_tables())])
    yield f"select '{_STILL}'::text, {still}"
    for rule in _asked(some):
        yield _rows_of(rule, some and LINES in tables_read(rule.sql))


def _rows_of(rule: Rule, some: bool) -> str:
    """What a rule says of the unit in this version of the plan, not of older versions or of the entity."""
    sql = f"with {LINES} as not materialized (select * from {_SOME}) {rule.sql}" if some else rule.sql
    return f"select '{rule.id}'::text, row_to_json(v)::text from ({sql}) v where v.plan = $1 and v.unidad = $2"
