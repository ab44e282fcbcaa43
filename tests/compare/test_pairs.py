"""Rows of two plans where they stand: what is new, gone or other, on the three engines, by key and by lineage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apthapi.compare import compare_plans
from apthapi.compare.pairs import Kind, Pair, Side, Wanted, counts_of, follows_lineage, pairs_of, whole_rows
from apthapi.compare.slots import slots_of
from apthapi.core.database import Engine
from apthapi.core.fields import words_of
from apthapi.core.package import Package, read_package
from apthapi.example import write_example
from support.engines import ENGINES, package_on
from support.small_plans import Plan, Row, plans, write_plan

BEFORE, AFTER = "EJEMPLO-0001-2024-0", "EJEMPLO-0001-2024-1"
SIDE = Side(BEFORE, AFTER)


@pytest.fixture(scope="module")
def both_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A formulation and its reformulation, both whole."""
    folder = tmp_path_factory.mktemp("versiones") / "plan"
    write_example(folder, units=3, lines=300, formulation=True)
    return folder


@contextmanager
def edited(engine: Engine, folder: Path, *statements: str) -> Iterator[Package]:
    with package_on(engine, folder) as package:
        for statement in statements:
            package.database.execute(statement)
        yield package


def kinds(pairs: list[Pair]) -> dict[str, int]:
    return {kind.value: sum(pair.kind is kind for pair in pairs) for kind in Kind}


@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_rows_that_differ_come_out(engine: Engine, both_versions: Path) -> None:
    with edited(engine, both_versions) as package:
        ask = package.database.query
        lines = pairs_of(ask, "requerimientos", SIDE)
        assert kinds(lines) == {"nueva": 1, "quitada": 1, "cambiada": 6}
        assert counts_of(ask, ["requerimientos", "operaciones"], SIDE)["requerimientos"] == (301, 301)
        removed = next(pair for pair in lines if pair.kind is Kind.REMOVED)
        assert (removed.after, removed.amount_after) == (None, None)
        assert removed.amount_before == next(pair for pair in lines if pair.kind is Kind.ADDED).amount_after
        rows = whole_rows(ask, "requerimientos", SIDE, [removed.before or 0])
        assert rows[removed.before or 0]["plan"] == BEFORE


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_as_the_comparison_of_a_package(engine: Engine, both_versions: Path) -> None:
    with edited(engine, both_versions) as package:
        tables = compare_plans(package, BEFORE, AFTER).tables
        for found in (each for level in tables.values() for each in level if not each.unknown):
            if found.table in ("techos", "formulario04", "presupuesto_aprobado", "recursos", "plurianual"):
                continue
            pairs = pairs_of(package.database.query, found.table, SIDE)
            assert kinds(pairs) == {
                "nueva": len(found.added), "quitada": len(found.removed), "cambiada": len(found.changed)
            }, found.table  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_not_said_differs_from_zero(engine: Engine, both_versions: Path) -> None:
    which = f"plan = '{AFTER}' and unidad = 'DAF' and m02 is null"
    last = f"(select max(linea) from requerimientos where {which})"
    edit = f"update requerimientos set m02 = 0 where linea = {last} and {which}"
    with edited(engine, both_versions) as package:
        ask = package.database.query
        before = pairs_of(ask, "requerimientos", SIDE, Wanted(unidad="DAF", kind=Kind.CHANGED))
        package.database.execute(edit)
        assert len(pairs_of(ask, "requerimientos", SIDE, Wanted(unidad="DAF", kind=Kind.CHANGED))) == len(before) + 1


@pytest.mark.parametrize("engine", ENGINES)
def test_filters_look_on_both_sides(engine: Engine, both_versions: Path) -> None:
    """A line that left a partida is of that partida too; words are found without accents."""
    edits = (
        f"update requerimientos set partida = '24110' where plan = '{AFTER}' and unidad = 'DAF' and linea = 2",
        f"update requerimientos set descripcion_clave = 'grua' where plan = '{AFTER}' and unidad = 'DPL' and linea = 2",
        f"update requerimientos set descripcion = 'Grúa' where plan = '{AFTER}' and unidad = 'DPL' and linea = 2",
    )
    with edited(engine, both_versions, *edits) as package:
        ask = package.database.query
        [old] = ask(f"select partida from requerimientos where plan = '{BEFORE}' and unidad = 'DAF' and linea = 2", [])

        def keys(wanted: Wanted) -> set[tuple[object, ...]]:
            return {pair.key for pair in pairs_of(ask, "requerimientos", SIDE, wanted)}

        assert ("DAF", 2) in keys(Wanted(partida="24110")) & keys(Wanted(partida=old[0][:3]))
        assert keys(Wanted(text="GRÚA")) == {("DPL", 2)}
        assert keys(Wanted(text="24110")) == keys(Wanted(partida="24110"))
        assert keys(Wanted(kind=Kind.REMOVED)) == {("DAF", 101)}
        assert keys(Wanted(unidad="no hay")) == set()
        assert pairs_of(ask, "pdes", SIDE, Wanted(unidad="DAF")) == [], "what has no unit is not of one"


