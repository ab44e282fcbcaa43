"""Rows of one entity in every table that has an owner, whatever the tables are: what another must never see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection
from django.utils.html import escape

from apthapi.web.accounts.models import Cargo
from apthapi.web.entities.models import Entidad
from apthapi.web.wall import sight
from apthapi.web.wall.owners import Owner, owners
from web.conftest import SEGIP
from web.curious import OTHER, PLAN
from web.databases import as_superuser

MARK = "SECRETO-DE-LA-ENTIDAD"
"""In every text of every planted row."""
KEY, CODE = 987654, "00000000-0000-0000-0000-000000987654"
"""What planted rows are called, and so each hangs from the planted one of its parent."""
_COLUMNS = (
    "select column_name, data_type, coalesce(character_maximum_length, 200), is_nullable = 'YES' "
    "from information_schema.columns where table_schema = 'public' and table_name = %s order by ordinal_position"
)
_VALUES = {
    "bigint": str(KEY),
    "integer": "1",
    "boolean": "false",
    "uuid": f"'{CODE}'",
    "date": "current_date",
    "timestamp with time zone": "now()",
    "bytea": "''::bytea",
}


def walled() -> list[Owner]:
    """The tables that have an owner."""
    return [each for each in owners().values() if not each.is_common]


def hidden() -> list[Owner]:
    """Those whose rows are not even read by others."""
    return [each for each in walled() if not each.read_by_all]


@contextmanager
def seen_as(*entities: str) -> Iterator[None]:
    """The session as a request of people of those entities has it."""
    before = sight.now()
    sight.see(entities)
    try:
        yield
    finally:
        sight._look(before)


def plant() -> None:
    """A row of the entity of the demonstration in each table that has none, past triggers and foreign keys."""
    fixed = fixed_values()
    with as_superuser(str(connection.settings_dict["NAME"])) as server:
        server.execute("set session_replication_role = replica")
        for owner in walled():
            if not server.execute(f"select 1 from {owner.table} limit 1".encode()).fetchall():
                server.execute(statement_of(owner.table, fixed).encode())


def secrets() -> set[str]:
    """Texts that only rows of the entity have: what its units wrote, and what was planted."""
    said = {MARK}
    with connection.cursor() as cursor:
        for table, column in _WRITTEN:
            cursor.execute(f"select distinct {column} from {table} where length({column}) > 20")
            said |= {escape(text) for (text,) in cursor.fetchall()}
    return said


_WRITTEN = (
    ("requerimientos", "descripcion"),
    ("operaciones", "descripcion"),
    ("tareas", "descripcion"),
    ("unidades", "nombre"),
    ("acciones_corto_plazo", "descripcion"),
    ("process_acto", "detalle"),
)


def fixed_values() -> dict[str, str]:
    """What the columns say that tell whose a row is."""
    entity = Entidad.objects.get(codigo=SEGIP).pk
    cargo = Cargo.objects.filter(entidad=entity).earliest("pk").pk
    line = f"(select min(renglon) from requerimientos where plan = '{PLAN}')"
    keys = dict.fromkeys(("entidad_id", "ministerio_id", "origen_id"), str(entity))
    return {
        **keys,
        "requerimiento": line,
        "cargo_id": str(cargo),
        "plan": f"'{PLAN}'",
        "entidad": f"'{SEGIP}'",
        "rol": "'mae'",
        "unidad": "''",
    }


def statement_of(table: str, fixed: dict[str, str]) -> str:
    """The insertion of a planted row; one that has the key of another is not stored."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        rows = cursor.fetchall()
    values = {name: _value(table, name, kind, length, fixed) for name, kind, length, _ in rows}
    return f"insert into {table} ({', '.join(values)}) values ({', '.join(values.values())}) on conflict do nothing"


def _value(table: str, name: str, kind: str, length: int, fixed: dict[str, str]) -> str:
    own = table in ("planes", "entities_entidad", "process_version") and name in ("plan", "codigo")
    if name in fixed and not own and not (name == "entidad" and kind == "bigint"):
        return fixed[name]
    if own:
        return fixed["plan"] if name == "plan" else f"'{SEGIP}'"
    return _VALUES.get(kind, f"'{MARK[:length]}'")


def digests() -> dict[str, str]:
    """A digest of what the entity of the demonstration has in each table."""
    found = {}
    with seen_as(SEGIP), connection.cursor() as cursor:
        for owner in hidden():
            cursor.execute(f"select * from {owner.table}")
            found[owner.table] = sha256("\n".join(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


__all__ = ["CODE", "KEY", "MARK", "OTHER", "PLAN", "digests", "hidden", "plant", "secrets", "seen_as", "walled"]
