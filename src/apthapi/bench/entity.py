"""One entity of 15 units and 5,000 lines: the whole command, and one unit inside a running process."""

from __future__ import annotations

import shutil

from apthapi.bench.measure import call, process
from apthapi.bench.session import Figure, Session
from apthapi.core.copying import copy_tables
from apthapi.core.database import Database, Engine
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from apthapi.rules import check
from apthapi.rules.live import check_unit, unit_rules

UNITS, LINES = 15, 5_000
UNIT_LINES = 200
SCHEMA = "apthapi_bench"


def run(session: Session) -> None:
    """Measure the command over a folder of CSV, then the rules of one unit on SQLite and, if it answers, PostgreSQL."""
    folder = session.folder / "entidad"
    shutil.rmtree(folder, ignore_errors=True)
    write_example(folder, units=UNITS, lines=LINES)
    whole = process(["-m", "apthapi.cli", "check", str(folder)], times=9)
    session.add(
        Figure(
            "check de una entidad, 5.000 líneas en CSV",
            whole.wall,
            "s",
            at_most=0.6,
            remark=f"{whole.megabytes:.0f} MB",
        )
    )
    _unit_of_a_package(session)
    _unit_of_a_live_database(session)


def _unit_of_a_package(session: Session) -> None:
    folder = session.folder / "unidad"
    shutil.rmtree(folder, ignore_errors=True)
    write_example(folder, units=1, lines=UNIT_LINES)
    package = read_package(folder)
    check(package)
    seconds = call(lambda: check(package))
    session.add(Figure("las 60 reglas sobre un plan de 200 líneas ya leído, SQLite", seconds * 1000, "ms", at_most=15))


def _unit_of_a_live_database(session: Session) -> None:
    folder = session.folder / "vivo"
    shutil.rmtree(folder, ignore_errors=True)
    write_example(folder, units=UNITS, lines=UNITS * UNIT_LINES)
    package = read_package(folder)
    plan, unidad = package.latest_plan(), _a_unit(package)
    remark = f"{len(unit_rules())} reglas de unidad; la base tiene {UNITS} unidades"
    seconds = call(lambda: check_unit(package.database, plan, unidad, schema="main"))
    session.add(
        Figure("una unidad de 200 líneas, en su sitio, SQLite", seconds * 1000, "ms", at_most=15, remark=remark)
    )
    live = _postgresql()
    if live is None:
        session.tell("PostgreSQL no responde en 127.0.0.1:5432: no se mide")
        return
    try:
        _fill(package, live)
        seconds = call(lambda: check_unit(live, plan, unidad, schema=SCHEMA))
    finally:
        live.execute(f"drop schema if exists {SCHEMA} cascade")
        live.close()
    session.add(
        Figure("una unidad de 200 líneas, en su sitio, PostgreSQL", seconds * 1000, "ms", at_most=25, remark=remark)
    )


def _a_unit(package: Package) -> str:
    return str(package.database.value("select max(unidad) from unidades"))


def _fill(package: Package, live: Database) -> None:
    live.execute(f"drop schema if exists {SCHEMA} cascade")
    live.execute(f"create schema {SCHEMA}")
    live.execute(f"set search_path = {SCHEMA}")
    copy_tables(package.database, live)
    for table in ("requerimientos", "operaciones", "tareas", "ejecucion_financiera", "formulario04", "acp_unidad"):
        live.execute(f"create index on {table} (plan, unidad)")
    live.execute("analyze")


def _postgresql() -> Database | None:
    """The local PostgreSQL, by a connection as the driver gives it; None if it does not answer."""
    import psycopg  # noqa: PLC0415 - only the measurements and the tests need it

    try:
        connection = psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        return None
    return Database(connection, Engine.POSTGRESQL)
