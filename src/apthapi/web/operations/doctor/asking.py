"""Asks every check; one that cannot be made says why, and the others go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import psycopg
from django.db.utils import DatabaseError

from apthapi.web.operations.doctor import data, machine
from apthapi.web.operations.doctor.said import Said, error

Check = Callable[[], Iterator[Said]]
_OF_MACHINE: tuple[Check, ...] = (
    machine.check_variables,
    machine.check_folder,
    machine.check_disk,
    machine.check_programs,
)
_OF_DATA: tuple[Check, ...] = (
    data.check_people,
    data.check_seeds,
    data.check_entities,
    data.check_wall,
    data.check_clock,
    data.check_worker,
    data.check_backups,
    data.check_anchors,
    data.check_trace,
    data.check_files,
)


def ask_everything() -> list[Said]:
    """All that is said of this installation, the machine first."""
    said = [each for check in _OF_MACHINE for each in _asked(check)]
    for check in (data.check_engine, data.check_migrations):
        told = _asked(check)
        said += told
        if any(each.repair for each in told):
            return said  # what the tables say makes no sense until they are there
    return said + [each for check in _OF_DATA for each in _asked(check)]


def _asked(check: Check) -> list[Said]:
    said: list[Said] = []
    try:
        for each in check():
            said.append(each)  # noqa: PERF402 - what was said before it breaks off counts
    except (DatabaseError, sqlite3.Error, psycopg.Error) as problem:
        first = str(problem).strip().splitlines()[0]
        what = "base de datos" if check is data.check_engine else check.__name__.removeprefix("check_")
        said.append(
            error(what, f"La base no responde a esto: {first}.", "Revise APTHAPI_BASE y APTHAPI_DATOS, y migre.")
        )
    except OSError as problem:
        said.append(error("disco", f"No se pudo leer {problem.filename}: {problem.strerror}.", "Revise los permisos."))
    return said
