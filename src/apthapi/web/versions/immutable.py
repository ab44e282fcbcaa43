"""An approved version cannot change: the database itself refuses, whoever writes and however.

Triggers on every table of the format look at the state of the plan whose rows are written, and on the states
themselves, so that a version does not go back to being made once it was in force. One that was consolidated rests
too, while its reports and its resolution are written.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

from apthapi.core.tables import TABLES
from apthapi.web.process.models import EstadoDePlan

REFUSED = "apthapi: una versión aprobada no cambia"
NO_WAY_BACK = "apthapi: el estado de una versión no vuelve atrás"

GROWS = frozenset({"documentos", "citas"})
"""Tables that an approved version goes on filling, and in which what is written stays: papers that follow approval."""
LIVES = frozenset({"ejecucion_fisica", "ejecucion_financiera"})
"""Tables of what is done during the year, under the version in force."""

_MAKING = EstadoDePlan.ELABORACION.value
_OPENED = {
    **dict.fromkeys(LIVES, (_MAKING, EstadoDePlan.VIGENTE.value)),
    "planes": (_MAKING, EstadoDePlan.CONSOLIDADA.value),  # the day of its approval is written on it
}
"""The states of the plan in which the rows of a table change; of the tables that are not named, while it is made."""
_NEXT = {
    EstadoDePlan.ELABORACION: (EstadoDePlan.CONSOLIDADA, EstadoDePlan.VIGENTE, EstadoDePlan.DESESTIMADA),
    EstadoDePlan.CONSOLIDADA: (EstadoDePlan.ELABORACION, EstadoDePlan.VIGENTE, EstadoDePlan.DESESTIMADA),
    EstadoDePlan.VIGENTE: (EstadoDePlan.HISTORICO,),
}
"""The states to which each may go; the others are final."""


def install() -> None:
    """Put the triggers on, replacing those of before."""
    statements = _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite()
    with connection.cursor() as cursor, transaction.atomic():
        for statement in statements:
            cursor.execute(statement)


def remove() -> None:
    """Take the triggers off: for whoever moves a whole database. `audit verify` says that they are missing."""
    with connection.cursor() as cursor, transaction.atomic():
        for name, table in _names():
            on = f" on {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger if exists {name}{on}")


def _names() -> Iterator[tuple[str, str]]:
    """Every trigger and its table."""
    for table in TABLES:
        for verb in _verbs(table):
            yield f"fija_{verb}_{table}", table
    for verb in ("update", "delete"):
        yield f"fija_{verb}_version", "process_version"
        yield f"fija_{verb}_parte", "process_partedeunidad"


def _verbs(table: str) -> tuple[str, ...]:
    return ("update", "delete") if table in GROWS else ("insert", "update", "delete")


def _closed(table: str) -> str:
    """The states in which rows of a table do not change, as a condition on `estado`."""
    return f"estado not in ({', '.join(repr(state) for state in _OPENED.get(table, (_MAKING,)))})"


def _goes_back() -> str:
    """The condition in which an update of a version is refused."""
    allowed = " or ".join(
        f"(old.estado = '{state.value}' and new.estado in ({', '.join(repr(each.value) for each in after)}))"
        for state, after in _NEXT.items()
    )
    return f"(new.plan <> old.plan or not (new.estado = old.estado or {allowed}))"


_PART = "(new.plan <> old.plan or new.unidad <> old.unidad or new.estado <> old.estado)"


def _on_sqlite() -> Iterator[str]:
    for name, table in _names():
        yield f"drop trigger if exists {name}"
        verb = name.split("_")[1]
        if table == "process_version":
            condition = _goes_back() if verb == "update" else f"old.estado <> '{_MAKING}'"
            yield _refusing(name, verb, table, condition, NO_WAY_BACK)
        elif table == "process_partedeunidad":
            changed = f"{_PART} and " if verb == "update" else ""
            yield _refusing(name, verb, table, changed + _of_closed("old.plan", "documentos"), REFUSED)
        else:
            rows = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}[verb]
            condition = " or ".join(_of_closed(f"{row}.plan", table) for row in rows)
            yield _refusing(name, verb, table, condition, REFUSED)


def _of_closed(plan: str, table: str) -> str:
    return f"exists (select 1 from process_version v where v.plan = {plan} and v.{_closed(table)})"


def _refusing(name: str, verb: str, table: str, condition: str, message: str) -> str:
    return (
        f"create trigger {name} before {verb} on {table} when {condition} begin select raise(abort, '{message}'); end"
    )


_ROWS_FUNCTION = f"""
create or replace function apthapi_fija_filas() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from filas f join process_version v on v.plan = f.plan
    where v.estado <> all (string_to_array(tg_argv[0], ','))
  ) then raise exception '{REFUSED}'; end if;
  return null;
end $$
"""
_BOTH_FUNCTION = f"""
create or replace function apthapi_fija_cambios() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (select plan from antes union select plan from filas) f
    join process_version v on v.plan = f.plan where v.estado <> all (string_to_array(tg_argv[0], ','))
  ) then raise exception '{REFUSED}'; end if;
  return null;
end $$
"""
_REFUSE_FUNCTION = """
create or replace function apthapi_fija_estado() returns trigger language plpgsql as $$
begin
  raise exception '%', tg_argv[0];
end $$
"""
_PART_FUNCTION = f"""
create or replace function apthapi_fija_parte() returns trigger language plpgsql as $$
begin
  if {_of_closed("old.plan", "documentos")} then raise exception '{REFUSED}'; end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""


def _on_postgresql() -> Iterator[str]:
    """By statement, and not by row: opening a version writes tens of thousands of rows."""
    yield from (_ROWS_FUNCTION, _BOTH_FUNCTION, _REFUSE_FUNCTION, _PART_FUNCTION)
    for name, table in _names():
        yield f"drop trigger if exists {name} on {table}"
        verb = name.split("_")[1]
        if table == "process_version":
            condition = _goes_back() if verb == "update" else f"old.estado <> '{_MAKING}'"
            yield (
                f"create trigger {name} before {verb} on {table} for each row when ({condition}) "
                f"execute function apthapi_fija_estado('{NO_WAY_BACK}')"
            )
        elif table == "process_partedeunidad":
            when = f"when ({_PART}) " if verb == "update" else ""
            yield (
                f"create trigger {name} before {verb} on {table} "
                f"for each row {when}execute function apthapi_fija_parte()"
            )
        else:
            yield _by_statement(name, verb, table)


def _by_statement(name: str, verb: str, table: str) -> str:
    rows = {
        "insert": "new table as filas",
        "update": "old table as antes new table as filas",
        "delete": "old table as filas",
    }[verb]
    function = "apthapi_fija_cambios" if verb == "update" else "apthapi_fija_filas"
    opened = ",".join(_OPENED.get(table, (_MAKING,)))
    return (
        f"create trigger {name} after {verb} on {table} referencing {rows} "
        f"for each statement execute function {function}('{opened}')"
    )
