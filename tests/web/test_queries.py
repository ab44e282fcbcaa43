"""What a page asks of the database does not depend on how many lines there are, and is found through an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from web.databases import both_engines, queries
from web.grid import address, cell, rows, save

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]

UNIT = f"/planes/{PLAN}/unidades/{COMPLETED}/"
PAGES = {
    Rol.PREPARA: [
        "/inicio/",
        UNIT,
        *(f"{UNIT}paso/{step}" for step in ("articulacion", "operaciones", "requerimientos", "resumen")),
        f"{UNIT}verificaciones",
        f"{UNIT}filas/requerimientos_3_01",
        f"{UNIT}novedades/requerimientos_3_01",
        f"{UNIT}listas/partidas",
        f"{UNIT}listas/medidas",
        f"{UNIT}cambios",
        f"{UNIT}sugerencias",
        f"{UNIT}papeles/",
        f"{UNIT}traer",
    ],
    Rol.PLANIFICACION: [
        "/inicio/",
        *(f"/planes/{PLAN}/{page}" for page in ("", "estructura", "techos", "consolidacion", "papeles/")),
        f"/planes/{PLAN}/novedades/unidades",
    ],
}


def add_lines(until: int) -> None:
    """Copies of the lines of the unit, until it has so many."""
    names = ", ".join(name for name, _ in TABLES["requerimientos"].stored() if name not in ("renglon", "linea"))
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        while (there := live().value("select count(*) from requerimientos where unidad = ?", [COMPLETED])) < until:
            last = live().value("select max(linea) from requerimientos where unidad = ?", [COMPLETED])
            live().execute(
                f"insert into requerimientos (linea, {names}) select linea + {last}, {names} from requerimientos "
                "where unidad = ? order by linea limit ?",
                [COMPLETED, until - there],
            )


def counted(ask: Callable[[], Any]) -> int:
    """How many statements it takes once everything is warm; once a minute a session notes besides that it is used."""
    ask()
    times = []
    for _ in range(2):
        with queries() as made:
            ask()
        times.append(len(made))
    return min(times)


def test_no_page_asks_more_because_there_are_more_lines(as_role: Callable[..., Client]) -> None:
    clients = {rol: as_role(rol, COMPLETED if rol == Rol.PREPARA else "") for rol in PAGES}
    counts: dict[str, list[int]] = {}
    for rol, pages in PAGES.items():  # so that everybody has been everywhere
        assert {clients[rol].get(page).status_code for page in pages} == {200}
    for size in (200, 3000):
        add_lines(size)
        for rol, pages in PAGES.items():
            for page in pages:
                client = clients[rol]
                counts.setdefault(f"{rol} {page}", []).append(counted(lambda: client.get(page)))  # noqa: B023
    assert {page: found for page, found in counts.items() if found[1] > found[0]} == {}


def test_no_save_asks_more_because_there_are_more_lines(as_role: Callable[..., Client]) -> None:
    client = as_role(Rol.PREPARA, COMPLETED)
    renglon = rows(client)[0]["renglon"]
    change = {"renglon": renglon, "celdas": {"cantidad": cell("12")}}
    found = []
    for size in (200, 3000):
        add_lines(size)
        since = client.get(address("requerimientos_3_01", "filas")).json()["acto"]
        found.append(counted(lambda: save(client, change, since=since)))  # noqa: B023
    assert found[1] <= found[0]
