"""An approved version cannot change: the database itself refuses, whoever writes and however.

Triggers on every table of the format look at the state of the plan whose rows are written, and on the states
themselves, so that a version does not go back to being made once it was in force. One that was consolidated rests
too, while its reports and its resolution are written.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from apthapi.core.tables import TABLES
from apthapi.web.process.models import EstadoDePlan
from apthapi.web.process.trace import Trigger, put

REFUSED = "apthapi: una versión aprobada no cambia"
NO_WAY_BACK = "apthapi: el estado de una versión no vuelve atrás"

GROWS = frozenset({"documentos", "citas"})
"""Tables that an approved version goes on filling, and in which what is written stays: papers that follow approval."""
LIVES = frozenset({"ejecucion_fisica", "ejecucion_financiera", "certificaciones", "evaluaciones"})
"""Tables of what is done during the year, under the version in force."""

OUTLIVES = frozenset({"certificaciones"})
"""Tables whose rows also change when another version is in force already: they are closed, and none is added."""

ADDS = frozenset({"modificaciones"})
"""Tables to which a version in force only adds: what corrects one is another."""

_MAKING = EstadoDePlan.ELABORACION.value
_OPENED = {
    **dict.fromkeys(GROWS, (_MAKING, EstadoDePlan.CONSOLIDADA.value)),  # a report may be voided until the approval
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
    put(triggers(connection.vendor))


def triggers(vendor: str) -> list[Trigger]:
    """All of them, as they must stand on that engine."""
    return list(_on_postgresql() if vendor == "postgresql" else _on_sqlite())


def _places() -> Iterator[tuple[str, str, str]]:
    """Name, verb and table of each."""
    for table in TABLES:
        for verb in ("update", "delete") if table in GROWS else ("insert", "update", "delete"):
            yield f"fija_{verb}_{table}", verb, table
    for verb in ("update", "delete"):
        for table in (_VERSION, _PART):
            yield f"fija_{verb}_{table}", verb, table


_VERSION, _PART = "process_version", "process_partedeunidad"
_PART_COLUMNS = "plan, unidad, estado"


def _opened(table: str, verb: str) -> tuple[str, ...]:
    """The states in which a verb is done to rows of a table."""
    states = _OPENED.get(table, (_MAKING,))
    if table in ADDS and verb == "insert":
        return (*states, EstadoDePlan.VIGENTE.value)
    return (*states, EstadoDePlan.HISTORICO.value) if table in OUTLIVES and verb == "update" else states


def _of_closed(plan: str, table: str, verb: str = "") -> str:
    states = ", ".join(f"'{state}'" for state in _opened(table, verb))
    return f"exists (select 1 from process_version v where v.plan = {plan} and v.estado not in ({states}))"


def _goes_back() -> str:
    """The condition in which an update of a version is refused."""
    allowed = " or ".join(
        f"(old.estado = '{state.value}' and new.estado in ({', '.join(repr(each.value) for each in after)}))"
        for state, after in _NEXT.items()
    )
    return f"(new.plan <> old.plan or not (new.estado = old.estado or {allowed}))"


_NOT_MAKING = f"old.estado <> '{_MAKING}'"


def _on_sqlite() -> Iterator[Trigger]:
    for name, verb, table in _places():
        message, of = REFUSED, ""
        if table == _VERSION:
            condition, message = (_goes_back() if verb == "update" else _NOT_MAKING), NO_WAY_BACK
        elif table == _PART:
            condition, of = _of_closed("old.plan", table), f" of {_PART_COLUMNS}" if verb == "update" else ""
        else:
            rows = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}[verb]
            condition = " or ".join(_of_closed(f"{row}.plan", table, verb) for row in rows)
        text = f"before {verb}{of} on {table} when {condition} begin select raise(abort, '{message}'); end"
        yield Trigger(name, table, f"CREATE TRIGGER {name} {text}")


_ROWS = ("apthapi_fija_filas", "select plan from filas")
_CHANGES = ("apthapi_fija_cambios", "select plan from antes union select plan from filas")


def _of_rows(plans: str) -> str:
    """Looks at all the rows of a statement at once: opening a version writes tens of thousands."""
    return f"""
begin
  if exists (
    select 1 from ({plans}) f join process_version v on v.plan = f.plan
    where v.estado <> all (string_to_array(tg_argv[0], ','))
  ) then raise exception '{REFUSED}'; end if;
  return null;
end """


_OF_VERSION = f"""
begin
  if tg_op = 'DELETE' then
    if {_NOT_MAKING} then raise exception '{NO_WAY_BACK}'; end if;
    return old;
  end if;
  if {_goes_back()} then raise exception '{NO_WAY_BACK}'; end if;
  return new;
end """
_OF_PART = f"""
begin
  if {_of_closed("old.plan", _PART)} then raise exception '{REFUSED}'; end if;
  return case when tg_op = 'DELETE' then old else new end;
end """


def _on_postgresql() -> Iterator[Trigger]:
    for name, verb, table in _places():
        if table in (_VERSION, _PART):
            function, body = f"apthapi_fija_{table}", _OF_VERSION if table == _VERSION else _OF_PART
            of = f" OF {_PART_COLUMNS}" if table == _PART and verb == "update" else ""
            text = f"BEFORE {verb.upper()}{of} ON public.{table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        else:
            rows = {"insert": "NEW TABLE AS filas", "delete": "OLD TABLE AS filas"}
            seen = rows.get(verb, "OLD TABLE AS antes NEW TABLE AS filas")
            function, plans = _CHANGES if verb == "update" else _ROWS
            body = _of_rows(plans)
            text = (
                f"AFTER {verb.upper()} ON public.{table} REFERENCING {seen} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION {function}('{','.join(_opened(table, verb))}')"
            )
        yield Trigger(name, table, f"CREATE TRIGGER {name} {text}", function, body)
