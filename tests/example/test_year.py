"""A year of example execution holds by every rule, says that it is an example, and is the same for the same seed."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from apthapi.core.database import Engine
from apthapi.core.package import Package, read_package
from apthapi.example import NothingToCompleteError, play_year, write_example, write_year
from apthapi.example.completing import complete_unit
from apthapi.example.gaps import fill_gaps
from apthapi.example.rows import MARK, append
from apthapi.rules import check

PLAN = "SEGIP-2024-1"
PUBLISHED = ("DNBM", "DNP", "DNTIC", "DDBN", "DDCB", "DDCH", "DDLP", "DDOR", "DDPD", "DDPT", "DDSC", "DDTJ")
"""The units of which a form 04 with a total was published."""


@pytest.fixture(scope="module")
def segip() -> Package:
    return read_package(Path(str(files("apthapi.core").joinpath("data/planes/segip-2024"))))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, segip: Package) -> Package:
    """The SEGIP's year up to September."""
    folder = tmp_path_factory.mktemp("anio") / "plan"
    write_year(segip, folder, through=9)
    return read_package(folder)


def errors(package: Package) -> Counter[str]:
    return Counter(finding.rule for finding in check(package).findings if finding.severity.value == "error")


def column(package: Package, sql: str) -> list[Any]:
    return [row[0] for row in package.database.query(sql)]


def test_the_year_brings_no_error_that_the_plan_did_not_have(segip: Package, played: Package) -> None:
    assert not played.findings
    assert errors(played) <= errors(segip)


def test_every_published_unit_has_lines_that_add_to_what_it_declared(segip: Package, played: Package) -> None:
    declared: dict[str, int] = dict(
        segip.database.query("select unidad, importe from formulario04 where fila = 'total' and fuente = 'total'")
    )
    lines: dict[str, int] = dict(
        played.database.query("select unidad, sum(importe) from requerimientos group by unidad")
    )
    assert sorted(lines) == sorted(PUBLISHED)
    assert lines == {unidad: declared[unidad] for unidad in PUBLISHED}


def test_the_year_is_believable(played: Package) -> None:
    last = column(played, "select max(mes) from ejecucion_fisica group by unidad")
    assert Counter(last) == {9: 11, 3: 1}, "one unit is silent since March"
    shares = column(
        played,
        "select 100 * sum(e.ejecutado) / sum(o.meta) from operaciones o join (select unidad, operacion, sum(ejecutado) "
        "as ejecutado from ejecucion_fisica group by unidad, operacion) e on e.unidad = o.unidad and "
        "e.operacion = o.operacion where o.medicion = 'suma' group by o.unidad",
    )
    assert min(shares) < 50, "some units are late"
    assert max(shares) > 80, "some are ahead"
    query = played.database.query
    assert query("select 1 from ejecucion_financiera where devengado < 0"), "a reversal"
    places = "unidad, partida, fuente, organismo"
    planned = set(query(f"select distinct {places} from requerimientos"))
    assert planned - set(query(f"select distinct {places} from ejecucion_financiera")), "lines that were not executed"
    states = set(query("select tipo, estado from certificaciones"))
    assert {("poa", "emitida"), ("poa", "utilizada"), ("poa", "liberada"), ("presupuestaria", "emitida")} <= states
    assert query("select count(*), sum(importe) from modificaciones where incorporada = 'no'") == [(2, 0)]
    assert query("select 1 from evaluaciones where operacion <> ''"), "something that did not begin is explained"
    assert query("select max(mes) from evaluaciones union select max(mes) from ejecucion_financiera") == [(9,)]


def test_what_is_generated_says_so(played: Package) -> None:
    texts = chain(
        column(played, "select nota from ejecucion_fisica"),
        column(played, "select evidencia from ejecucion_fisica where ejecutado <> 0"),
        column(played, "select causa from evaluaciones union select medida from evaluaciones"),
        column(played, "select objeto from certificaciones"),
        column(played, "select norma from modificaciones"),
        column(played, "select descripcion from operaciones union select descripcion from requerimientos"),
    )
    assert all(text.startswith(MARK) for text in texts)
    assert "EJEMPLO generado" in column(played, f"select justificacion from planes where plan = '{PLAN}'")[0]
    assert played.where is not None
    told = (played.where / "LEAME.txt").read_text(encoding="utf-8")
    assert "hasta septiembre" in told
    assert "ejecucion_fisica.csv" in told


@pytest.mark.parametrize("through", [1, 2, 12])
def test_any_month_may_be_the_last(played: Package, through: int) -> None:
    rows = play_year(played, PLAN, through)
    executed = [*rows["ejecucion_fisica"], *rows["ejecucion_financiera"], *rows["evaluaciones"]]
    assert max(int(row["mes"]) for row in executed) == through
    assert all(row["fecha"] <= f"2024-{through:02d}-31" for row in rows["certificaciones"])


@pytest.mark.parametrize("through", [0, 13, -1])
def test_a_month_that_is_none_is_refused(played: Package, through: int) -> None:
    with pytest.raises(ValueError, match="va de 1 a 12"):
        play_year(played, PLAN, through)


def test_the_same_seed_gives_the_same_year(played: Package) -> None:
    assert play_year(played, PLAN, 9) == play_year(played, PLAN, 9)
    assert play_year(played, PLAN, 9) != play_year(played, PLAN, 9, seed=2)


def test_a_plan_that_was_played_is_not_played_over(played: Package, tmp_path: Path) -> None:
    with pytest.raises(NothingToCompleteError, match="ya tiene ejecución"):
        write_year(played, tmp_path / "otra", through=10)
    assert not (tmp_path / "otra").exists()


@pytest.mark.parametrize(
    ("seed", "through", "engine"), [(1, 12, Engine.SQLITE), (7, 1, Engine.SQLITE), (23, 6, Engine.DUCKDB)]
)
def test_a_generated_plan_with_its_year_holds(tmp_path: Path, seed: int, through: int, engine: Engine) -> None:
    write_example(tmp_path / "plan", units=12, lines=600, seed=seed, through=through)
    package = read_package(tmp_path / "plan", engine=engine)
    found = [finding for finding in check(package).findings if "brecha" not in finding.message]
    assert not package.findings
    assert [finding.message for finding in found] == []
    assert package.database.value("select max(mes) from ejecucion_fisica") == through


def test_what_cannot_be_read_is_filled_and_what_can_stays(segip: Package) -> None:
    assert fill_gaps(segip, PLAN, "DDTJ") == {"acp_unidad": [], "formulario04": []}
    cochabamba = fill_gaps(segip, PLAN, "DDCB")
    assert sum(int(row["ponderacion"]) for row in cochabamba["acp_unidad"]) == 100
    assert cochabamba["formulario04"] == []
    potosi = fill_gaps(segip, PLAN, "DDPT")
    assert potosi["acp_unidad"] == []
    assert {row["fila"] for row in potosi["formulario04"]} == {"3_01", "3_02", "3_03", "total"}
    assert {row["leido"] for row in potosi["formulario04"]} == {f"{MARK}no es legible en el formulario"}


def test_a_unit_of_which_nothing_is_declared_gets_no_lines(segip: Package, tmp_path: Path) -> None:
    append(tmp_path, fill_gaps(segip, PLAN, "DNAF"))
    assert not list(tmp_path.iterdir())
    with pytest.raises(NothingToCompleteError):
        complete_unit(segip, PLAN, "DNAF")
