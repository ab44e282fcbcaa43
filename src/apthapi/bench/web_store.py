"""The databases of `bench --parte web`: made, filled by a process of their own, and asked in the end what they hold."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apthapi.bench.measure import asked
from apthapi.bench.session import Session
from apthapi.core.database import Database, Engine

SERVER = "postgres@127.0.0.1:5432"
ROLE = "apthapi_medicion"
"""Who owns what is measured: an ordinary role, as in an installation, whom the wall between entities stops."""
_MAKE_ROLE = (
    f"do $$ begin create role {ROLE} login; exception when duplicate_object or unique_violation then null; end $$"
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a client was told: the price that its line has, in centavos, and how many of its saves were stored."""

    renglon: int
    price: int
    times: int


def prepare(example: Path, variables: Mapping[str, str], clients: int) -> dict[str, Any]:
    """Fill the database of those variables. Raises FailedError."""
    found: dict[str, Any] = asked("bench.web_data", str(example), str(clients), variables=variables)
    return found


def differences(variables: Mapping[str, str], told: list[Saved]) -> list[str]:
    """What the database holds otherwise than clients were told, of their lines and of the trace since the last time."""
    database = _open(variables)
    try:
        return list(_differences(database, told))
    finally:
        database.close()


def _differences(database: Database, told: list[Saved]) -> list[str]:
    marks = ", ".join("?" for _ in told)
    prices: dict[int, int] = dict(
        database.query(
            f"select renglon, precio_unitario from requerimientos where renglon in ({marks})",
            [each.renglon for each in told],
        )
    )
    wrong = [
        f"la línea {each.renglon} tiene {prices.get(each.renglon)} y se guardó {each.price}"
        for each in told
        if prices.get(each.renglon) != each.price
    ]
    last = sum(each.times for each in told)
    # The acts of these saves are the last ones; each of them changed one line, its own.
    acts, lines = database.query(
        "select count(*), count(distinct renglon) from (select acto, renglon from process_cambio "
        "where tabla = 'requerimientos' and acto in (select id from process_acto where clase = 'guardar' "
        "order by id desc limit ?)) q",
        [last],
    )[0]
    if acts != last or lines != len(told):
        wrong.append(f"la traza dice {acts} cambios de {lines} líneas; fueron {last} de {len(told)}")
    return wrong


def _open(variables: Mapping[str, str]) -> Database:
    if url := variables["APTHAPI_BASE"]:
        connection = _connect(url)
        connection.execute("set apthapi.vista = 'todo'")
        return Database(connection, Engine.POSTGRESQL)
    path = Path(variables["APTHAPI_DATOS"]) / "apthapi.sqlite3"
    return Database(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True), Engine.SQLITE)


@contextmanager
def postgresql(session: Session) -> Iterator[str]:
    """The URL of a database of its own while it lasts; empty if PostgreSQL does not answer, which is told."""
    name = f"apthapi_medicion_{os.getpid()}"
    if not new_database(name):
        session.tell("PostgreSQL no responde en 127.0.0.1:5432: no se mide")
        yield ""
        return
    try:
        yield url_of(name)
    finally:
        without(name)


def url_of(name: str) -> str:
    """Where an application finds it."""
    return f"postgresql://{ROLE}@127.0.0.1:5432/{name}"


def past_the_wall(url: str) -> str:
    """The same database for who fills it past triggers and walls."""
    return f"postgresql://{SERVER}/{url.rpartition('/')[2]}"


def new_database(name: str) -> bool:
    """Make an empty PostgreSQL database; false if no server answers."""
    import psycopg  # noqa: PLC0415 - only what needs a server loads it

    try:
        server = _connect(f"postgresql://{SERVER}/postgres?connect_timeout=3")
    except psycopg.OperationalError:
        return False
    server.execute(_MAKE_ROLE)
    server.execute(f'create database "{name}" owner {ROLE}')
    server.close()
    return True


def without(name: str) -> None:
    """Remove the database, whoever is in it."""
    server = _connect(f"postgresql://{SERVER}/postgres")
    server.execute(f'drop database if exists "{name}" with (force)')
    server.close()


def _connect(url: str) -> Any:
    import psycopg  # noqa: PLC0415 - only what needs a server loads it

    return psycopg.connect(url, autocommit=True)
