"""The trace: triggers of the database write every change of a traced row, whoever makes it and however.

They refuse a change outside of an act, so nothing changes without saying who did it. The texts are made from the
definition of the tables; `install` puts them on again after each migration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from apthapi.core.database import Prepared
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto, ActoEnCurso
from apthapi.web.process.traced import Traced, traced

NO_ACT = "apthapi: no hay un acto en curso"
NO_ROWS = "apthapi: una tabla no se vacía de una vez, sin decir qué filas tenía"
_KEPT = "process_cambio (acto, tabla, renglon, plan, unidad, antes, despues)"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger as it must stand in the database; on PostgreSQL, with the body of the function that it runs."""

    name: str
    table: str
    text: str
    function: str = ""
    body: str = ""


def triggers(vendor: str) -> list[Trigger]:
    """All triggers of the trace on that engine."""
    of = _on_postgresql if vendor == "postgresql" else _on_sqlite
    return [trigger for each in traced().values() for trigger in of(each)]


def install() -> None:
    """Put the triggers on every traced table that is there, replacing those of before."""
    put(triggers(connection.vendor))


def put_aside() -> None:
    """Before tables change on SQLite: it does not rename a table that the text of a trigger names.

    They come back when the migration is done; if it breaks off, `apthapi audit verify` says that they are missing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("select name from sqlite_master where type = 'trigger'")
            for (name,) in cursor.fetchall():
                if name.startswith(("traza_", "guarda_", "fija_")):
                    cursor.execute(f"drop trigger {name}")


def put(wanted: Iterable[Trigger]) -> None:
    """Write triggers into the database, replacing those of the same name."""
    there = set(connection.introspection.table_names())
    made: set[str] = set()
    with connection.cursor() as cursor, transaction.atomic():
        for each in wanted:
            if each.table not in there:
                continue
            if each.function and each.function not in made:
                made.add(each.function)
                cursor.execute(
                    f"create or replace function public.{each.function}() returns trigger language plpgsql "
                    f"as $${each.body}$$"
                )
            on = f" on {each.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger if exists {each.name}{on}")
            cursor.execute(each.text)


def kept_as(each: Traced, row: str, vendor: str) -> str:
    """The SQL that writes a row as the trace keeps it: text that is the same whenever the row is."""
    pairs = ", ".join(f"'{name}', {row}.{name}" for name in each.columns)
    if vendor != "postgresql":
        return f"json_object({pairs})"
    return f"row_to_json({row})::text" if each.is_format else f"json_build_object({pairs})::text"


def _on_postgresql(each: Traced) -> Iterator[Trigger]:
    """Rows that come in are written all at once, which is what makes opening a version quick; the others one by one."""
    function, body = f"apthapi_traza_{each.table}", _body(each)
    on = f"ON public.{each.table}"
    run = f"EXECUTE FUNCTION {function}()"
    columns = "" if each.is_format else f" OF {', '.join(each.columns)}"
    for name, text in (
        ("insert", f"AFTER INSERT {on} REFERENCING NEW TABLE AS nuevas FOR EACH STATEMENT {run}"),
        ("update", f"AFTER UPDATE{columns} {on} FOR EACH ROW {run}"),
        ("delete", f"AFTER DELETE {on} FOR EACH ROW {run}"),
        ("vaciado", f"BEFORE TRUNCATE {on} FOR EACH STATEMENT {run}"),
    ):
        full = f"traza_{name}_{each.table}"
        yield Trigger(full, each.table, f"CREATE TRIGGER {full} {text}", function, body)


def _body(each: Traced) -> str:
    def written(row: str, before: str, after: str) -> str:
        place = f"{each.plan_of(row)}, coalesce({each.unidad_of(row)}, '')"
        return f"en_curso::bigint, '{each.table}', {row}.{each.key}, {place}, {before}, {after}"

    old, new = kept_as(each, "old", "postgresql"), kept_as(each, "new", "postgresql")
    same = "" if each.is_format else f"if {old} = {new} then return null; end if;"
    return f"""
declare
  en_curso text := coalesce(current_setting('apthapi.acto', true), '');
begin
  if tg_op = 'TRUNCATE' then raise exception '{NO_ROWS}'; end if;
  if tg_op = 'INSERT' then
    if en_curso = '' then
      if exists (select 1 from nuevas) then raise exception '{NO_ACT}'; end if;
      return null;
    end if;
    insert into {_KEPT} select {written("n", "''", kept_as(each, "n", "postgresql"))} from nuevas n;
    return null;
  end if;
  if tg_op = 'UPDATE' then
    {same}
    if en_curso = '' then raise exception '{NO_ACT}'; end if;
    insert into {_KEPT} values ({written("new", old, new)});
    return null;
  end if;
  if en_curso = '' then raise exception '{NO_ACT}'; end if;
  insert into {_KEPT} values ({written("old", old, "''")});
  return null;
end """


def _on_sqlite(each: Traced) -> Iterator[Trigger]:
    for verb, of_row in (("insert", "new"), ("update", "new"), ("delete", "old")):
        before = "''" if verb == "insert" else kept_as(each, "old", "sqlite")
        after = "''" if verb == "delete" else kept_as(each, "new", "sqlite")
        which, when = "", ""
        if verb == "update" and not each.is_format:
            which = f" of {', '.join(each.columns)}"
            when = " when " + " or ".join(f"old.{name} is not new.{name}" for name in each.columns)
        name = f"traza_{verb}_{each.table}"
        yield Trigger(
            name,
            each.table,
            f"""CREATE TRIGGER {name} after {verb}{which} on {each.table}{when} begin
  select raise(abort, '{NO_ACT}') where not exists (select 1 from process_actoencurso);
  insert into {_KEPT} values (
    (select acto from process_actoencurso), '{each.table}', {of_row}.{each.key}, {each.plan_of(of_row)},
    coalesce({each.unidad_of(of_row)}, ''), {before}, {after});
end""",
        )


@contextmanager
def in_course(acto: Acto) -> Iterator[None]:
    """While it lasts, what is written in this transaction belongs to the act. Raises RuntimeError outside of one.

    On PostgreSQL it ends when the act is chained (`audit.chain`), in the statement that does so.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an act is written in the transaction of its changes")
    if connection.vendor == "postgresql":
        live().execute(Prepared("select set_config('apthapi.acto', ?, true)"), [str(acto.pk)])
        yield
    else:
        course = ActoEnCurso.objects.create(acto=acto.pk)
        yield
        course.delete()


def act_in_course() -> int:
    """The act to which what is written now belongs. Raises RuntimeError outside of one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('apthapi.acto', true)")
            found = cursor.fetchone()[0] or 0
    else:
        found = ActoEnCurso.objects.values_list("acto", flat=True).first() or 0
    if not found:
        raise RuntimeError("there is no act in course")
    return int(found)