@pytest.mark.parametrize("engine", ENGINES)
def test_with_lineage_a_row_that_was_numbered_again_is_the_same_row(engine: Engine, both_versions: Path) -> None:
    """Line 5 becomes 205: by its number one is gone and another new; by its lineage its number changed."""
    move = f"update requerimientos set linea = 205 where plan = '{AFTER}' and unidad = 'DAF' and linea = 5"
    origin = (
        "create temporary table origenes as select 'requerimientos' as tabla, n.renglon, o.renglon as origen "
        f"from requerimientos n join requerimientos o on o.plan = '{BEFORE}' and o.unidad = n.unidad "
        f"and o.linea = n.linea where n.plan = '{AFTER}'"
    )
    with edited(engine, both_versions, origin, move) as package:
        ask = package.database.query
        side = Side(BEFORE, AFTER, lineage="origenes")
        assert follows_lineage(ask, side, ["requerimientos", "operaciones"]) == {"requerimientos"}
        assert follows_lineage(ask, Side("otro", AFTER, lineage="origenes"), ["requerimientos"]) == frozenset()
        by_key, by_lineage = (kinds(pairs_of(ask, "requerimientos", each)) for each in (SIDE, side))
        assert by_key == {"nueva": 2, "quitada": 2, "cambiada": 6}
        assert by_lineage == {"nueva": 1, "quitada": 1, "cambiada": 7}


# An oracle: the same in a few lines of Python that know nothing of the queries --------------------------------------


def _two(before: Plan, after: Plan, folder: Path) -> Package:
    """The second of two little plans replaces the first."""
    both: Plan = {}
    for code, plan in (("A", before), ("B", after)):
        for name, rows in plan.items():
            both.setdefault(name, []).extend({**row, "plan": code} for row in rows)
    both["planes"][1] |= {"version": 1, "tipo": "reformulacion", "reemplaza": "A"}
    both["planes"][0] |= {"reemplaza": ""}
    return read_package(write_plan(both, folder))


def _by_key(plan: Plan) -> dict[tuple[object, ...], Row]:
    return {(row["unidad"], row["linea"]): row for row in plan["requerimientos"]}


@settings(max_examples=60, deadline=None)
@given(plans(), plans(), st.sampled_from(["", "DDTJ", "DDPD"]))
def test_random_plans_differ_as_an_independent_count_says(before: Plan, after: Plan, unidad: str) -> None:
    with TemporaryDirectory() as folder:
        package = _two(before, after, Path(folder))
        old, new = _by_key(before), _by_key(after)
        expected = {
            key: (old.get(key, {}).get("importe"), new.get(key, {}).get("importe"))
            for key in old.keys() | new.keys()
            if {**old.get(key, {}), "plan": ""} != {**new.get(key, {}), "plan": ""} and unidad in ("", key[0])
        }
        found = pairs_of(package.database.query, "requerimientos", Side("A", "B"), Wanted(unidad=unidad))
        assert {pair.key: (pair.amount_before, pair.amount_after) for pair in found} == expected
        package.close()


@settings(max_examples=60, deadline=None)
@given(plans(), plans())
def test_random_money_moves_as_an_independent_sum_says(before: Plan, after: Plan) -> None:
    with TemporaryDirectory() as folder:
        package = _two(before, after, Path(folder))
        sums: dict[tuple[object, ...], list[int]] = {}
        for side, plan in enumerate((before, after)):
            for row in plan["requerimientos"]:
                place = (row["unidad"], row["partida"], row["fuente"], row["organismo"])
                sums.setdefault(place, [0, 0])[side] += int(row["importe"] or 0)
        with_lines = [{row["unidad"] for row in plan["requerimientos"]} for plan in (before, after)]
        shown = with_lines[0] & with_lines[1]  # every unit is in both plans: what one does not show is not compared
        expected = {place: tuple(both) for place, both in sums.items() if place[0] in shown}
        found: dict[tuple[object, ...], list[int]] = {}
        for slot in slots_of(package, "A", "B"):
            both = found.setdefault(
                (slot.place.unidad, slot.place.partida, slot.place.fuente, slot.place.organismo), [0, 0]
            )
            both[0] += slot.before
            both[1] += slot.after
        assert {place: tuple(both) for place, both in found.items()} == expected
        package.close()


def test_a_text_is_kept_by_its_words() -> None:
    assert words_of("Grúa N° 2") == "grua n"
