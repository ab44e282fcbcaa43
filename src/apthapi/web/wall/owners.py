"""Whose each row is: said beside the models, and the policies of the database are made from it.

Every table has an owner, or says that it is of all and why; one that says nothing fails a test.
The conditions are SQL in which the settings of the session (see `sight`) stand as queries without a table: PostgreSQL
answers each of them once in a statement, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from apthapi.core.tables import TABLES

ENTITIES, KEYS, PLANS, VIEW = "apthapi.entidades", "apthapi.claves", "apthapi.planes", "apthapi.vista"
"""Settings of a session: codes of its entities, their keys, the codes of their plans, and how it looks."""
ALL, PUBLISHED, PAPERS = "todo", "publicado", "papeles"
"""Ways to look besides that of the own entities: at everything, at what is published, at papers by their code."""


def _set_of(setting: str, kind: str = "text") -> str:
    # One that was reset is empty, which is no array. The cast outside keeps it a value that was asked for once.
    return f"any ((select nullif(current_setting('{setting}', true), '')::{kind}[])::{kind}[])"


MINE = {"entity": _set_of(ENTITIES), "key": _set_of(KEYS, "bigint"), "plan": _set_of(PLANS)}
LOOK = f"(select current_setting('{VIEW}', true))"
OF_PUBLISHED = "publicada and estado in ('vigente', 'historico')"
"""A version that is published. `portal.published` says the same to the pages."""
IS_PUBLISHED = f"plan in (select v.plan from process_version v where {OF_PUBLISHED})"
"""A row of the plan of one."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the rows of a table are.

    `mine`: the condition under which a row is of the session's entities; empty: the table is common, and `why` says so.
    `published`: under which anybody reads it. `papers`: whether a paper is found in it by its code or its hash.
    `read_by_all`: only writing is of its owner.
    """

    table: str
    mine: str = ""
    why: str = ""
    published: str = ""
    papers: bool = False
    read_by_all: bool = False

    @property
    def is_common(self) -> bool:
        """Whether it has no owner."""
        return not self.mine


_declared: dict[str, Owner] = {}


def of_plan(*many: type[models.Model], published: str = "", papers: bool = False) -> None:
    """Rows of a plan. `published`: under which anybody reads them, as `IS_PUBLISHED`."""
    for model in many:
        _add(Owner(_table(model), f"plan = {MINE['plan']}", published=published, papers=papers))


def of_entity(*many: type[models.Model], published: str = "", papers: bool = False) -> None:
    """Rows of an entity by its code."""
    for model in many:
        _add(Owner(_table(model), f"entidad = {MINE['entity']}", published=published, papers=papers))


def of_entity_key(model: type[models.Model], *columns: str, read_by_all: bool = False) -> None:
    """Rows of an entity by the key of its row; of several columns, of any of them."""
    mine = " or ".join(f"{column} = {MINE['key']}" for column in columns or ("entidad_id",))
    _add(Owner(_table(model), mine, read_by_all=read_by_all))


def through(
    model: type[models.Model],
    column: str,
    parent: type[models.Model],
    *,
    key: str = "id",
    published: bool = False,
    papers: bool = False,
) -> None:
    """Rows of what another row is of: the wall of that table decides, and it must have one."""
    table, known = _table(model), _declared[_table(parent)]
    if known.is_common or known.read_by_all:
        raise ValueError(f"{table} would be seen by all, as {known.table} is")
    seen = f"exists (select 1 from {known.table} p where p.{key} = {table}.{column})"
    _add(Owner(table, seen, published=seen if published else "", papers=papers))


def by(model: type[models.Model], mine: str, *, published: str = "", read_by_all: bool = False) -> None:
    """Rows that are the session's under a condition of their own; `{entity}`, `{key}`, `{plan}` stand for its sets."""
    _add(Owner(_table(model), mine.format(**MINE), published=published, read_by_all=read_by_all))


def common(model: type[models.Model] | str, why: str) -> None:
    """A table of all."""
    _add(Owner(model if isinstance(model, str) else _table(model), why=why))


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def _add(owner: Owner) -> None:
    if _declared.get(owner.table, owner) != owner:
        raise ValueError(f"{owner.table} has two owners")
    _declared[owner.table] = owner


def owners() -> dict[str, Owner]:
    """The owner of every table, by its name."""
    return dict(_declared)


for _name in TABLES:
    if _name == "planes":
        # Not by its own set, which is asked of this table.
        _add(Owner(_name, f"entidad = {MINE['entity']}", published=IS_PUBLISHED, papers=True))
    else:
        _add(Owner(_name, f"plan = {MINE['plan']}", published=IS_PUBLISHED))

for _name, _why in {
    "django_migrations": "which tables there are",
    "django_content_type": "which tables there are",
    "auth_permission": "nobody has any: the application decides by positions",
    "auth_group": "nobody has any: the application decides by positions",
    "auth_group_permissions": "nobody has any: the application decides by positions",
    "accounts_persona_groups": "nobody has any: the application decides by positions",
    "accounts_persona_user_permissions": "nobody has any: the application decides by positions",
    "django_session": "read before anybody is known, by an unguessable key",
    "account_emailaddress": "read before anybody is known: a password that was forgotten",
    "account_emailconfirmation": "read before anybody is known, by an unguessable key",
    "mfa_authenticator": "read before anybody is known: the second step of signing in; secrets are encrypted or public",
    "axes_accessattempt": "attempts to enter are of nobody yet",
    "axes_accessattemptexpiration": "attempts to enter are of nobody yet",
    "axes_accessfailurelog": "attempts to enter are of nobody yet",
    "axes_accesslog": "attempts to enter are of nobody yet",
    "django_tasks_database_dbtaskresult": "one queue for all: it holds keys of rows, and what they say stays behind",
}.items():
    _add(Owner(_name, why=_why))
