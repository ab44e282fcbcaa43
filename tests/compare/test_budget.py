"""What is in force is what was approved and every modification, by every dimension and after any sequence of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apthapi.compare.budget import DIMENSIONS, Budget, budget
from apthapi.compare.slots import Place
from apthapi.compare.totals import plan_total
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from apthapi.rules.readings import prepare

BEFORE, AFTER = "EJEMPLO-0001-2024-0", "EJEMPLO-0001-2024-1"
LAW = [name for name in DIMENSIONS if name != "partida"]
COLUMNS = "renglon plan modificacion orden unidad categoria partida fuente organismo importe incorporada".split()


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """A formulation and its reformulation."""
    folder = tmp_path_factory.mktemp("presupuesto") / "plan"
    write_example(folder, units=3, lines=60, formulation=True)
    package = read_package(folder)
    yield package
    package.close()


def budgets(package: Package, plan: str = AFTER) -> dict[str, Budget]:
    return {name: budget(package, plan, name) for name in DIMENSIONS}


def modify(package: Package, changes: list[tuple[Place, int, str]]) -> None:
    """Register each change as a modification of its own."""
    package.database.execute("delete from modificaciones where renglon > 9000")
    rows = [
        (9000 + number, AFTER, f"P{number}", 1, *_cells(place), amount, incorporated)
        for number, (place, amount, incorporated) in enumerate(changes, start=1)
    ]
    package.database.insert("modificaciones", COLUMNS, rows)
    prepare(package.database, ["modificacion_anio vigente_lugar modificado vigente"], again=True)


def _cells(place: Place) -> tuple[str, ...]:
    return place.unidad, place.categoria, place.partida, place.fuente, place.organismo


def places(package: Package) -> list[Place]:
    prepare(package.database, ["gasto"])
    sql = (
        "select distinct unidad, categoria, partida, fuente, organismo from gasto where plan = ? order by 1, 2, 3, 4, 5"
    )
    return [Place(*row) for row in package.database.query(sql, [AFTER])]


@pytest.mark.parametrize("dimension", list(DIMENSIONS))
def test_the_example_stands_where_its_lines_say(versions: Package, dimension: str) -> None:
    modify(versions, [])
    found = budget(versions, AFTER, dimension)
    assert found.total.standing == found.total.of_poa == plan_total(versions, AFTER)
    assert found.unknown == ()
    if dimension in LAW:
        assert [each.gap for each in found.rows] == [0] * len(found.rows)
    else:
        assert {each.standing for each in found.rows} == {None}, "the law tells no partida"


@settings(max_examples=25, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(-(10**9), 10**9).filter(bool), st.sampled_from(["no", "", "si"])),
        max_size=8,
    )
)
def test_what_is_in_force_is_what_was_approved_and_the_sum_of_any_modifications(
    versions: Package, changes: list[tuple[int, int, str]]
) -> None:
    known = places(versions)
    modify(versions, [])
    before = budgets(versions)
    made = [(known[number % len(known)], amount, incorporated) for number, amount, incorporated in changes]
    modify(versions, made)
    moved = sum(amount for _, amount, _ in made)
    pending = sum(amount for _, amount, incorporated in made if incorporated == "no")
    for name, found in budgets(versions).items():
        was = before[name].total
        assert found.total.standing == (was.standing or 0) + moved
        assert found.total.of_poa == (was.of_poa or 0) + pending
        for column in ("modified", "pending"):
            assert sum(getattr(each, column) for each in found.rows) == getattr(found.total, column)
        for each in found.rows:
            assert each.standing == (None if name == "partida" else (each.approved or 0) + each.modified)
        if name in LAW:
            assert sum(each.standing or 0 for each in found.rows) == found.total.standing


def test_a_modification_outside_of_a_reformulation_is_of_the_lines_of_the_version_that_follows(
    versions: Package,
) -> None:
    [place, *_] = places(versions)
    modify(versions, [(place, 5_000, "no")])
    found = {each.code: each for each in budget(versions, AFTER, "categoria").rows}[place.categoria]
    assert (found.pending, found.gap) == (5_000, 0), "the POA has it apart from its lines"
    assert budget(versions, BEFORE, "categoria").total.modified == 0, "the version before does not"


def test_a_category_that_only_a_modification_brings_is_there(versions: Package) -> None:
    modify(versions, [(Place("DAF", "99 000 099", "39500", "41", "111"), 700, "no")])
    found = {each.code: each for each in budget(versions, AFTER, "categoria").rows}["99 000 099"]
    assert (found.approved, found.modified, found.standing, found.lines, found.of_poa) == (0, 700, 700, 0, 700)


def test_a_plan_without_what_the_law_approved_does_not_say_what_is_in_force(tmp_path: Path) -> None:
    write_example(tmp_path / "plan", units=2, lines=30)
    (tmp_path / "plan" / "presupuesto_aprobado.csv").unlink()
    package = read_package(tmp_path / "plan")
    total = budget(package, AFTER, "categoria").total
    assert (total.approved, total.standing, total.gap) == (None, None, None)
    assert total.of_poa is not None
    package.close()


def test_the_real_plan_has_the_law_without_lines_and_lines_without_their_fuente(reference_folder: Path) -> None:
    package = read_package(reference_folder)
    law, reformulated = (budget(package, f"SEGIP-2024-{number}", "categoria") for number in (0, 1))
    assert (law.total.approved, law.total.lines) == (31_152_018_600, None)
    assert {each.lines for each in law.rows} == {None}
    assert reformulated.total.approved == 31_152_018_600, "of the version that it replaces"
    assert (reformulated.total.lines, reformulated.total.gap) == (11_493_060_327, None)
    package.close()


def test_a_dimension_that_does_not_exist(versions: Package) -> None:
    with pytest.raises(KeyError):
        budget(versions, AFTER, "luna")
