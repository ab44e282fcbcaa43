"""Whose each row is: said beside the models, and the policies of the database are made from it.

Every table has an owner, or says that it is of all and why; one that says nothing fails a test.
The conditions are SQL in which the settings of the session (see `sight`) stand as queries without a table: PostgreSQL
answers each of them once in a statement, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from apthapi.core.tables import TABLES

ENTITIES, KEYS, PLANS, VIEW = (f"apthapi.{name}" for name in ("entidades", "claves", "planes", "vista"))
"""Settings of a session: codes of its entities, their keys, the codes of their plans, and how it looks."""
ALL, PUBLISHED, PAPERS = "todo", "publicado", "papeles"
"""Ways to look besides that of the own entities: at everything, at what is published, at papers by their code."""
PUBLISHED_PLANS, ACT_IS_MINE, ACT_IS_SEEN = (
    f"apthapi_muro_{name}" for name in ("publicados", "acto_propio", "acto_visto")
)
"""Functions of the database that ask for what is in other tables: `policies` makes them."""
LOOK = f"(select current_setting('{VIEW}', true))"


def _among(column: str, setting: str, kind: str = "text", published: str = "") -> str:
    """Whether a column, never null, is in the set of the session; of who sees everything the set is null, and so true.

    One query without a table, and no `or`: each further one costs every statement a little for each table that it
    names. `coalesce` makes the planner take it for half of the rows, and go on as it did without the wall. A setting
    that was never made, or was reset, is an empty set.
    """
    own = f"coalesce(nullif(current_setting('{setting}', true), ''), '{{}}')::{kind}[]"
    of_public = f"when '{PUBLISHED}' then {published} " if published else ""
    cases = f"when '{ALL}' then null when '' then {own} {of_public}else '{{}}'"
    held = f"select case current_setting('{VIEW}', true) {cases} end"
    # The cast outside keeps it a value that was asked for once, and not a query of rows.
    return f"coalesce({column} = any (({held})::{kind}[]), true)"


MY_PLAN = _among("plan", PLANS)
MY_KEYS = f"coalesce(nullif(current_setting('{KEYS}', true), ''), '{{}}')::bigint[]"
_READ_PLAN = _among("plan", PLANS, published=f"{PUBLISHED_PLANS}()")
OF_PUBLISHED = "publicada and estado in ('vigente', 'historico')"
"""A version that is published. `portal.published` says the same to the pages."""
IS_PUBLISHED = f"plan in (select unnest({PUBLISHED_PLANS}()))"
"""A row of the plan of one."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose the rows of a table are.

    `mine`: the condition under which a row is of the session's entities, true for who sees everything; empty: the
    table is common, and `why` says so. `reads`: that of reading, where more is read than written.
    """

    table: str
    mine: str = ""
    why: str = ""
    reads: str = ""

    @property
    def is_common(self) -> bool:
        """Whether it has no owner."""
        return not self.mine

    @property
    def read_by_all(self) -> bool:
        """Whether only writing is of its owner."""
        return self.reads == "true"


def _reads(mine: str, published: str, papers: bool) -> str:
    others = f"when '{PUBLISHED}' then ({published}) " if published else ""
    others += f"when '{PAPERS}' then true " if papers else ""
    if MY_PLAN in mine and published == IS_PUBLISHED and not papers:
        return mine.replace(MY_PLAN, _READ_PLAN)
    return f"{mine} or case {LOOK} {others}else false end" if others else ""


_declared: dict[str, Owner] = {}


def of_plan(*many: type[models.Model], published: str = "", papers: bool = False) -> None:
    """Rows of a plan. `published`: under which anybody reads them. `papers`: a paper is found there by its code."""
    for model in many:
        _add(Owner(_table(model), MY_PLAN, reads=_reads(MY_PLAN, published, papers)))


def of_entity(*many: type[models.Model], published: str = "", papers: bool = False) -> None:
    """Rows of an entity by its code."""
    mine = _among("entidad", ENTITIES)
    for model in many:
        _add(Owner(_table(model), mine, reads=_reads(mine, published, papers)))


def of_entity_key(model: type[models.Model], *columns: str, read_by_all: bool = False) -> None:
    """Rows of an entity by the key of its row; of several columns, of any of them."""
    mine = " or ".join(_among(f"coalesce({column}, 0)", KEYS, "bigint") for column in columns or ("entidad_id",))
    _add(Owner(_table(model), mine, reads="true" if read_by_all else ""))


def through(
    model: type[models.Model],
    column: str,
    parent: type[models.Model],
    *,
    key: str = "id",
    published: bool = False,
) -> None:
    """Rows of what another row is of: the wall of that table decides. `published`: also for reading what is public."""
    table, known = _table(model), _declared[_table(parent)]
    if known.is_common or known.read_by_all:
        raise ValueError(f"{table} would be seen by all, as {known.table} is")
    seen = f"exists (select 1 from {known.table} p where p.{key} = {table}.{column})"
    # Who looks at what is public sees the other row, and does not write what hangs from it.
    mine = f"case when (select current_setting('{VIEW}', true) in ('', '{ALL}')) then {seen} else false end"
    _add(Owner(table, mine, reads=seen if published else ""))


def by(model: type[models.Model], mine: str, *, published: str = "", read_by_all: bool = False) -> None:
    """Rows that are the session's under a condition of their own, true for who sees everything."""
    _add(Owner(_table(model), mine, reads="true" if read_by_all else _reads(mine, published, papers=False)))


def of_position(model: type[models.Model], *, read_by_all: bool = False) -> None:
    """Rows of the entity of a position (`cargo_id`)."""
    table = _table(model)
    mine = (
        f"case {LOOK} when '{ALL}' then true when '' then exists (select 1 from accounts_cargo c "
        f"where c.id = {table}.cargo_id and c.entidad_id = any ({MY_KEYS})) else false end"
    )
    _add(Owner(table, mine, reads="true" if read_by_all else ""))


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
        # Not by the set of plans, which is asked of this table.
        _mine = _among("entidad", ENTITIES)
        _add(Owner(_name, _mine, reads=_reads(_mine, IS_PUBLISHED, papers=True)))
    else:
        _add(Owner(_name, MY_PLAN, reads=_READ_PLAN))

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
