"""What changed since I last looked: in grids, on the board and in the changes, until it is marked as seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY
from apthapi.web.process.models import Visita
from web.conftest import AsRole
from web.databases import both_engines, queries
from web.grid import SERVICES, address, cell, save
from web.observing import base, first_row, pin

pytestmark = [both_engines, pytest.mark.usefixtures("demo")]


def an_hour_passes() -> None:
    Visita.objects.update(vista=F("vista") - timedelta(hours=1))


def test_the_grid_says_what_each_cell_held_at_the_last_visit(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(unit)
    planning.get(base())
    an_hour_passes()
    for text in ("Primero", "Segundo"):
        save(unit, {"renglon": row["renglon"], "celdas": {"descripcion": cell(text)}})
    planning.get(base())
    answer = planning.get(address(SERVICES, "filas")).json()
    assert answer["cambiadas"] == [row["renglon"]]
    assert answer["antes"] == [[row["renglon"], "descripcion", row["descripcion"]]]
    assert unit.get(address(SERVICES, "filas")).json()["antes"] == [], "what one changed oneself is no news"
    assert planning.post(f"{base()}visto", headers={"Accept": "application/json"}).json() == {"visto": True}
    again = planning.get(address(SERVICES, "filas")).json()
    assert (again["cambiadas"], again["antes"]) == ([], [])


def test_a_cell_that_came_back_to_what_it_was_has_not_changed(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    row = first_row(unit)
    planning.get(base())
    an_hour_passes()
    for text in ("Otra", row["descripcion"]):
        save(unit, {"renglon": row["renglon"], "celdas": {"descripcion": cell(text)}})
    planning.get(base())
    assert planning.get(address(SERVICES, "filas")).json()["antes"] == []


def test_the_board_and_the_changes_until_marked_as_seen(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    for unidad in (COMPLETED, EMPTY):
        planning.get(base(unidad))
    an_hour_passes()
    row = first_row(unit)
    save(unit, {"renglon": row["renglon"], "celdas": {"descripcion": cell("Nuevo texto")}})
    pin(as_role(Rol.FINANZAS), unidad=EMPTY)
    assert "2 cambios de otras personas desde su última visita" in planning.get(base("")).content.decode()
    assert "2 cambios de otras personas desde su última visita" in planning.get("/inicio/").content.decode()
    only = planning.get(f"{base('')}?estado=observadas").content.decode()
    assert f"{base(EMPTY)}paso" in only
    assert f"{base()}paso" not in only
    assert f"{base()}paso" in planning.get(f"{base('')}?estado=cambios").content.decode()
    changes = planning.get(f"{base('')}cambios?desde=visita").content.decode()
    assert f"<del>{row['descripcion']}</del> <ins>Nuevo texto</ins>" in changes
    assert "Observó" in changes
    own = planning.get(f"{base()}cambios?desde=visita").content.decode()
    assert "Nuevo texto" in own
    with queries() as made:
        planning.post(f"{base('')}visto")
    assert len([each for each in made if "process_visita" in each]) == 1
    assert "desde su última visita." not in planning.get(base("")).content.decode()
    assert "Nuevo texto" not in planning.get(f"{base()}cambios?desde=visita").content.decode()
    assert "Nuevo texto" in planning.get(f"{base()}cambios").content.decode()


def test_what_one_did_oneself_is_no_news(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    planning.get(base())
    pin(planning)
    assert "desde su última visita." not in planning.get(base("")).content.decode()


def test_a_list_of_observations_only_with_those_that_moved(as_role: AsRole) -> None:
    planning, finance = as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)
    pin(finance, texto="Vista ya")
    planning.post(f"{base('')}visto")
    pin(finance, texto="Nueva para mí")
    page = planning.get(f"{base('')}observaciones?novedades=1").content.decode()
    assert "Nueva para mí" in page
    assert "Vista ya" not in page


def test_marking_a_plan_as_seen_puts_nobody_on_its_parts(as_role: AsRole) -> None:
    planning, unit = as_role(Rol.PLANIFICACION), as_role(Rol.PREPARA, COMPLETED)
    planning.post(f"{base('')}visto")
    assert unit.get(address(SERVICES, "novedades")).json()["presentes"] == []
