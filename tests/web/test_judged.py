"""What a process remembers of a unit never hides a change: it says what a fresh check says, whatever was written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apthapi.rules.live import check_unit
from apthapi.web.audit.chain import OutOfPlaceError
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.plans.judged import _process, judged
from apthapi.web.plans.live import SCHEMAS, judge, live
from apthapi.web.process.acts import act
from web.databases import Store, both_engines, lent

LINE = "(select renglon from requerimientos where plan = ? and unidad = ? order by renglon limit 1 offset {})"
UNIT = [PLAN, COMPLETED]
PLACES = st.integers(0, 12)
CELLS: dict[str, list[int | str | None]] = {
    "importe": [0, -5, 77, 120000],
    "m03": [None, 1, 5000],
    "cantidad": [None, 5000, 120000],
    "precio_unitario": [None, 1, 99999],
    "partida": ["", "99999", "21200", "31110", "30000", "22210"],
    "formulario": ["3_01", "3_02", "3_03", "3_04"],
    "fuente": ["", "20", "99"],
    "operacion": ["", "1", "nada"],
    "tarea": ["", "nada"],
    "acp": ["", "1.1", "nada"],
    "unidad_medida": ["", "unidad", "pieza"],
    "descripcion_clave": ["", "pasajes", "papel bond", "gasolina"],
}
"""Columns of a line, and values of which some break a rule."""


def of_line(column: str) -> st.SearchStrategy[tuple[str, list[object]]]:
    return st.tuples(PLACES, st.sampled_from(CELLS[column])).map(
        lambda drawn: (
            f"update requerimientos set {column} = ? where renglon = {LINE.format(drawn[0])}",
            [drawn[1], *UNIT],
        )
    )


STATEMENTS: list[tuple[str, list[object]]] = [
    ("update requerimientos set m01 = coalesce(m01, 0) + 1 where plan = ? and unidad = ?", [*UNIT]),
    ("delete from requerimientos where plan = ? and unidad = ? and formulario = '3_02'", [*UNIT]),
    ("update techos set importe = importe - 100 where plan = ? and unidad = ?", [*UNIT]),
    ("update acp_unidad set categoria = '', ponderacion = 1 where plan = ? and unidad = ?", [*UNIT]),
    ("update unidades set categoria = '', categoria_escrita = '' where plan = ? and unidad = ?", [*UNIT]),
    ("update operaciones set inicio = '2024-05-01', fin = '2024-06-30' where plan = ? and unidad = ?", [*UNIT]),
    ("update operaciones set inicio = '', tipo = 'inversion' where plan = ? and unidad = ?", [*UNIT]),
    ("delete from operaciones where plan = ? and unidad = ?", [*UNIT]),
    ("delete from tareas where plan = ? and unidad = ?", [*UNIT]),
    ("delete from objeto_gasto where codigo = '21200'", []),
    ("update objeto_gasto set imputable = 'no' where codigo like '3%'", []),
    ("update mapa_formularios set formulario = '3_03' where formulario = '3_02'", []),
    ("delete from unidades_enteras", []),
    ("update parametros set valor = valor + 100000", []),
    ("update palabras_partida set palabra = 'papel'", []),
    ("update conjuntos set oficial = 'no'", []),
]
"""Of the unit alone, or of the reference sets."""
BEYOND: list[tuple[str, list[object]]] = [
    (f"update requerimientos set unidad = ?, linea = linea + 70000 where renglon = {LINE.format(2)}", [EMPTY, *UNIT]),
    ("update requerimientos set unidad = ? where plan = ? and linea > 70000", [COMPLETED, PLAN]),
    ("update requerimientos set unidad_medida = '' where plan = ?", [PLAN]),
    ("update techos set unidad = 'otra' where plan = ? and unidad = ? and fuente = '20'", [*UNIT]),
    ("update acciones_corto_plazo set acp = acp || 'x' where plan = ?", [PLAN]),
    ("update planes set gestion = gestion + 1 where plan = ?", [PLAN]),
    ("update planes set gestion = gestion - 1 where plan = ?", [PLAN]),
    ("update planes set reemplaza = '' where plan = ?", [PLAN]),
]
"""Of other units too, or of the plan: an act on the whole plan."""
ELSEWHERE: list[tuple[str, list[object]]] = [
    (f"update acp_unidad set responsable = '{who}' where plan = ? and unidad = ?", [PLAN, EMPTY])
    for who in ("", "Cargo")
]
"""Of another unit."""
COPY = (
    "insert into requerimientos (plan, unidad, linea, formulario, acp, operacion, tarea, partida, fuente, organismo, "
    "descripcion, descripcion_clave, unidad_medida, cantidad, precio_unitario, importe) select plan, unidad, "
    "(select max(linea) + 1 from requerimientos), formulario, acp, operacion, tarea, ?, fuente, organismo, "
    f"descripcion, descripcion_clave, '', 5000, 3, 4 from requerimientos where renglon = {LINE.format(1)}"
)
ADDED = st.sampled_from(["21200", "", "43110"]).map(lambda partida: (COPY, [partida, *UNIT]))
REMOVED = PLACES.map(lambda place: (f"delete from requerimientos where renglon = {LINE.format(place)}", [*UNIT]))
OWN = st.one_of(st.sampled_from(sorted(CELLS)).flatmap(of_line), st.sampled_from(STATEMENTS), ADDED, REMOVED)


class _GivenUpError(Exception):
    pass


Step = tuple[tuple[str, list[tuple[str, list[object]]]], str]
WRITTEN = st.one_of(
    st.tuples(st.just(COMPLETED), st.lists(OWN, min_size=1, max_size=3)),
    st.tuples(st.just(COMPLETED), st.lists(OWN, min_size=1, max_size=3)),
    st.tuples(st.just(""), st.lists(st.one_of(OWN, st.sampled_from(BEYOND)), min_size=1, max_size=3)),
    st.tuples(st.just(EMPTY), st.lists(st.sampled_from(ELSEWHERE), min_size=1, max_size=1)),
)
"""Acts on the unit, on its plan, on another unit: what each of them may write."""
STEP = st.tuples(WRITTEN, st.sampled_from(["kept", "kept", "kept", "undone"]))


@both_engines
def test_what_is_remembered_hides_nothing(engine: str, stores: Callable[[str], Store], tmp_path: Path) -> None:
    @settings(
        max_examples=20 if engine == "sqlite" else 10,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=1, max_size=10))
    def said_as_if_asked_anew(steps: list[Step]) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        with lent(stores(engine), "demo", folder):
            compare()
            compare()
            for (unidad, statements), fate in steps:
                with suppress(_GivenUpError), act("prueba", None, None, plan=PLAN, unidad=unidad):
                    for sql, values in statements:
                        live().execute(sql, values)
                    if engine == "postgresql":
                        judged(PLAN, COMPLETED)
                    if fate == "undone":
                        raise _GivenUpError
                compare()

    said_as_if_asked_anew()


def compare() -> None:
    database = judge()
    for unidad in (COMPLETED, EMPTY):
        remembering = judged(PLAN, unidad)
        anew = check_unit(database, PLAN, unidad, schema=SCHEMAS[database.engine])
        assert remembering.findings == anew.findings
        assert remembering.statuses == anew.statuses


@pytest.mark.usefixtures("demo")
def test_a_line_that_was_written_is_judged_again_and_the_others_are_remembered() -> None:
    judged(PLAN, COMPLETED)
    judged(PLAN, COMPLETED)
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute(f"update requerimientos set importe = -1 where renglon = {LINE.format(3)}", UNIT)
    rules = {finding.rule for finding in judged(PLAN, COMPLETED).findings}
    assert {"V24", "V26", "V27"} <= rules
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute("delete from requerimientos where importe = -1")
    assert not {"V24", "V26", "V27"} & {finding.rule for finding in judged(PLAN, COMPLETED).findings}


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="session")
@pytest.mark.usefixtures("demo")
def test_an_act_on_the_plan_waits_for_those_on_its_units_and_they_do_not_wait_for_each_other() -> None:
    """So "after that act" leaves out no line, whichever of them was kept first."""
    where = connection.settings_dict
    turn = "select pg_try_advisory_xact_lock(hashtext(%s), hashtext(%s))"
    with (
        psycopg.connect(host=where["HOST"], port=where["PORT"], user=where["USER"], dbname=where["NAME"]) as other,
        act("prueba", None, None, plan=PLAN, unidad=COMPLETED),
    ):
        assert other.execute(turn, [PLAN, ""]).fetchone() == (False,)
        assert other.execute(turn, [PLAN, COMPLETED]).fetchone() == (False,)
        assert other.execute(turn, [PLAN, EMPTY]).fetchone() == (True,)
        shared = "select pg_try_advisory_xact_lock_shared(hashtext(%s), hashtext(''))"
        assert other.execute(shared, [PLAN]).fetchone() == (True,)


@pytest.mark.usefixtures("demo")
def test_an_act_on_a_part_that_writes_outside_of_it_is_refused_whole() -> None:
    """Whoever follows the other part would not be told in the order in which acts are kept."""
    moved = "update requerimientos set unidad = ?, linea = linea + 70000 where plan = ? and unidad = ? and linea = 1"
    with pytest.raises(OutOfPlaceError), act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute(moved, [EMPTY, *UNIT])
    assert not live().value("select count(*) from requerimientos where linea > 70000")
    with act("prueba", None, None, plan=PLAN):
        live().execute(moved, [EMPTY, *UNIT])
    assert live().value("select count(*) from requerimientos where linea > 70000") == 1


@pytest.mark.parametrize(("limit", "most"), [("MOST_UNITS", 1), ("MOST_LINES", 0), ("MOST_ASKED", 1)])
@pytest.mark.usefixtures("demo")
def test_what_was_asked_about_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(f"apthapi.web.plans.judged.{limit}", most)
    for unidad in (EMPTY, COMPLETED):
        judged(PLAN, unidad)
        judged(PLAN, unidad)
    held = _process.of(judge().connection)
    assert [place for place, kept in held.items() if kept] == [(PLAN, COMPLETED)]
    compare()
