"""What the session of the database sees now. On PostgreSQL alone: SQLite has no wall, and nothing is sent to it.

A process begins seeing everything (commands, migrations, the worker), or nothing (what serves: `serve_from_nothing`).
Each request begins seeing nothing, and what lets it pass widens it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.signals import request_finished
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.utils import OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from psycopg import ClientCursor
from psycopg.pq import TransactionStatus

from apthapi.web.wall.owners import ALL, ENTITIES, KEYS, PAPERS, PLANS, PUBLISHED, VIEW


@dataclass(frozen=True, slots=True)
class Sight:
    """How a session looks, and whose rows are its own: codes of entities; of who looks at what is published, plans."""

    view: str = ""
    entities: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()


NOTHING, EVERYTHING = Sight(), Sight(ALL)


class _State(threading.local):
    """Of the thread, as Django's connection is."""

    now: Sight | None = None
    clean: Any = None
    """The connection that was told last to see nothing, outside of any transaction, and nothing since."""


_state = _State()
_base = [EVERYTHING]


def serve_from_nothing() -> None:
    """From now on this process sees nothing but in a request: for what serves people."""
    _base[0] = NOTHING


def now() -> Sight:
    """What is seen now."""
    return _state.now or _base[0]


def see(entities: Collection[str]) -> None:
    """From now on, what is of those entities and what is common."""
    _look(Sight("", tuple(sorted(set(entities)))))


def see_published(plans: Collection[str] = ()) -> None:
    """From now on, what anybody may: the plans that are published (of some, only those of them), and what is common."""
    _look(Sight(PUBLISHED, plans=tuple(plans)))


def see_papers() -> None:
    """From now on, what anybody may who holds a paper or its code: issued papers, besides what is published."""
    _look(Sight(PAPERS))


def begin_plan(plan: str) -> None:
    """What is written from now on may be of that plan, which is still to be stored; nothing if there is one already."""
    with everything("no two plans of the installation have one code"), connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return
        cursor.execute(
            "select set_config(%s, array_append(coalesce(nullif(current_setting(%s, true), ''), '{}')::text[], "
            "%s::text)::text, false) where not exists (select 1 from planes where plan = %s)",
            [PLANS, PLANS, plan, plan],
        )


@contextmanager
def everything(why: str) -> Iterator[None]:  # noqa: ARG001 - said to who reads the code
    """While it lasts, all entities are seen: for the few things that are of the installation and not of an entity.

    `why` says what and why; `docs/security/wall.md` lists them all, and a test holds the list.
    """
    before = now()
    _state.now = Sight(ALL, before.entities, before.plans)
    _tell_view(ALL)
    try:
        yield
    finally:
        _state.now = before
        _tell_view(before.view)


class Wall:
    """The first of all: a request begins seeing nothing, whatever the one before it left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; it may go on being read after this, and so it is `request_finished` that ends what it sees."""
        _state.now = NOTHING
        _close()
        return self.get_response(request)


@receiver(request_finished)
def _rest(**_: object) -> None:
    """A connection that rests sees what its process does: nothing, where people are served."""
    _state.now = None
    if _base[0] == NOTHING:
        _close()
    else:
        _tell(_base[0])


def _close() -> None:
    """See nothing. A database that does not answer is no reason not to answer what needs none of it."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return  # a new connection is told when it is made
    if _state.clean is connection.connection:
        return
    try:
        _tell(NOTHING)
    except OperationalError:
        connection.close()
        return
    if not connection.in_atomic_block:
        _state.clean = connection.connection


@receiver(connection_created)
def _tell_new(connection: Any, **_: object) -> None:
    if connection.vendor == "postgresql":
        _state.clean = None
        _send(connection, now())


def _look(sight: Sight) -> None:
    _state.now = sight
    _tell(sight)


def _tell(sight: Sight) -> None:
    if _open():
        _send(connection, sight)


def _tell_view(view: str) -> None:
    if _open():
        with connection.cursor() as cursor:
            cursor.execute("select set_config(%s, %s, false)", [VIEW, view])


def _open() -> bool:
    """Whether there is a session to be told. One whose transaction failed goes back by itself to what it saw."""
    _state.clean = None
    if connection.vendor != "postgresql" or connection.connection is None:
        return False
    return bool(connection.connection.info.transaction_status != TransactionStatus.INERROR)


def _send(to: Any, sight: Sight) -> None:
    """In one message: the plans are asked for once the entities are known.

    Not by a cursor of Django: that would first ask a connection that goes to rest whether it is still there.
    """
    sql = (
        "select set_config(%(view_name)s, %(view)s, false), set_config(%(entities_name)s, %(entities)s::text[]::text, "
        "false), set_config(%(keys_name)s, '{}', false), set_config(%(plans_name)s, %(plans)s::text[]::text, false)"
    )
    if sight.entities:
        sql += (
            "; select set_config(%(keys_name)s, (select coalesce(array_agg(id), '{}')::text from entities_entidad "
            "where codigo = any(%(entities)s)), false), set_config(%(plans_name)s, "
            "(select coalesce(array_agg(plan), '{}')::text from planes where entidad = any(%(entities)s)), false)"
        )
    with to.wrap_database_errors, ClientCursor(to.connection) as cursor:
        cursor.execute(
            sql,
            {
                "view_name": VIEW,
                "view": sight.view,
                "entities_name": ENTITIES,
                "entities": list(sight.entities),
                "keys_name": KEYS,
                "plans_name": PLANS,
                "plans": list(sight.plans),
            },
        )
