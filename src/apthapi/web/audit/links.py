"""Checks of a verification over acts, links and changes. Each is a piece of work for one process; knows no Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from apthapi.core.database import Database, Engine, Row
from apthapi.web.audit.canonical import FIRST, Act, content_of, link_of, moment_of
from apthapi.web.audit.problems import Found, Problem
from apthapi.web.audit.reading import stream

Anchors = Mapping[str, Mapping[int, tuple[str, str]]]
"""By entity and number: the seal that was written down, and when."""

_ACTS = {
    Engine.SQLITE: "a.id, a.envio, a.persona_id, a.cargo_id, a.momento, a.clase, a.plan, a.unidad, a.detalle",
    Engine.POSTGRESQL: "a.id, replace(a.envio::text, '-', ''), a.persona_id, a.cargo_id, "
    "to_char(a.momento at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), a.clase, a.plan, a.unidad, a.detalle",
}


def check_acts(database: Database, low: int, high: int) -> Found:
    """Each act from `low` to `high` is the one that its link seals."""
    found, seen = Found(), 0
    sql = (
        f"select {_ACTS[database.engine]}, e.entidad, e.numero, e.cambios, e.contenido, e.previo, e.huella "
        f"from process_acto a left join audit_eslabon e on e.acto = a.id where a.id between {low} and {high} "
        "order by a.id"
    )
    for row in stream(database, "actos", sql):
        seen += 1
        act: Act = (*row[:4], moment_of(row[4]), *row[5:9])
        entidad, numero, count, content, previous, seal = row[9:]
        if seal is None:
            found.add(Problem("acto_sin_eslabon", _NO_LINK.format(act[5]), acto=act[0], momento=act[4]))
        elif link_of(previous, entidad, numero, act, count, content) != seal:
            found.add(Problem("acto_alterado", _EDITED.format(act[5]), entidad, numero, act[0], act[4]))
    found.count("actos", seen)
    return found


_NO_LINK = "El acto «{}» no está en la cadena: se agregó por fuera de la aplicación, o se le quitó su eslabón."
_EDITED = "El acto «{}» o su eslabón no es el que se selló: se editó, o se cambió de lugar."


def check_changes(database: Database, low: int, high: int) -> Found:
    """The changes of each act from `low` to `high` are those that its link seals, all of them and no others."""
    found, seen = Found(), 0
    limits = f"acto between {low} and {high}"
    links = stream(
        database, "eslabones", f"select acto, cambios, contenido from audit_eslabon where {limits} order by acto"
    )
    changes = stream(
        database,
        "cambios",
        "select id, tabla, renglon, plan, unidad, antes, despues, acto from process_cambio "
        f"where {limits} order by acto, id",
    )
    link = next(links, None)
    for acto, rows in groupby(changes, key=itemgetter(7)):
        while link is not None and link[0] < acto:
            found.add_all(_lacking(link))
            link = next(links, None)
        count, content = _content(rows)
        seen += count
        if link is None or link[0] != acto:
            found.add(_of_no_link(database, acto, count))
            continue
        if (count, content) != (link[1], link[2]):
            found.add(_changed(database, link, count))
        link = next(links, None)
    while link is not None:
        found.add_all(_lacking(link))
        link = next(links, None)
    found.count("cambios", seen)
    return found


def _content(rows: Iterator[Row]) -> tuple[int, str]:
    """As it was sealed; what is not even of the kinds of a change gives no seal, and is then told as edited."""
    try:
        return content_of(rows)
    except TypeError:
        return 1 + sum(1 for _ in rows), ""


def _lacking(link: Row) -> Iterator[Problem]:
    acto, count, _ = link
    if count:
        yield Problem("cambios_faltan", f"Se borraron los {count} cambios de este acto.", acto=acto)


def _changed(database: Database, link: Row, count: int) -> Problem:
    acto, sealed, _ = link
    tabla, renglon = _first(database, acto)
    if count < sealed:
        return Problem("cambios_faltan", f"Se selló con {sealed} cambios y tiene {count}: se borraron.", acto=acto)
    if count > sealed:
        return Problem("cambios_sobran", f"Se selló con {sealed} cambios y tiene {count}: se agregaron.", acto=acto)
    alone = count == 1
    text = (
        "El cambio de este acto no es el que se selló: se editó."
        if alone
        else (f"Alguno de los {count} cambios de este acto no es el que se selló: se editó o se cambió de orden.")
    )
    return Problem(
        "cambios_alterados", text, acto=acto, tabla=tabla if alone else "", renglon=renglon if alone else None
    )


def _of_no_link(database: Database, acto: int, count: int) -> Problem:
    tabla, renglon = _first(database, acto)
    text = f"Hay {count} cambios de un acto que no está en la cadena: se agregaron por fuera, o se borró su eslabón."
    return Problem("cambios_sin_acto", text, acto=acto, tabla=tabla, renglon=renglon)


def _first(database: Database, acto: int) -> tuple[str, int]:
    [(tabla, renglon)] = database.query(
        f"select tabla, renglon from process_cambio where acto = {acto} order by acto, id limit 1"
    )
    return tabla, renglon


def check_links(database: Database, anchors: Anchors) -> Found:
    """The links of each entity are numbered without gaps, each after the one before, up to the head and the anchors."""
    found, seen = Found(), 0
    heads = {row[0]: (row[1], row[2]) for row in database.query("select entidad, numero, huella from audit_cabeza")}
    rows = stream(
        database, "cadena", "select entidad, numero, acto, previo, huella from audit_eslabon order by entidad, numero"
    )
    ends: dict[str, tuple[int, str]] = {}
    for entidad, numero, acto, previous, seal in rows:
        seen += 1
        last, before = ends.get(entidad, (0, FIRST))
        found.add_all(_in_order(entidad, numero, acto, last, previous == before))
        written = anchors.get(entidad, {}).get(numero)
        if written and written[0] != seal:
            found.add(Problem("ancla_distinta", _ANCHOR.format(written[1]), entidad, numero, acto))
        ends[entidad] = (numero, seal)
    for entidad in sorted({*heads, *ends, *anchors}):
        end = ends.get(entidad, (0, FIRST))
        found.add_all(_at_the_end(entidad, end, heads.get(entidad), anchors.get(entidad, {})))
    found.add_all(_orphans(database))
    found.count("eslabones", seen)
    return found


_ANCHOR = "La huella no es la que se anotó fuera de la base el {}: la cadena se calculó de nuevo desde aquí o antes."


def _in_order(entidad: str, numero: int, acto: int, last: int, follows: bool) -> Iterator[Problem]:
    if numero <= last:
        yield Problem("numero_repetido", "Este número de eslabón está dos veces.", entidad, numero, acto)
    elif numero > last + 1:
        text = f"Faltan eslabones: después del {last} viene el {numero}. Se borraron, o se cambió la numeración."
        yield Problem("numero_falta", text, entidad, last + 1, acto)
    elif not follows:
        text = f"No sigue al eslabón {last}: uno de los dos se editó, se cambió de lugar o se insertó."
        yield Problem("orden_roto", text, entidad, numero, acto)


def _at_the_end(
    entidad: str, end: tuple[int, str], head: tuple[int, str] | None, anchors: Mapping[int, tuple[str, str]]
) -> Iterator[Problem]:
    if head != end and (head is not None or end[0]):
        number = head[0] if head else 0
        text = f"La cadena termina en el eslabón {end[0]} y su cabeza dice {number}: se cortó el final, o se editó."
        yield Problem("cabeza_distinta", text, entidad, end[0])
    beyond = [number for number in anchors if number > end[0]]
    if beyond:
        when = anchors[max(beyond)][1]
        text = f"La cadena termina en el eslabón {end[0]}; el {when} se anotó fuera de la base el {max(beyond)}."
        yield Problem("final_cortado", text, entidad, end[0] + 1)


def _orphans(database: Database) -> Iterator[Problem]:
    """Links whose act is gone, and changes of acts after the last one."""
    sql = (
        "select entidad, numero, acto from audit_eslabon e "
        "where not exists (select 1 from process_acto a where a.id = e.acto) order by 1, 2"
    )
    for entidad, numero, acto in stream(database, "huerfanos", sql):
        yield Problem("eslabon_sin_acto", "Se borró el acto de este eslabón.", entidad, numero, acto)
    sql = (
        "select acto, count(*), min(tabla), min(renglon) from process_cambio "
        "where acto > (select coalesce(max(id), 0) from process_acto) group by acto order by acto"
    )
    for acto, count, tabla, renglon in database.query(sql):
        text = f"Hay {count} cambios de un acto que no existe: se agregaron por fuera, o se borró el acto."
        yield Problem("cambios_sin_acto", text, acto=acto, tabla=tabla, renglon=renglon)
    if database.engine is Engine.SQLITE:
        yield from _numbers_given(database)


def _numbers_given(database: Database) -> Iterator[Problem]:
    """SQLite gives no number twice and takes back those of an act that failed: the last one given is the last there."""
    for table, what in (("process_acto", "acto"), ("process_cambio", "cambio")):
        given = database.value("select seq from sqlite_sequence where name = ?", [table]) or 0
        last = database.value(f"select max(id) from {table}") or 0
        if given > last:
            text = f"El último {what} que hubo fue el {given} y el último que hay es el {last}: se borró el final."
            yield Problem("final_cortado", text)
