"""One unit judged by one statement: the way of PostgreSQL, where each statement costs a journey and a start.

The rows in scope and the readings are common table expressions in front of every rule, under the names that the rules
use. A function of the connection holds the statement, for it keeps the plan of it whatever the driver does with
statements, and lets the planner be told, for it alone, what suits hundreds of small expressions: one plan for all
units, no joins by nested loops (their sizes are not known), and nothing compiled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from apthapi.core.database import Database, Prepared
from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import unit_rules
from apthapi.rules.readings import Reading, all_readings, fixed_readings, names_used, needed_readings
from apthapi.rules.runner import CONFIRMED, confirmed_ids, subjects_condition
from apthapi.rules.unit_answers import Answers, chain_query, rows_in_scope, sealed_sets

_SEAL = "apthapi_sello"
_SETTINGS = (
    "plan_cache_mode = force_generic_plan",
    "jit = off",
    "enable_nestloop = off",
    # The rows of a unit are always found by an index. Where any one row would do, the planner reads from the first.
    "enable_seqscan = off",
)
_JUDGED, _CONFIRMED = "juzgadas", "confirmadas"


def ask(database: Database, plan: str, unidad: str, schema: str) -> Answers:
    """Call the function of the connection, which is made the first time, and again after a rollback took it away."""
    name = _name(schema)
    if not database.value("select to_regprocedure(?) is not null", [f"pg_temp.{name}(text, text)"]):
        _make(database, schema)
    found = {_JUDGED: "[]", _CONFIRMED: "[]"}
    rows: dict[str, list[dict[str, object]]] = {}
    for what, said in database.query(Prepared(f"select que, dato from pg_temp.{name}(?, ?)"), [plan, unidad]):
        if what in found:
            found[what] = said
        else:
            rows.setdefault(what, []).append(json.loads(said))
    return Answers(json.loads(found[_JUDGED]), rows, confirmed_ids(json.loads(found[_CONFIRMED])))


def _make(database: Database, schema: str) -> None:
    """Make the function, and the tables of the readings that it keeps because only the reference sets change them."""
    database.execute(f"create temporary table if not exists {_SEAL} (sello text)")
    for reading in _kept():
        database.execute(f"create temporary table if not exists {reading.name} as {reading.sql} limit 0")
    settings = " ".join(f"set {setting}" for setting in _SETTINGS)
    database.execute(
        f"create or replace function pg_temp.{_name(schema)}(text, text) "
        "returns table (que text, dato text) "
        f"language plpgsql {settings} as $apthapi${_body(schema)}$apthapi$"
    )


@cache
def _name(schema: str) -> str:
    """Another name for another text: of another schema, or of other rules."""
    return f"apthapi_{sha256(_body(schema).encode()).hexdigest()[:24]}"


@cache
def _body(schema: str) -> str:
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
  return query {_statement(schema)};
end"""


def _sum_of(name: str) -> str:
    """All the rows of a table or expression in one number, whatever their order."""
    return f"coalesce((select sum(hash_record_extended(x, 0))::text from {name} x), '')"


def _kept() -> list[Reading]:
    """The readings that stand while the reference sets do, each after those it uses."""
    return [reading for name, reading in all_readings().items() if name in fixed_readings()]


def _statement(schema: str) -> str:
    """Everything that is asked about a unit: rows of what is answered, and the answer in JSON."""
    rules = [rule.sql for rule in unit_rules()]
    readings = [reading for reading in needed_readings(rules) if reading.name not in fixed_readings()]
    used = names_used(" ".join([*rules, *map(subjects_condition, unit_rules()), *(each.sql for each in readings)]))
    expressions = [_expression(name, schema) for name in TABLES if name in used]
    expressions += (f"{reading.name} as materialized ({reading.sql})" for reading in readings)
    return f"with {', '.join(expressions)} {' union all '.join(_questions())}"


def _expression(name: str, schema: str) -> str:
    rows = rows_in_scope(name, schema, "= any (versiones_)", "in ($2, '')")
    return f"{name} as materialized ({rows})"


def _questions() -> Iterator[str]:
    flags = ", ".join(f"case when {subjects_condition(rule)} then 1 else 0 end" for rule in unit_rules())
    yield f"select '{_JUDGED}'::text, to_json(array[{flags}])::text"
    yield f"select '{_CONFIRMED}'::text, coalesce(json_agg(x.nombre), '[]')::text from ({CONFIRMED}) x"
    for rule in unit_rules():
        # Of the unit in this version of the plan, not of older versions or of the entity.
        yield f"select '{rule.id}'::text, row_to_json(v)::text from ({rule.sql}) v where v.plan = $1 and v.unidad = $2"
