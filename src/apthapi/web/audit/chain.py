"""Chains each act to the one before it in its entity, in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from apthapi.core.database import Database, Engine, Prepared
from apthapi.core.tables import TABLES
from apthapi.web.audit.anchors import note_head
from apthapi.web.audit.canonical import FIRST, Act, Change, content_of, link_of, moment_of
from apthapi.web.audit.models import Cabeza
from apthapi.web.plans.live import live

_CHANGES = (
    "select id, tabla, renglon, plan, unidad, antes, despues, acto from process_cambio "
    "where acto >= ? and acto <= ? order by acto, id"
)
"""Between two, though it is one: planned for whichever act, `=` reads all changes in order until it finds its own."""
_FEW = 1000
_HEAD = "select numero, huella from audit_cabeza where entidad = ?"
_LINK = (
    "insert into audit_eslabon (acto, entidad, numero, cambios, contenido, previo, huella) values (?, ?, ?, ?, ?, ?, ?)"
)
_MOVE = "update audit_cabeza set numero = ?, huella = ? where entidad = ?"
INSTALLATION = ""
"""The chain of the acts that are of no entity: plans of several that are loaded, the first administrator."""


def head_of(entidad: str) -> str:
    """Where the chain of the entity is, to print it on a paper: `1240·3fa9c2d1e0b7a6f5`. Empty before its first act."""
    found = Cabeza.objects.filter(entidad=entidad).first()
    return f"{found.numero}·{found.huella[:16]}" if found else ""


class OutOfPlaceError(Exception):
    """An act on a part wrote a row of a plan outside of it: a fault of ours, for who follows the part was not told."""


def chain(act: Any, entidad: str | None) -> None:
    """Seal the act with its changes. On PostgreSQL it also ends its course. Raises OutOfPlaceError.

    The head of the entity is locked last, when the changes have been read: acts on different units only meet there.
    """
    count, content = content_of(_in_place(act, _changes(act.pk)))
    told: Act = (
        act.pk,
        act.envio.hex,
        act.persona_id,
        act.cargo_id,
        moment_of(act.momento),
        act.clase,
        act.plan,
        act.unidad,
        act.detalle,
    )
    database = live()
    entidad = _entity_of(database, act.plan) if entidad is None else entidad
    number, previous = _held_head(database, entidad)
    seal = link_of(previous, entidad, number + 1, told, count, content)
    link: list[Any] = [act.pk, entidad, number + 1, count, content, previous, seal]
    move: list[Any] = [number + 1, seal, entidad]
    if database.engine is Engine.POSTGRESQL:
        end = "select set_config('apthapi.acto', '', true)"
        database.execute(Prepared(f"with eslabon as ({_LINK}), cabeza as ({_MOVE}) {end}"), [*link, *move])
    else:
        database.execute(_LINK, link)
        database.execute(_MOVE, move)
    transaction.on_commit(lambda: note_head(entidad, number + 1, seal, act.clase))


def _in_place(act: Any, changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, once looked at: acts on two parts do not wait for each other (see act)."""
    for change in changes:
        _, table, _, plan, unidad, *_ = change
        if act.unidad and table in TABLES and (plan, unidad) != (act.plan, act.unidad):
            raise OutOfPlaceError(f"{act.clase} on {act.plan} {act.unidad} wrote {table} of {plan} {unidad}")
        yield change


def _changes(acto: int) -> Iterator[Change]:
    """The changes of the act; many of them are not held in memory together."""
    some = live().query(Prepared(f"{_CHANGES} limit {_FEW + 1}"), [acto, acto])
    if len(some) <= _FEW:
        yield from some
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHANGES.replace("?", "%s"), [acto, acto])
        while some := cursor.fetchmany(_FEW):
            yield from some


def _entity_of(database: Database, plan: str) -> str:
    found = database.value("select entidad from planes where plan = ?", [plan]) if plan else None
    return found or INSTALLATION


def _held_head(database: Database, entidad: str) -> tuple[int, str]:
    """Number and seal of the last link; nobody else chains to it until the transaction ends."""
    held = Prepared(f"{_HEAD} for update" if database.engine is Engine.POSTGRESQL else _HEAD)
    rows = database.query(held, [entidad])
    if not rows:
        new = "insert into audit_cabeza (entidad, numero, huella) values (?, 0, ?) on conflict do nothing"
        database.execute(new, [entidad, FIRST])
        rows = database.query(held, [entidad])
    return rows[0][0], rows[0][1]
