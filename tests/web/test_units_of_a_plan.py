"""The units of a plan as Planificación writes them: what hangs on their code does not get lost, and no page breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from apthapi.core.package import read_package
from apthapi.example import write_example
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.loading import BadCodeError, load_package
from apthapi.web.process.models import ParteDeUnidad, Version
from web.grid import Answer, cell, rows, said, save
from web.states import set_plan

AsRole = Callable[..., Client]


@pytest.fixture
def planner(demo: None, as_role: AsRole) -> Client:  # noqa: ARG001 - whose database it is
    """Planificación."""
    return as_role(Rol.PLANIFICACION)


def _save(client: Client, *changes: object) -> Answer:
    return save(client, *changes, sheet="unidades", unidad="")


def test_a_new_unit_can_be_worked_on_at_once(planner: Client, as_role: AsRole) -> None:
    _save(planner, {"nuevo": "n1", "celdas": {"unidad": cell("NUEVA"), "nombre": cell("Unidad de ejemplo")}})
    preparer = as_role(Rol.PREPARA, "NUEVA")
    assert preparer.get(f"/planes/{PLAN}/unidades/NUEVA/").status_code == 200
    assert save(preparer, {"nuevo": "n1", "celdas": {}}, unidad="NUEVA")["filas"]
    assert "NUEVA" in planner.get(f"/planes/{PLAN}/").content.decode()


@pytest.mark.parametrize("code", ["", "A/B", "..", "x?y", "50%"])
def test_a_unit_half_written_breaks_no_page(planner: Client, as_role: AsRole, code: str) -> None:
    answer = _save(planner, {"nuevo": "n1", "celdas": {"unidad": cell(code), "nombre": cell("A medias")}})
    assert [column for column, _ in said(answer)] == (["unidad"] if code else [])
    for page in ("", "estructura", "estructura/planillas", "techos", "consolidacion", "papeles/", "filas/unidades"):
        assert planner.get(f"/planes/{PLAN}/{page}").status_code == 200, page
    assert as_role(Rol.PREPARA, COMPLETED).get(f"/planes/{PLAN}/unidades/{COMPLETED}/").status_code == 200
    assert planner.get("/inicio/").status_code == 200


def test_a_unit_with_work_neither_goes_nor_changes_its_code(planner: Client) -> None:
    [renglon] = [row["renglon"] for row in rows(planner, "unidades", unidad="") if row["unidad"] == COMPLETED]
    answer = _save(
        planner,
        {"renglon": renglon, "celdas": {"unidad": cell("OTRA"), "nombre": cell("Otro nombre")}},
        {"renglon": renglon, "borrar": True},
    )
    assert [column for column, _ in said(answer)] == ["unidad", ""]
    assert all("ya tiene datos" in message for _, message in said(answer))
    assert live().query("select unidad, nombre from unidades where renglon = ?", [renglon]) == [
        (COMPLETED, "Otro nombre")
    ]


def test_an_empty_unit_may_go(planner: Client) -> None:
    made = _save(planner, {"nuevo": "n1", "celdas": {"unidad": cell("NUEVA")}})
    renglon = made["filas"][0]["renglon"]
    assert said(_save(planner, {"renglon": renglon, "celdas": {"unidad": cell("OTRA")}})) == []
    assert [planner.get(f"/planes/{PLAN}/unidades/{code}/").status_code for code in ("NUEVA", "OTRA")] == [404, 200]
    assert _save(planner, {"renglon": renglon, "borrar": True})["borradas"] == [renglon]
    assert planner.get(f"/planes/{PLAN}/").status_code == 200


def test_the_home_of_a_unit_leads_only_to_plans_that_have_it(planner: Client, as_role: AsRole) -> None:
    _save(planner, {"nuevo": "n1", "celdas": {"unidad": cell("NUEVA")}})
    set_plan(vence=date(2099, 1, 1))
    page = as_role(Rol.PREPARA, "NUEVA").get("/inicio/").content.decode()
    assert f"/planes/{PLAN}/unidades/NUEVA/" in page
    assert "/planes/SEGIP-2024-0/unidades/NUEVA/" not in page
    assert ParteDeUnidad.objects.filter(unidad="NUEVA").count() == 1


def test_a_package_with_a_code_that_no_address_can_carry_is_not_loaded(demo: None, tmp_path: Path) -> None:  # noqa: ARG001
    write_example(tmp_path / "ejemplo", units=2, lines=24)
    package = read_package(tmp_path / "ejemplo")
    package.database.execute("update unidades set unidad = 'A/B' where renglon = (select max(renglon) from unidades)")
    with pytest.raises(BadCodeError, match="A/B"):
        load_package(package)
    assert Version.objects.count() == 2
