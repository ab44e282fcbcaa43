"""The policies of PostgreSQL, made from `owners`: put on after each migration, and looked at by `apthapi doctor`.

Each table with an owner has row-level security, forced, because the role of the application owns the tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from apthapi.core.database import Database
from apthapi.web.wall.owners import (
    ACT_IS_MINE,
    ACT_IS_SEEN,
    ALL,
    ENTITIES,
    LOOK,
    MY_KEYS,
    OF_PUBLISHED,
    PLANS,
    PUBLISHED_PLANS,
    VIEW,
    Owner,
    owners,
)

NAMES = ("muro", "muro_lee", "muro_pone", "muro_cambia", "muro_quita")
_APP, _FIRST = "muro", "0001_muro"
_THERE = (
    "select c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polname, obj_description(p.oid, 'pg_policy'), "
    "md5(coalesce(pg_get_expr(p.polqual, p.polrelid), '') || '|' || "
    "coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') || p.polpermissive::text || p.polcmd::text || "
    "p.polroles::text) "
    "from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_policy p on p.polrelid = c.oid "
    "where n.nspname = 'public' and c.relkind = 'r'"
)
_SOME_PLANS = f"coalesce(nullif(current_setting('{PLANS}', true), ''), '{{}}')::text[]"
_FUNCTIONS = {
    f"{PUBLISHED_PLANS}()": (
        "text[]",
        f"""return array(select v.plan::text from public.process_version v where {OF_PUBLISHED}
        and ({_SOME_PLANS} = '{{}}' or v.plan = any ({_SOME_PLANS})));""",
    ),
    f"{ACT_IS_MINE}(bigint, bigint)": (
        "boolean",
        f"""return current_setting('{VIEW}', true) = '' and (
        exists (select 1 from public.accounts_cargo c where c.id = $2 and c.entidad_id = any ({MY_KEYS}))
        or exists (select 1 from public.audit_eslabon e where e.acto = $1));""",
    ),
    f"{ACT_IS_SEEN}(bigint)": ("boolean", "return exists (select 1 from public.process_acto a where a.id = $1);"),
}
"""What policies ask of other tables. Each statement plans every query that a policy of its tables names: not these."""
_FUNCTION = "apthapi_muro_planes"
_BODY = f"""
begin
  if new.entidad = any (nullif(current_setting('{ENTITIES}', true), '')::text[]) then
    perform set_config('{PLANS}', array_append(current_setting('{PLANS}', true)::text[], new.plan::text)::text, false);
  end if;
  return null;
end """
_TRIGGER = "muro_planes"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as it must stand."""

    table: str
    name: str
    text: str

    @property
    def seal(self) -> str:
        """Of what it was made."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def policies_of(owner: Owner) -> Iterator[Policy]:
    """Those of a table; none if it is common."""
    if owner.is_common:
        return
    mine = owner.mine
    if not owner.reads:
        yield Policy(owner.table, "muro", f"for all using ({mine}) with check ({mine})")
        return
    # One for each thing that is done: two for the same would make every statement look at both.
    yield Policy(owner.table, "muro_lee", f"for select using ({owner.reads})")
    yield Policy(owner.table, "muro_pone", f"for insert with check ({mine})")
    yield Policy(owner.table, "muro_cambia", f"for update using ({mine}) with check ({mine})")
    yield Policy(owner.table, "muro_quita", f"for delete using ({mine})")


def wanted() -> dict[str, list[Policy]]:
    """The policies of each table that has an owner."""
    return {owner.table: list(policies_of(owner)) for owner in owners().values() if not owner.is_common}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a table stands in the database: whether its wall is on and forced, and its policies with their seals."""

    enabled: bool
    forced: bool
    policies: dict[str, str]


