"""Whether the triggers that write and guard the trace, and keep approved versions, stand as they should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from apthapi.core.database import Database, Engine
from apthapi.web.audit import guards
from apthapi.web.audit.problems import Problem
from apthapi.web.process import trace
from apthapi.web.versions import immutable

_TRIGGERS = (
    "select t.tgname, c.relname, pg_get_triggerdef(t.oid), t.tgenabled::text, p.proname, p.prosrc "
    "from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace "
    "join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal and n.nspname = 'public'"
)


def check_triggers(database: Database) -> Iterator[Problem]:
    """Each trigger that is missing, other than it should be, switched off, or strange."""
    vendor = "postgresql" if database.engine is Engine.POSTGRESQL else "sqlite"
    wanted = {
        each.name: each for each in (*trace.triggers(vendor), *guards.triggers(vendor), *immutable.triggers(vendor))
    }
    there = _on_postgresql(database) if vendor == "postgresql" else _on_sqlite(database)
    for name, trigger in wanted.items():
        table, text, body, enabled = there.get(name, ("", "", "", ""))
        if not table:
            yield Problem("disparador_falta", f"Falta el disparador {name}: {_MEANWHILE}", tabla=trigger.table)
        elif _flat(text) != _flat(trigger.text) or body != trigger.body:
            yield Problem(
                "disparador_distinto", f"El disparador {name} no es el que debe ser: {_MEANWHILE}", tabla=table
            )
        elif enabled not in ("O", "A"):
            yield Problem("disparador_apagado", f"El disparador {name} está apagado: {_MEANWHILE}", tabla=table)
    for name, (table, *_) in there.items():
        if name not in wanted and table in guards.GUARDED:
            yield Problem("disparador_ajeno", f"El disparador {name} no es de la aplicación.", tabla=table)
    if vendor == "postgresql":
        yield from _rules(database, {each.table for each in wanted.values()})


_MEANWHILE = "mientras tanto los cambios pudieron no quedar en la traza. Póngalo con: python -m apthapi.web migrate"


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


def _on_sqlite(database: Database) -> dict[str, tuple[str, str, str, str]]:
    rows = database.query("select name, tbl_name, sql from sqlite_master where type = 'trigger'")
    return {name: (table, text, "", "O") for name, table, text in rows}


def _on_postgresql(database: Database) -> dict[str, tuple[str, str, str, str]]:
    found: dict[str, tuple[str, str, str, str]] = {}
    for name, table, text, enabled, _, body in database.query(_TRIGGERS):
        ours = name.startswith(("traza_", "guarda_", "fija_"))
        found[name] = (table, text, body if ours else "", enabled)
    return found


def _rules(database: Database, tables: set[str]) -> Iterator[Problem]:
    """A rule of PostgreSQL may turn a statement into another, or into nothing; so may the mode of a replica."""
    rows: list[Any] = database.query("select tablename, rulename from pg_rules where schemaname = 'public'")
    for table, name in rows:
        if table in tables:
            yield Problem("disparador_ajeno", f"La regla {name} cambia lo que se escribe en la tabla.", tabla=table)
    if database.value("select current_setting('session_replication_role')") != "origin":
        text = "La base está en modo de réplica (session_replication_role): los disparadores no se ejecutan."
        yield Problem("disparador_apagado", text)
