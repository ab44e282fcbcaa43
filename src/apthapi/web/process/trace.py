"""The trace: triggers of the database write every change of a row of the format, whoever makes it and however.

They refuse a change outside of an act, so nothing changes without saying who did it. The texts are made from the
definition of the tables; `install` puts them on again after each migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES
from apthapi.web.process.models import Acto, ActoEnCurso

NO_ACT = "apthapi: no hay un acto en curso"
NO_ROWS = "apthapi: una tabla no se vacía de una vez, sin decir qué filas tenía"

_FUNCTION = f"""
create or replace function apthapi_traza() returns trigger language plpgsql as $$
declare
  en_curso text := current_setting('apthapi.acto', true);
  fila jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
  if tg_op = 'TRUNCATE' then raise exception '{NO_ROWS}'; end if;
  if coalesce(en_curso, '') = '' then raise exception '{NO_ACT}'; end if;
  insert into process_cambio (acto, tabla, renglon, plan, unidad, antes, despues) values (
    en_curso::bigint, tg_table_name, (fila->>'{ROW}')::bigint, fila->>'plan', coalesce(fila->>'unidad', ''),
    case when tg_op = 'INSERT' then '' else to_jsonb(old)::text end,
    case when tg_op = 'DELETE' then '' else to_jsonb(new)::text end);
  return null;
end $$
"""


def install() -> None:
    """Put the triggers on every table of the format, replacing those of before."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor, transaction.atomic():
        if postgresql:
            cursor.execute(_FUNCTION)
        for table in TABLES.values():
            for statement in _on_postgresql(table) if postgresql else _on_sqlite(table):
                cursor.execute(statement)


def _on_postgresql(table: Table) -> Iterator[str]:
    yield f"drop trigger if exists traza_{table.name} on {table.name}"
    yield (
        f"create trigger traza_{table.name} after insert or update or delete on {table.name} "
        "for each row execute function apthapi_traza()"
    )
    yield f"drop trigger if exists vaciado_{table.name} on {table.name}"
    yield (
        f"create trigger vaciado_{table.name} before truncate on {table.name} "
        "for each statement execute function apthapi_traza()"
    )


def _on_sqlite(table: Table) -> Iterator[str]:
    for verb, of_row in (("insert", "new"), ("update", "new"), ("delete", "old")):
        before = "''" if verb == "insert" else _as_json(table, "old")
        after = "''" if verb == "delete" else _as_json(table, "new")
        unidad = f"{of_row}.unidad" if "unidad" in table.names else "''"
        yield f"drop trigger if exists traza_{verb}_{table.name}"
        yield f"""create trigger traza_{verb}_{table.name} after {verb} on {table.name} begin
  select raise(abort, '{NO_ACT}') where not exists (select 1 from process_actoencurso);
  insert into process_cambio (acto, tabla, renglon, plan, unidad, antes, despues) values (
    (select acto from process_actoencurso), '{table.name}', {of_row}.{ROW}, {of_row}.plan, {unidad}, {before}, {after});
end"""


def _as_json(table: Table, row: str) -> str:
    pairs = ", ".join(f"'{name}', {row}.{name}" for name, _ in table.stored())
    return f"json_object({pairs})"


@contextmanager
def in_course(acto: Acto) -> Iterator[None]:
    """While it lasts, what is written in this transaction belongs to the act. Raises RuntimeError outside of one."""
    if not connection.in_atomic_block:
        raise RuntimeError("an act is written in the transaction of its changes")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select set_config('apthapi.acto', %s, true)", [str(acto.pk)])
            yield
            cursor.execute("select set_config('apthapi.acto', '', true)")
    else:
        course = ActoEnCurso.objects.create(acto=acto.pk)
        yield
        course.delete()