def standing(database: Database) -> dict[str, Standing]:
    """Every table of the application in the database."""
    found: dict[str, Standing] = {}
    for table, enabled, forced, name, kept, deparsed in database.query(_THERE):
        of = found.setdefault(table, Standing(enabled, forced, {}))
        if name is not None:
            # Somebody who changed it by hand changed how it reads, and not the words with which it was made.
            seal, _, read = (kept or "").partition(" ")
            of.policies[name] = seal if read == deparsed else ""
    return found


def wrong(database: Database) -> dict[str, str]:
    """What is not as it must be, by table (Spanish); empty if the wall stands."""
    there = standing(database)
    found: dict[str, str] = {}
    for table, policies in wanted().items():
        now = there.get(table)
        if now is None:
            continue
        if not now.enabled or not now.forced:
            found[table] = "su seguridad por filas está apagada"
        elif now.policies != {each.name: each.seal for each in policies}:
            found[table] = "sus políticas no son las de este programa"
    return found


def install() -> None:
    """Put on what is not as it must be; nothing is touched, nor locked, where it is. Only if its migration was made."""
    if connection.vendor != "postgresql" or not _is_applied():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        there = standing_now()
        for name, (kind, body) in _FUNCTIONS.items():
            cursor.execute(
                f"create or replace function public.{name} returns {kind} language plpgsql stable as "
                f"$$ begin {body} end $$"
            )
        for table, policies in wanted().items():
            now = there.get(table)
            if now is None:
                continue
            if now.policies != {each.name: each.seal for each in policies}:
                for name in now.policies:
                    cursor.execute(f"drop policy {name} on public.{table}")
                for each in policies:
                    cursor.execute(f"create policy {each.name} on public.{table} {each.text}")
                    cursor.execute(_SEAL.format(name=each.name, table=table, seal=each.seal))
            if not now.enabled or not now.forced:
                cursor.execute(f"alter table public.{table} enable row level security, force row level security")
        cursor.execute(
            f"create or replace function public.{_FUNCTION}() returns trigger language plpgsql as $${_BODY}$$"
        )
        if "planes" in there:
            cursor.execute(f"drop trigger if exists {_TRIGGER} on public.planes")
            cursor.execute(
                f"create trigger {_TRIGGER} after insert on public.planes for each row execute function {_FUNCTION}()"
            )


_SEAL = """
do $$ begin execute format(
  'comment on policy {name} on public.{table} is %L',
  (select '{seal} ' || md5(coalesce(pg_get_expr(polqual, polrelid), '') || '|' ||
    coalesce(pg_get_expr(polwithcheck, polrelid), '') || polpermissive::text || polcmd::text || polroles::text)
   from pg_policy where polname = '{name}' and polrelid = 'public.{table}'::regclass)
); end $$"""


def step_aside() -> None:
    """Before tables change: PostgreSQL does not alter a column that a policy names.

    Meanwhile who sees everything goes on doing so, which is who migrates, and everybody else sees nothing.
    """
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table, now in standing_now().items():
            if not now.policies.keys() & set(NAMES):
                continue
            for name in now.policies:
                cursor.execute(f"drop policy {name} on public.{table}")
            cursor.execute(f"create policy muro on public.{table} using ({LOOK} = '{ALL}')")


def remove() -> None:
    """Take the wall down: what was before its migration."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table, now in standing_now().items():
            for name in now.policies.keys() & set(NAMES):
                cursor.execute(f"drop policy {name} on public.{table}")
            if now.enabled:
                cursor.execute(f"alter table public.{table} no force row level security, disable row level security")
        cursor.execute(f"drop function if exists public.{_FUNCTION} cascade")
        for name in _FUNCTIONS:
            cursor.execute(f"drop function if exists public.{name}")


def standing_now() -> dict[str, Standing]:
    """`standing` of the live database."""
    from apthapi.web.plans.live import live  # noqa: PLC0415 - models say their owner, and this reads models

    return standing(live())


def _is_applied() -> bool:
    return (_APP, _FIRST) in MigrationRecorder(connection).applied_migrations()
