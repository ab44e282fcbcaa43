"""What a process keeps of the money of a plan never hides a change: it is what adding up all lines says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apthapi.compare.facts import CODES, DIMENSIONS, facts, summed
from apthapi.compare.totals import consolidation_of
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.audit.chain import OutOfPlaceError
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.plans import added_up as keeping
from apthapi.web.plans.added_up import added_up
from apthapi.web.plans.consolidation import gather
from apthapi.web.plans.live import SCHEMAS, live, may_be_undone, one_moment
from apthapi.web.plans.package import chain_of
from apthapi.web.plans.steps import progress_of
from apthapi.web.process.acts import act
from web.databases import Store, both_engines, lent, queries
from web.walled import seen_as

OTHER = "DNP"
LINE = "(select renglon from requerimientos where plan = ? and unidad = ? order by renglon limit 1 offset {})"
UNIT = [PLAN, COMPLETED]
PLACES = st.integers(0, 12)
CELLS: dict[str, list[int | str | None]] = {
    "importe": [None, 0, -5, 77, 120000],
    "m03": [None, 0, 1, 5000],
    "m11": [None, -1, 120000],
    "partida": ["", "99999", "21200", "ñ\"'\\", "22210"],
    "formulario": ["", "3_01", "3_04"],
    "fuente": ["", "20", "41"],
    "organismo": ["", "111", "230"],
    "acp": ["", "1.1", "nada"],
    "descripcion": ["Otra"],
    "unidad": [EMPTY, OTHER, "nadie", ""],
}
"""Columns of a line, and values: by the last one it goes to another unit, or to one that the plan does not have."""


def of_line(column: str) -> st.SearchStrategy[tuple[str, list[object]]]:
    linea = ", linea = linea + 70000" if column == "unidad" else ""
    return st.tuples(PLACES, st.sampled_from(CELLS[column])).map(
        lambda drawn: (
            f"update requerimientos set {column} = ?{linea} where renglon = {LINE.format(drawn[0])}",
            [drawn[1], *UNIT],
        )
    )


STATEMENTS: list[tuple[str, list[object]]] = [
    ("update requerimientos set unidad = ?, linea = linea + 90000 where plan = ? and linea between 70000 and 90000",
     [COMPLETED, PLAN]),
    ("update requerimientos set fuente = '41' where plan = ? and unidad = ? and fuente = '20'", [*UNIT]),
    ("update requerimientos set m01 = coalesce(m01, 0) + 1 where plan = ? and unidad = ?", [*UNIT]),
    ("update requerimientos set importe = null where plan = ? and unidad = ?", [*UNIT]),
    ("delete from requerimientos where plan = ? and unidad = ?", [*UNIT]),
    ("delete from requerimientos where plan = ?", [PLAN]),
    ("update formulario04 set importe = importe + 7 where plan = ? and fila = 'total'", [PLAN]),
    ("update formulario04 set importe = null where plan = ? and fila = '3_01'", [PLAN]),
    ("delete from formulario04 where plan = ? and unidad = ?", [PLAN, OTHER]),
    ("update techos set importe = importe - 100 where plan = ? and unidad = ?", [*UNIT]),
    ("update acp_unidad set categoria = '', ponderacion = 1 where plan = ? and unidad = ?", [*UNIT]),
    ("update unidades set categoria = '', nombre = 'Otra' where plan = ? and unidad = ?", [*UNIT]),
    ("delete from unidades where plan = ? and unidad = ?", [PLAN, EMPTY]),
    ("delete from operaciones where plan = ? and unidad = ?", [*UNIT]),
    ("update mapa_formularios set formulario = '3_03' where formulario = '3_02'", []),
    ("update planes set reemplaza = '' where plan = ?", [PLAN]),
]  # fmt: skip
COPY = (
    "insert into requerimientos (plan, unidad, linea, formulario, acp, operacion, tarea, partida, fuente, organismo, "
    "descripcion, descripcion_clave, unidad_medida, cantidad, precio_unitario, importe, m02) select plan, ?, "
    "(select max(linea) + 1 from requerimientos), formulario, acp, operacion, tarea, ?, fuente, organismo, "
    f"descripcion, descripcion_clave, '', 5000, 3, 4, 4 from requerimientos where renglon = {LINE.format(1)}"
)
ADDED = st.tuples(st.sampled_from([COMPLETED, EMPTY, OTHER]), st.sampled_from(["21200", "", "43110"])).map(
    lambda drawn: (COPY, [*drawn, *UNIT])
)
REMOVED = PLACES.map(lambda place: (f"delete from requerimientos where renglon = {LINE.format(place)}", [*UNIT]))
CHANGE = st.one_of(st.sampled_from(sorted(CELLS)).flatmap(of_line), st.sampled_from(STATEMENTS), ADDED, REMOVED)
STEP = st.tuples(
    st.lists(CHANGE, min_size=1, max_size=3),
    st.sampled_from(["kept", "kept", "kept", "undone"]),
    st.sampled_from([COMPLETED, COMPLETED, ""]),
    st.booleans(),
)
"""What is written, whether it is kept, in an act on what ('' is the plan), and whether somebody looks afterwards."""


class _GivenUpError(Exception):
    pass


@both_engines
def test_what_is_kept_hides_nothing(engine: str, stores: Callable[[str], Store], tmp_path: Path) -> None:
    @settings(
        max_examples=40 if engine == "sqlite" else 10,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=1, max_size=8))
    def added_up_as_if_anew(steps: list[tuple[list[tuple[str, list[object]]], str, str, bool]]) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        with lent(stores(engine), "demo", folder):
            compare()
            for statements, fate, unidad, looks in steps:
                # An act on the unit that writes beyond it is refused whole: undone too.
                undone = suppress(_GivenUpError, OutOfPlaceError)
                with undone, act("prueba", None, None, plan=PLAN, unidad=unidad):
                    for sql, values in statements:
                        live().execute(sql, values)
                    compare()
                    if fate == "undone":
                        raise _GivenUpError
                if looks:
                    compare()
            compare()

    added_up_as_if_anew()


def compare() -> None:
    """Everything that comes of what is kept, with the same from all the rows of now."""
    database = live()
    ask = PlanInPlace(database, PLAN, replaces=chain_of(PLAN)[1:], schema=SCHEMAS[database.engine]).query
    gathered, anew = gather(PLAN), facts(ask, PLAN)
    assert gathered.money.by(*CODES) == summed(anew, CODES)
    assert gathered.money.by(*DIMENSIONS) == summed(anew, DIMENSIONS)
    for names in ([name] for name in DIMENSIONS):
        assert gathered.money.by(*names) == summed(anew, names)
    for names in (["unidad", "fuente"], ["partida", "mes"], ["unidad", "formulario", "fuente", "organismo", "grupo"]):
        assert gathered.money.by(*names) == summed(anew, names)
    assert gathered.whole == consolidation_of(ask, PLAN)
    assert progress_of(database, PLAN, lines=added_up(PLAN).lines) == progress_of(database, PLAN)


@both_engines
@pytest.mark.usefixtures("demo")
def test_a_saved_line_is_not_answered_by_adding_up_all() -> None:
    gather(PLAN)
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute(f"update requerimientos set importe = 1 where renglon = {LINE.format(3)}", UNIT)
    with queries() as made:
        gather(PLAN)
    assert not [sql for sql in made if "from requerimientos where plan" in sql and "json" not in sql]
    compare()


@both_engines
@pytest.mark.usefixtures("demo")
def test_more_lines_than_are_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_WRITTEN", 2)
    compare()
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute("update requerimientos set importe = 1, fuente = '' where plan = ? and unidad = ?", UNIT)
    compare()


@both_engines
@pytest.mark.usefixtures("demo")
def test_of_many_plans_that_looked_at_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    older = chain_of(PLAN)[1]
    for plan in (PLAN, older, PLAN):
        added_up(plan)
        compare()


@both_engines
@pytest.mark.usefixtures("demo")
def test_within_one_moment_what_others_commit_is_not_seen() -> None:
    before = gather(PLAN).money.by(*DIMENSIONS)

    def somebody_saves() -> None:
        with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
            live().execute(f"update requerimientos set importe = 1 where renglon = {LINE.format(3)}", UNIT)
        connection.close()

    with one_moment():
        assert gather(PLAN).money.by(*DIMENSIONS) == before
        other = Thread(target=somebody_saves)
        other.start()
        other.join()
        assert gather(PLAN).money.by(*DIMENSIONS) == before
    assert gather(PLAN).money.by(*DIMENSIONS) != before
    compare()


@both_engines
@pytest.mark.usefixtures("demo")
def test_a_moment_that_breaks_off_leaves_nothing_behind() -> None:
    with suppress(_GivenUpError), one_moment():
        raise _GivenUpError
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute(f"update requerimientos set importe = 1 where renglon = {LINE.format(3)}", UNIT)
        assert may_be_undone(live())
    assert not may_be_undone(live())
    compare()


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)], scope="session")
@pytest.mark.usefixtures("demo")
def test_what_is_kept_for_some_is_not_given_to_others() -> None:
    own = str(live().value("select entidad from planes where plan = ?", [PLAN]))
    for _ in range(2):
        with seen_as(own):
            assert added_up(PLAN).money.by("unidad")
        for strangers in (["otra"], []):
            with seen_as(*strangers):
                assert not added_up(PLAN).money.by("unidad")
