"""Verifies the whole trace: the work in pieces, over as many processes as wanted, and the report of all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from multiprocessing import get_context

from django.db import connection

from apthapi.core.database import Database, Engine
from apthapi.web.audit.anchors import Anchor, anchors_file, read_anchors, why_not_written
from apthapi.web.audit.problems import Found, Problem, Report
from apthapi.web.audit.reading import Place, opened
from apthapi.web.audit.standing import check_triggers
from apthapi.web.audit.work import Piece, do, do_here, open_here
from apthapi.web.process.trace import kept_as
from apthapi.web.process.traced import traced

Tell = Callable[[str, int, int], None]
_PARTS = 12
_SMALL = 30_000
"""Changes below which other processes would take longer to start than to help."""


def place_of_database() -> Place:
    """The database of this installation, as another process can open it."""
    if connection.vendor == "sqlite":
        return Place(Engine.SQLITE, path=str(connection.settings_dict["NAME"]))
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = {names[key]: value for key, value in connection.settings_dict.items() if key in names and value}
    options = connection.settings_dict["OPTIONS"]
    return Place(
        Engine.POSTGRESQL, parameters={**known, **{k: v for k, v in options.items() if isinstance(v, str | int)}}
    )


def verify(entidad: str | None = None, *, processes: int = 1, tell: Tell = lambda *_: None) -> Report:
    """Verify everything; with `entidad`, tell only what is of it or of no entity in particular."""
    began = time.monotonic()
    anchors, problems, notices = _anchors()
    with opened(place_of_database()) as database:
        place = _shared(database)
        problems += check_triggers(database)
        pieces = list(_pieces(database, anchors))
        large = int(database.value("select coalesce(max(id), 0) from process_cambio")) > _SMALL
        whole = _together(_results(place, pieces, processes if large else 1), len(pieces), tell)
        problems = _placed(database, [*problems, *whole.problems])
        heads = {row[0]: (row[1], row[2]) for row in database.query("select entidad, numero, huella from audit_cabeza")}
    if entidad is not None:
        problems = [each for each in problems if each.entidad in (None, entidad)]
        heads = {key: value for key, value in heads.items() if key == entidad}
    return Report(_sorted(problems), whole.more, heads, whole.counts, notices, time.monotonic() - began)


def _anchors() -> tuple[dict[str, dict[int, tuple[str, str]]], list[Problem], list[str]]:
    """What was written outside of the database, the lines of it that cannot be read, and what to know about it."""
    found: dict[str, dict[int, tuple[str, str]]] = {}
    problems: list[Problem] = []
    notices = [each for each in (why_not_written(),) if each]
    try:
        for each in read_anchors():
            if isinstance(each, Anchor):
                found.setdefault(each.entidad, {})[each.numero] = (each.huella, each.momento)
            else:
                text = f"La línea {each} de {anchors_file()} no se entiende: se editó."
                problems.append(Problem("ancla_ilegible", text))
    except OSError:
        notices.append(
            f"No hay anclas en {anchors_file()}: sin ellas no se vería que se cortó el final, "
            "ni que alguien calculó de nuevo la cadena entera."
        )
    return found, problems, notices


def _shared(database: Database) -> Place:
    """The place at the moment that this connection reads, so that other processes read the same."""
    place = place_of_database()
    if place.engine is Engine.POSTGRESQL:
        return replace(place, snapshot=str(database.value("select pg_export_snapshot()")))
    return place


def _pieces(database: Database, anchors: dict[str, dict[int, tuple[str, str]]]) -> Iterator[Piece]:
    """The pieces of work, the longest first."""
    vendor = "postgresql" if database.engine is Engine.POSTGRESQL else "sqlite"
    yield ("history",)
    for low, high in _ranges(database):
        yield ("changes", low, high)
    for low, high in _ranges(database):
        yield ("acts", low, high)
    yield ("links", anchors)
    there = set(connection.introspection.table_names())
    for each in traced().values():
        if each.table in there:
            yield ("rows", each.table, each.key, kept_as(each, "t", vendor))


def _ranges(database: Database) -> list[tuple[int, int]]:
    """From one act to another, with about as many changes in each range; those of later acts are not looked at."""
    last = int(database.value("select coalesce(max(id), 0) from process_acto"))
    first, end = database.query("select coalesce(min(id), 0), coalesce(max(id), 0) from process_cambio")[0]
    limits = [0]
    for part in range(1, _PARTS):
        at = first + (end - first) * part // _PARTS
        acto = database.value(f"select acto from process_cambio where id >= {at} order by id limit 1") or 0
        if limits[-1] < acto <= last:
            limits.append(int(acto))
    limits.append(last)
    return [(low + 1, high) for low, high in pairwise(limits) if high > low]


def _results(place: Place, pieces: list[Piece], processes: int) -> Iterator[Found]:
    with ExitStack() as ends:
        if processes == 1:
            database = ends.enter_context(opened(place))
            yield from (do(database, piece) for piece in pieces)
            return
        # A process that begins anew has no connection of this one to spoil.
        pool = ends.enter_context(
            ProcessPoolExecutor(processes, get_context("spawn"), initializer=open_here, initargs=(place,))
        )
        for each in as_completed([pool.submit(do_here, piece) for piece in pieces]):
            yield each.result()


def _together(results: Iterable[Found], total: int, tell: Tell) -> Found:
    whole = Found()
    for done, each in enumerate(results, start=1):
        whole.problems += each.problems
        whole.more += each.more
        for what, number in each.counts.items():
            whole.count(what, number)
        tell("partes", done, total)
    return whole


def _placed(database: Database, problems: list[Problem]) -> list[Problem]:
    """Each with the entity, link and moment of its act, if it has one and they are known."""
    acts = sorted({each.acto for each in problems if each.acto is not None})
    known: dict[int, tuple[str, int, str]] = {}
    for start in range(0, len(acts), 500):
        some = ", ".join(map(str, acts[start : start + 500]))
        rows = database.query(
            "select e.acto, e.entidad, e.numero, cast(a.momento as text) from audit_eslabon e "
            f"left join process_acto a on a.id = e.acto where e.acto in ({some})"
        )
        known |= {row[0]: (row[1], row[2], (row[3] or "")[:19]) for row in rows}
    return [each.at(*known[each.acto]) if each.acto in known else each for each in problems]


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(
        problems, key=lambda each: (each.entidad or "", each.numero or 0, each.acto or 0, each.tabla, each.renglon or 0)
    )
