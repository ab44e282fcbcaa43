"""The demonstration of a year: the plan in force with what was done, by the same people."""

from __future__ import annotations

import pytest

from apthapi.web.accounts.models import Persona
from apthapi.web.entities.demo import BASE, DEMO_PEOPLE, PLAN, prepare_demonstration, prepare_year
from apthapi.web.execution.balance import balances, overdrawn
from apthapi.web.plans.live import live
from apthapi.web.process.models import Version
from apthapi.web.process.permisos import hoy


@pytest.mark.usefixtures("anio")
def test_the_plan_is_in_force_and_its_year_is_played() -> None:
    states = set(Version.objects.values_list("plan", "estado", "publicada"))
    assert states == {(BASE, "historico", True), (PLAN, "vigente", True)}
    last = live().query("select max(mes), count(distinct unidad) from ejecucion_financiera where plan = ?", [PLAN])
    assert last == [(9, 12)]
    assert Persona.objects.filter(demostracion=True).count() == len(DEMO_PEOPLE)
    assert not overdrawn(PLAN, hoy())
    assert balances(PLAN, hoy(), "DDTJ")


@pytest.mark.usefixtures("anio")
def test_it_is_prepared_once() -> None:
    assert not prepare_year()
    assert not prepare_demonstration()
