"""Triggers by which the database itself refuses to edit or remove what the trace says."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from apthapi.web.process.trace import Trigger, put

KEPT = "apthapi: la traza no se cambia ni se borra"
NOT_BY_HAND = "apthapi: la traza la escribe la base, en el acto en curso"
_ACT = ("id", "envio", "persona_id", "cargo_id", "momento", "clase", "plan", "unidad", "detalle")
"""All of an act but the answer that was given, which may be pruned."""
_FUNCTION = "apthapi_guarda"
_BODY = f"""
begin
  if tg_op = 'INSERT' then raise exception '{NOT_BY_HAND}'; end if;
  if tg_op = 'UPDATE' and tg_table_name = 'audit_cabeza' then
    if new.entidad = old.entidad and new.numero = old.numero + 1 then return new; end if;
  end if;
  raise exception '{KEPT}';
end """
GUARDED = ("process_cambio", "process_acto", "audit_eslabon", "audit_cabeza")
"""The tables that are the trace."""


def install() -> None:
    """Put the triggers on, replacing those of before."""
    put(triggers(connection.vendor))


def triggers(vendor: str) -> list[Trigger]:
    """All guards on that engine."""
    return list(_on_postgresql() if vendor == "postgresql" else _on_sqlite())


def _on_postgresql() -> Iterator[Trigger]:
    run = f"EXECUTE FUNCTION {_FUNCTION}()"
    for table in GUARDED:
        of = f" OF {', '.join(_ACT)}" if table == "process_acto" else ""
        for verb, text in (
            ("update", f"BEFORE UPDATE{of} ON public.{table} FOR EACH ROW {run}"),
            ("delete", f"BEFORE DELETE ON public.{table} FOR EACH ROW {run}"),
            ("vaciado", f"BEFORE TRUNCATE ON public.{table} FOR EACH STATEMENT {run}"),
        ):
            name = f"guarda_{verb}_{table}"
            yield Trigger(name, table, f"CREATE TRIGGER {name} {text}", _FUNCTION, _BODY)
    name = "guarda_insert_process_cambio"
    by_hand = f"BEFORE INSERT ON public.process_cambio FOR EACH STATEMENT WHEN ((pg_trigger_depth() = 0)) {run}"
    yield Trigger(name, "process_cambio", f"CREATE TRIGGER {name} {by_hand}", _FUNCTION, _BODY)


_AGAIN = {
    "process_acto": "exists (select 1 from process_acto where id = new.id or envio = new.envio)",
    "audit_eslabon": "exists (select 1 from audit_eslabon where acto = new.acto) or "
    "exists (select 1 from audit_eslabon where entidad = new.entidad and numero = new.numero)",
    "process_cambio": "exists (select 1 from process_cambio where id = new.id) or "
    "new.acto is not (select acto from process_actoencurso)",
}
"""On SQLite `insert or replace` removes what was there without any trigger of deletion: it is refused before."""


def _on_sqlite() -> Iterator[Trigger]:
    for table in GUARDED:
        of = f" of {', '.join(_ACT)}" if table == "process_acto" else ""
        when = ""
        if table == "audit_cabeza":
            when = " when new.entidad is not old.entidad or new.numero is not old.numero + 1"
        for name, text in (
            (f"guarda_update_{table}", f"before update{of} on {table}{when}"),
            (f"guarda_delete_{table}", f"before delete on {table}"),
        ):
            yield Trigger(name, table, f"CREATE TRIGGER {name} {text} begin select raise(abort, '{KEPT}'); end")
    for table, when in _AGAIN.items():
        name = f"guarda_insert_{table}"
        yield Trigger(
            name,
            table,
            f"CREATE TRIGGER {name} before insert on {table} when {when} "
            f"begin select raise(abort, '{NOT_BY_HAND}'); end",
        )
