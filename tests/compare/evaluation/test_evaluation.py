"""What was done and spent by a cut, beside what was programmed, with figures that are added up by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from apthapi.compare.evaluation import UnknownPlanError, evaluate, evaluation_from, evaluation_of
from apthapi.compare.evaluation.reading import NOTHING, Line, Place, Spent
from apthapi.core.database import Engine
from apthapi.core.fields import Value
from apthapi.core.package import read_package
from apthapi.rules.in_place import PlanInPlace
from compare.evaluation.years import facts_of, informed, months, programmed, write_year
from support.engines import ENGINES, package_on
from support.small_plans import Plan, Row

SCHEMAS = {Engine.SQLITE: "main", Engine.DUCKDB: "main", Engine.POSTGRESQL: "pg_temp"}
KEY = ("DNP", "1.1.1")
HERE: Place = ("DNP", "31100", "20", "")
THERE: Place = ("DNP", "39500", "20", "")


def line(operacion: str, place: Place, amount: int, acp: str = "1.1") -> Line:
    """A line that spends the same in each month."""
    return Line(acp, operacion, place, amount * 12, True, (amount,) * 12)


def test_months_are_added_and_compared_with_what_is_programmed_to_date() -> None:
    found = evaluation_from(facts_of(operations=(programmed(),), progress={KEY: informed(100_000, 50_000)}), 3)
    [each] = found.operations
    assert (each.physical.programmed, each.physical.done) == (300_000, 150_000)
    assert each.physical.efficacy == Fraction(1, 2)
    assert each.physical.progress == Fraction(150_000, 1_200_000)
    assert each.physical.light.word == "Retrasado"
    assert each.physical.projection.value == 150_000 + 900_000 // 2


def test_of_a_level_the_last_month_rules() -> None:
    goal = programmed(adds=False, goal=1_000_000, months=months(m03=250_000, m06=500_000, m12=1_000_000))
    found = evaluation_from(facts_of(operations=(goal,), progress={KEY: informed(None, 200_000, None, 400_000)}), 6)
    [each] = found.operations
    assert (each.physical.programmed, each.physical.done) == (500_000, 400_000)
    assert each.physical.efficacy == Fraction(4, 5)
    assert each.physical.projection.value == 800_000


def test_what_has_no_programme_yet_has_no_figure() -> None:
    later = programmed(months=months(m09=1_200_000))
    found = evaluation_from(facts_of(operations=(later,)), 6)
    [each] = found.operations
    assert (each.physical.efficacy, each.physical.silent, each.physical.light.word) == (None, False, "Sin cifra")
    assert found.whole.physical.efficacy is None
    assert found.whole.physical.progress == 0


def test_who_says_nothing_counts_as_nothing_done_and_is_named() -> None:
    found = evaluation_from(facts_of(operations=(programmed(), programmed(code="1.1.2"))), 1)
    assert [each.it.operacion for each in found.silent] == ["1.1.1", "1.1.2"]
    assert found.whole.physical.efficacy == 0


def test_weights_make_the_average_and_what_is_beyond_its_programme_makes_up_for_nobody() -> None:
    operations = (programmed(weight=7500), programmed(code="1.1.2", weight=2500))
    progress = {KEY: informed(900_000), ("DNP", "1.1.2"): informed(20_000)}
    found = evaluation_from(facts_of(operations=operations, progress=progress), 1)
    assert [each.physical.efficacy for each in found.operations] == [9, Fraction(1, 5)]
    assert found.actions[0].physical.efficacy == Fraction(75, 100) + Fraction(25, 100) / 5
    assert "según la ponderación de las operaciones" in found.actions[0].physical.method


def test_a_missing_weight_makes_a_plain_average_that_says_so() -> None:
    operations = (programmed(weight=7500), programmed(code="1.1.2", weight=None))
    found = evaluation_from(facts_of(operations=operations, progress={KEY: informed(100_000)}), 1)
    assert found.actions[0].physical.efficacy == Fraction(1, 2)
    assert found.actions[0].physical.method.startswith("promedio simple")


def test_units_weigh_by_their_money_in_force() -> None:
    operations = (programmed(), programmed("DDTJ"))
    found = evaluation_from(
        facts_of(
            operations=operations,
            progress={KEY: informed(100_000), ("DDTJ", "1.1.1"): informed(0)},
            lines=(line("1.1.1", HERE, 300), line("1.1.1", ("DDTJ", "31100", "20", ""), 100)),
        ),
        1,
    )
    assert found.whole.physical.efficacy == Fraction(3, 4)
    assert "el presupuesto vigente de cada una" in found.whole.physical.method


def test_money_of_a_place_that_several_share_is_given_to_nobody() -> None:
    lines = (line("1.1.1", HERE, 100), line("1.1.2", HERE, 100), line("1.1.1", THERE, 50))
    spent = (Spent(HERE, 1, 0, 40, 40), Spent(THERE, 1, 0, 10, 10))
    operations = (programmed(), programmed(code="1.1.2"))
    found = evaluation_from(facts_of(operations=operations, lines=lines, spent=spent), 1)
    assert [each.money.accrued for each in found.operations] == [None, None]
    assert "pagan también otras operaciones" in found.operations[0].money.why
    assert found.actions[0].money.accrued == found.whole.money.accrued == 50


def test_where_nothing_was_spent_it_is_sure_that_nobody_did() -> None:
    lines = (line("1.1.1", HERE, 100), line("1.1.2", HERE, 100), line("1.1.1", THERE, 50))
    operations = (programmed(), programmed(code="1.1.2"))
    found = evaluation_from(facts_of(operations=operations, lines=lines, spent=(Spent(THERE, 1, 0, 10, 10),)), 1)
    assert [each.money.accrued for each in found.operations] == [10, 0]


def test_money_without_any_execution_is_not_a_figure() -> None:
    found = evaluation_from(facts_of(lines=(line("1.1.1", HERE, 100),)), 6)
    assert (found.whole.money.standing, found.whole.money.accrued) == (1200, None)
    assert found.whole.money.why == "no se registró ninguna ejecución financiera"


def test_modifications_outside_of_a_reformulation_are_in_force() -> None:
    found = evaluation_from(
        facts_of(lines=(line("1.1.1", HERE, 100),), modified={HERE: 300}, spent=(Spent(HERE, 2, 0, 150, 0),)), 3
    )
    money = found.whole.money
    assert (money.standing, money.programmed, money.undated) == (1500, 300, 300)
    assert (money.of_standing, money.of_programmed) == (Fraction(1, 10), Fraction(1, 2))


def test_money_is_projected_at_its_rate_and_never_beyond_what_is_in_force() -> None:
    lines = (line("1.1.1", HERE, 100),)
    slow = evaluation_from(facts_of(lines=lines, spent=(Spent(HERE, 1, 0, 50, 0), Spent(HERE, 2, 0, 50, 0))), 2)
    quick = evaluation_from(facts_of(lines=lines, spent=(Spent(HERE, 1, 0, 150, 0), Spent(HERE, 2, 0, 150, 0))), 2)
    assert (slow.whole.money.projected, quick.whole.money.projected) == (600, 1200)
    early = evaluation_from(facts_of(lines=lines, spent=(Spent(HERE, 1, 0, 50, 0),)), 2)
    assert early.whole.money.projected is None
    assert "menos de 2 meses" in early.whole.money.why_not_projected


def test_little_is_not_projected() -> None:
    found = evaluation_from(facts_of(operations=(programmed(),), progress={KEY: informed(100_000)}), 1)
    assert found.operations[0].physical.projection.value is None
    assert "menos de 2 meses" in found.operations[0].physical.projection.why


def test_money_and_progress_that_part_beyond_the_limit_are_a_finding() -> None:
    facts = facts_of(
        operations=(programmed(),),
        progress={KEY: informed(100_000, 100_000)},
        lines=(line("1.1.1", HERE, 100),),
        spent=(Spent(HERE, 1, 0, 600, 0),),
    )
    found = evaluation_from(facts, 2)
    [unit] = [each for each in found.units if each.code == "DNP"]
    assert unit.gap is not None
    assert unit.gap.points == Fraction(2, 12) - Fraction(1, 2)
    assert unit.gap.beyond
    assert unit in found.findings


def test_without_limits_no_light_is_lit() -> None:
    facts = facts_of(operations=(programmed(),), progress={KEY: informed(1)}, limits=(None, None, None))
    found = evaluation_from(facts, 1)
    assert found.operations[0].physical.light.name == "apagado"


def test_a_unit_that_only_declares_its_form_04_weighs_by_it() -> None:
    declared = {("DDPD", "20"): 300, ("DDPD", "total"): 400}
    found = evaluation_from(facts_of(declared=declared), 1)
    assert {code: money.standing for code, money in found.fuentes.items()} == {"": 100, "20": 300}
    assert found.whole.money.standing == 400


def test_a_month_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="month 13"):
        evaluation_of(lambda _sql, _values: [], "P", 13)


def row(plan: str, **cells: Value) -> Row:
    return {"plan": plan, "unidad": "DNP", **cells}


OF_PLACE: Row = {"partida": "31100", "fuente": "20", "organismo": "230"}
YEAR: Plan = {
    "unidades": [row(plan, nombre="Planificación") for plan in ("P-0", "P-1")],
    "acp_unidad": [row(plan, acp="1.1", ponderacion=10_000) for plan in ("P-0", "P-1")],
    "operaciones": [
        row(plan, acp="1.1", operacion=code, meta=goal, ponderacion=5000, medicion="suma", m01=goal // 2, m06=goal // 2)
        for plan, code, goal in (("P-0", "1.1.1", 100_000), ("P-0", "1.1.2", 100_000), ("P-1", "1.1.1", 200_000))
    ],
    "requerimientos": [
        row(plan, linea=1, acp="1.1", operacion="1.1.1", importe=1000, m01=600, m06=400, **OF_PLACE)
        for plan in ("P-0", "P-1")
    ],
    "modificaciones": [row("P-1", modificacion="1", orden=1, importe=500, incorporada="no", **OF_PLACE)],
    "ejecucion_fisica": [
        row(plan, operacion=code, mes=month, ejecutado=done)
        for plan, code, month, done in (
            ("P-0", "1.1.1", 1, 50_000),
            ("P-0", "1.1.1", 2, 10_000),
            ("P-0", "1.1.2", 1, 7_000),
            ("P-1", "1.1.1", 2, 40_000),
        )
    ],
    "ejecucion_financiera": [
        row(plan, mes=month, devengado=accrued, pagado=accrued, **OF_PLACE)
        for plan, month, accrued in (("P-0", 1, 300), ("P-1", 2, 150))
    ],
    "evaluaciones": [
        row("P-0", operacion="1.1.1", mes=6, causa="Lluvias", medida="Más turnos"),
        row("P-1", operacion="", mes=6, causa="Demora", medida="Contratar"),
    ],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reformulation_keeps_what_was_done_and_is_judged_by_its_own_programme(engine: Engine, tmp_path: Path) -> None:
    with package_on(engine, write_year(tmp_path / "plan", YEAR)) as package:
        before, after = evaluate(package, "P-0", 6), evaluate(package, "P-1", 6)
        place = PlanInPlace(package.database, "P-1", replaces=["P-0"], schema=SCHEMAS[engine])
        alone = PlanInPlace(package.database, "P-1", replaces=["P-0"], schema=SCHEMAS[engine], unidad="DNP")
        in_place = [evaluation_of(each.query, "P-1", 6) for each in (place, alone)]
    assert [each.physical.done for each in before.operations] == [60_000, 7_000]
    assert [each.physical.done for each in after.operations] == [90_000]
    assert after.operations[0].physical.efficacy == Fraction(90_000, 200_000)
    assert after.gone == (("DNP", "1.1.2"),)
    assert (after.whole.money.standing, after.whole.money.programmed, after.whole.money.accrued) == (1500, 1000, 450)
    assert after.explained[KEY].cause == "Lluvias"
    assert after.explained["DNP", ""].measure == "Contratar"
    assert in_place == [after, after]


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    package = read_package(write_year(tmp_path / "plan", YEAR))
    with pytest.raises(UnknownPlanError, match="No hay plan «P-9»"):
        evaluate(package, "P-9", 6)


def test_months_of_which_nothing_is_known_are_nothing() -> None:
    assert evaluation_from(facts_of(), 12).done_curve == (NOTHING, NOTHING)
