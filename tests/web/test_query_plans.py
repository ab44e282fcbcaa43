"""What is asked each time that somebody saves or looks for news is found through an index, however much there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from web.databases import on_sqlite, queries
from web.grid import SERVICES, address, cell, rows, save

GROW = re.compile(r"SCAN (requerimientos|process_\w+|operaciones|tareas|situacion|acp_unidad|formulario04)\b")
"""Read whole, or through a whole index: the tables that grow with the work."""

pytestmark = on_sqlite("SQLite says its plan whatever the tables hold; PostgreSQL rightly reads small ones whole")


def scans(statements: list[str]) -> list[tuple[str, str]]:
    """The steps that read a table which grows from end to end, with their statement."""
    found = []
    for statement in statements:
        if not re.match(r"\s*(select|insert|update|delete)", statement, re.IGNORECASE):
            continue
        asked = statement.replace("%s", "?")
        plan = connection.connection.execute(f"explain query plan {asked}", [None] * asked.count("?"))
        found += [(step[3], statement) for step in plan if GROW.search(step[3])]
    return found


@pytest.fixture
def asks(demo: None, as_role: Callable[..., Client]) -> dict[str, Callable[[], Any]]:  # noqa: ARG001 - whose database
    """What is asked all the time."""
    preparer, planner = as_role(Rol.PREPARA, COMPLETED), as_role(Rol.PLANIFICACION)
    renglon = rows(preparer)[0]["renglon"]
    changed = {"renglon": renglon, "celdas": {"cantidad": cell("7", 1), "descripcion": cell("Otra")}}
    added = {"nuevo": "n1", "celdas": {"partida": cell("31110"), "fuente": cell("41")}}
    return {
        "saving": lambda: save(preparer, changed, added, {"renglon": renglon + 1, "borrar": True}, since=1),
        "news of a unit": lambda: preparer.get(address(SERVICES, "novedades"), {"desde": 1}),
        "news of a plan": lambda: planner.get(address("unidades", "novedades", unidad=""), {"desde": 1}),
        "the rows": lambda: preparer.get(address(SERVICES, "filas")),
        "the page": lambda: preparer.get(f"/planes/{PLAN}/unidades/{COMPLETED}/paso/requerimientos"),
    }


@pytest.mark.parametrize("what", ["saving", "news of a unit", "news of a plan", "the rows", "the page"])
def test_nothing_that_grows_is_read_from_end_to_end(asks: dict[str, Callable[[], Any]], what: str) -> None:
    with queries(judge=False) as made:
        asks[what]()
    assert len(made) > 5
    assert scans(made) == []


@pytest.mark.usefixtures("demo")
def test_reading_from_end_to_end_would_be_seen() -> None:
    with queries(judge=False) as made:
        live().query("select linea from requerimientos where descripcion = ?", ["x"])
    assert scans(made)
