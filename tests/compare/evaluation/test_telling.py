"""What an evaluation says in words and as plain values: on the right side of each limit, and without floats."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from apthapi.compare.evaluation import evaluation_from
from apthapi.compare.evaluation.plain import as_json
from apthapi.compare.evaluation.reading import Facts, Line, Spent, last_month, usual_month
from apthapi.compare.evaluation.telling import NBSP, finding, methods, percent, points, projection, sentence
from compare.evaluation.years import facts_of, informed, programmed

HERE = ("DNP", "31100", "20", "")


def a_year() -> Facts:
    """Two operations, one of them silent, and half of the money of two months spent."""
    return facts_of(
        operations=(programmed(), programmed(code="1.1.2")),
        progress={("DNP", "1.1.1"): informed(100_000, 100_000)},
        lines=(Line("1.1", "1.1.1", HERE, 120_000, True, (10_000,) * 12),),
        spent=(Spent(HERE, 1, 0, 5_000, 0), Spent(HERE, 2, 0, 5_000, 0)),
    )


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Fraction(8499, 10_000), "84,9 %"),
        (Fraction(9999, 10_000), "99,9 %"),
        (Fraction(1), "100,0 %"),
        (Fraction(1, 100_000), "< 0,1 %"),
        (Fraction(0), "0,0 %"),
        (Fraction(12345, 10), "123.450,0 %"),
        (Fraction(-1, 8), "−12,5 %"),
        (None, "sin cifra"),
    ],
)
def test_a_percentage_is_never_rounded_up(figure: Fraction | None, told: str) -> None:
    assert percent(figure).replace(NBSP, " ") == told


def test_a_difference_is_of_points() -> None:
    assert points(Fraction(-1, 8)).replace(NBSP, " ") == "−12,5 puntos"


def test_everything_in_a_sentence() -> None:
    told = sentence(evaluation_from(a_year(), 2), "la entidad").replace(NBSP, " ")
    assert told == (
        "Hasta febrero de 2024 la entidad hizo el 50,0 % de lo programado a la fecha, y devengó el 8,3 % de su "
        "presupuesto vigente (Bs 100,00 de Bs 1.200,00). De 2 operaciones programadas: 1 retrasada y 1 según lo "
        "programado; de 1 nadie informó nada."
    )


def test_without_figures_it_says_so() -> None:
    found = evaluation_from(facts_of(), 2)
    assert "no tenía nada programado" in sentence(found, "la entidad")
    assert "no hay cifra, porque el plan no dice su dinero" in sentence(found, "la entidad")
    assert "no hay proyección" in projection(found)


def test_the_projection_says_its_money() -> None:
    told = projection(evaluation_from(a_year(), 2)).replace(NBSP, " ")
    assert told.startswith("Al ritmo de hasta ahora la gestión terminaría con el 100,0 % de las metas")
    assert told.endswith("y con Bs 600,00 devengados (50,0 % de lo vigente).")


def test_a_finding_says_who_and_why() -> None:
    found = evaluation_from(a_year(), 2)
    [silent] = found.findings
    assert finding(found, silent) == (
        "La operación 1.1.2 de DNP tenía programado hasta febrero de 2024 y nadie informó su avance."
    )


def test_the_limits_that_were_used_are_told() -> None:
    told = " ".join(methods(evaluation_from(a_year(), 2))).replace(NBSP, " ")
    assert "desde 85,0 %" in told
    assert "desde 60,0 %" in told
    assert "30,0 puntos" in told
    bare = facts_of(limits=(None, None, None))
    assert "no tiene límites de semáforo" in " ".join(methods(evaluation_from(bare, 2)))


def test_the_last_month_is_of_progress_or_of_money() -> None:
    assert (last_month(a_year()), last_month(facts_of())) == (2, 0)
    assert last_month(facts_of(spent=(Spent(HERE, 9, 0, 1, 0),))) == 9


def test_one_unit_that_is_ahead_does_not_move_the_cut_of_all() -> None:
    told = {(unit, "1"): (1, *(None if month > last else 1 for month in range(2, 13))) for unit, last in AHEAD.items()}
    assert (last_month(facts_of(progress=told)), usual_month(facts_of(progress=told))) == (10, 9)
    assert usual_month(facts_of()) == 0


AHEAD = {"DNP": 9, "DDTJ": 9, "DDSC": 10, "DDBE": 8}


def test_plain_values_hold_no_float() -> None:
    found = as_json(evaluation_from(a_year(), 2))
    assert json.loads(json.dumps(found), parse_float=pytest.fail) == found
    assert found["mes"] == 2
    assert json.loads(json.dumps(found["total"]))["hecho_de_lo_programado"] == "0.5000"
    assert json.loads(json.dumps(found["operaciones"]))[0]["hecho"] == "20"


def test_a_cut_after_what_is_registered_says_so() -> None:
    told = sentence(evaluation_from(a_year(), 12), "la entidad")
    assert told.endswith("Lo registrado llega hasta febrero: lo posterior se cuenta como no hecho ni gastado.")
    assert "Lo registrado" not in sentence(evaluation_from(a_year(), 2), "la entidad")
