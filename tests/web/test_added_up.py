"""What pages add up where a plan stands is what the papers and the pivots add up from all of its lines."""

from __future__ import annotations

from contextlib import closing

import pytest

from apthapi.compare.facts import add_up, facts
from apthapi.compare.slots import Spent, spent_of
from apthapi.documents.heading import read_plan
from apthapi.documents.requerimientos import lines_of
from apthapi.documents.resumen import form04, summary_of
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.accounts.models import Persona
from apthapi.web.entities.demo import BASE, COMPLETED, EMPTY, PLAN
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import live_package, photograph
from apthapi.web.plans.summary import summary
from apthapi.web.process.acts import act
from apthapi.web.process.board import board_of
from web.databases import both_engines


@both_engines
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("unidad", [COMPLETED, EMPTY, "ninguna"])
def test_form_04_of_the_page_is_that_of_the_paper(unidad: str) -> None:
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        for cell in ("importe = null", "partida = ''", "formulario = ''", "fuente = ''"):
            live().execute(
                f"update requerimientos set {cell} where renglon = (select max(renglon) from requerimientos "
                "where plan = ? and unidad = ? and importe is not null and formulario <> '' and partida <> '')",
                [PLAN, COMPLETED],
            )
    package = live_package([PLAN], units=[unidad])
    plan = read_plan(package, PLAN)
    paper = summary_of(package, plan, unidad, lines_of(package, plan, unidad))
    found, form = summary(PLAN, unidad)
    assert found == paper
    assert form == (form04(paper) if paper else None)
    package.close()


@both_engines
@pytest.mark.usefixtures("demo")
def test_the_money_of_the_board_is_that_of_the_pivots() -> None:
    database = live()
    ask = PlanInPlace(database, PLAN, schema=SCHEMAS[database.engine]).query
    amounts = add_up(facts(ask, PLAN), "fuente")
    assert amounts
    shown = {cell for row in board_of(PLAN, Persona.objects.all()[0]).picture.rows for cell in row}
    assert set(amounts.values()) <= shown


@both_engines
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("unidad", [COMPLETED, EMPTY])
@pytest.mark.parametrize("reading", ["fuente_unidad", "total_unidad", "bloque_unidad"])
def test_a_reading_of_one_unit_in_place_is_that_of_the_plan(unidad: str, reading: str) -> None:
    database = live()
    schema = SCHEMAS[database.engine]
    sql = f"select * from {reading} where plan = ? and unidad = ?"
    whole = PlanInPlace(database, PLAN, schema=schema).query(sql, [PLAN, unidad])
    alone = PlanInPlace(database, PLAN, schema=schema, unidad=unidad).query(sql, [PLAN, unidad])
    assert sorted(alone) == sorted(whole)
    assert whole


@both_engines
@pytest.mark.usefixtures("demo")
def test_what_was_spent_under_another_version_is_added_up_too() -> None:
    columns = "plan unidad categoria categoria_escrita partida fuente organismo mes devengado".split()
    place = (COMPLETED, "", "", "21200", "20", "230")
    rows = [(BASE, *place, month, 100 * month) for month in (1, 2)]
    with act("prueba", None, None, plan=PLAN):
        live().insert("ejecucion_financiera", columns, [*rows, (PLAN, *place, 2, 50)])
    with closing(photograph([PLAN], before=[BASE], summed=True).package) as package:
        assert spent_of(package, PLAN) == {(COMPLETED, "21200", "20", "230"): Spent(0, 150)}
