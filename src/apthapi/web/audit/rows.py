"""Checks of a verification over the rows themselves: they are what their last change says. Knows no Django."""

from __future__ import annotations

import json
from collections.abc import Iterator
from secrets import randbits
from typing import Any

from apthapi.core.database import Database, Engine
from apthapi.web.audit.problems import Found, Problem
from apthapi.web.audit.reading import stream


def check_rows(database: Database, table: str, key: str, written: str) -> Found:
    """Each row of the table is as its last change left it; `written` is the SQL that writes a row `t` as the trace."""
    found = Found()
    last = f"select renglon, max(id) as id from process_cambio where tabla = '{table}' group by renglon"
    sql = (
        f"select u.renglon, c.acto, c.despues, case when t.{key} is null then '' else {written} end "
        f"from ({last}) u join process_cambio c on c.id = u.id left join {table} t on t.{key} = u.renglon "
        f"where c.despues <> case when t.{key} is null then '' else {written} end order by u.renglon"
    )
    for renglon, acto, told, there in stream(database, "filas", sql):
        if not _same(told, there):
            found.add(_differs(table, renglon, acto, told, there))
    sql = (
        f"select t.{key} from {table} t where not exists "
        f"(select 1 from process_cambio c where c.tabla = '{table}' and c.renglon = t.{key}) order by t.{key}"
    )
    for (renglon,) in stream(database, "nuevas", sql):
        text = "Esta fila no la escribió ningún acto: se agregó por fuera de la aplicación."
        found.add(Problem("fila_agregada", text, tabla=table, renglon=renglon))
    found.count("filas", int(database.value(f"select count(*) from {table}")))
    return found


def _differs(table: str, renglon: int, acto: int, told: str, there: str) -> Problem:
    if not there:
        text = "La traza dice que esta fila está, y no está: se borró por fuera de la aplicación."
        return Problem("fila_borrada", text, acto=acto, tabla=table, renglon=renglon)
    if not told:
        text = "La traza dice que esta fila se quitó, y está: se agregó por fuera de la aplicación."
        return Problem("fila_agregada", text, acto=acto, tabla=table, renglon=renglon)
    what = "; ".join(f"{name}: la traza dice «{old}» y la fila «{new}»" for name, old, new in _cells(told, there))
    text = f"La fila no es como la dejó su último acto: se editó por fuera de la aplicación. {what}."
    return Problem("fila_alterada", text, acto=acto, tabla=table, renglon=renglon)


def check_history(database: Database) -> Found:
    """Each change begins with the row as the change before it left it: nothing was edited in between, unseen."""
    found = Found()
    pairs = _BROKEN_SQLITE if database.engine is Engine.SQLITE else _BROKEN_POSTGRESQL.format(seed=randbits(60))
    for number, acto, tabla, renglon, before in stream(database, "historia", pairs):
        [(starts,)] = database.query(f"select antes from process_cambio where id = {number}")
        left = database.value(f"select despues from process_cambio where id = {before}") if before else ""
        if _same(left, starts):
            continue
        what = "; ".join(f"{name}: quedó «{old}» y empieza con «{new}»" for name, old, new in _cells(left, starts))
        text = f"El cambio no empieza como quedó la fila en el anterior: se editó entre los dos. {what}".strip()
        found.add(Problem("historia_rota", text, acto=acto, tabla=tabla, renglon=renglon))
    return found


_BROKEN_SQLITE = """
select id, acto, tabla, renglon, before from (
  select c.id, c.acto, c.tabla, c.renglon, c.antes,
    (select max(p.id) from process_cambio p where p.tabla = c.tabla and p.renglon = c.renglon and p.id < c.id) as before
  from process_cambio c not indexed) c
where c.antes <> coalesce((select p.despues from process_cambio p where p.id = c.before), '')
"""

_BROKEN_POSTGRESQL = """
select id, acto, tabla, renglon, before from (
  select id, acto, tabla, renglon, starts,
    lag(id) over w as before, lag(leaves, 1, hashtextextended('', {seed})) over w as left_so
  from (
    select id, acto, tabla, renglon,
      hashtextextended(antes, {seed}) as starts, hashtextextended(despues, {seed}) as leaves
    from process_cambio) h
  window w as (partition by tabla, renglon order by id)) q
where starts <> left_so
"""
"""The database compares digests with a seed that nobody knew before, so that it need not sort the texts."""


def _same(one: str | None, other: str) -> bool:
    """Whether two texts of a row say the same of the columns that both have: tables gain columns over the years."""
    one = one or ""
    return one == other or (bool(one and other) and not any(True for _ in _cells(one, other)))


def _cells(one: str | None, other: str) -> Iterator[tuple[str, Any, Any]]:
    try:
        before, after = json.loads(one or "{}"), json.loads(other or "{}")
    except ValueError:
        yield "texto", one, other
        return
    common = before.keys() & after.keys() if before and after else before.keys() | after.keys()
    for name in sorted(common):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
