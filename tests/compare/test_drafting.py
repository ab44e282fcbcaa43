"""Modifications drafted from a difference: each centavo in one of them, of the narrowest kind that holds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.compare import Comparison
from apthapi.compare.drafting import KindOfChange, Line, Why, draft, kinds_of, lines_of_blocks
from apthapi.compare.slots import Place, standing_of
from apthapi.core.package import Package, read_package
from apthapi.core.reference import read_data
from apthapi.core.tables import TABLES
from compare.conftest import EXAMPLE

KINDS = kinds_of(read_data("normativa/tipos_modificacion.csv"))


def line(amount: int, unidad: str = "DDTJ", fuente: str = "20", partida: str = "39500") -> Line:
    return Line(Place(unidad, "48 000 007", partida, fuente, "230" if fuente else ""), amount)


def test_what_moves_within_a_fuente_is_a_transfer_that_the_entity_approves() -> None:
    [made] = draft([line(-500), line(500, "DDPD")], KINDS)
    assert (made.why, made.kind, made.increases, made.decreases, made.missing) == (
        Why.WITHIN, "intrainstitucional", 500, 500, 0
    )  # fmt: skip
    assert {each.approver for each in made.approvers} == {
        "Máxima Autoridad Ejecutiva",
        "Máxima instancia resolutiva facultada",
    }


def test_what_changes_its_fuente_needs_another_approver() -> None:
    [made] = draft([line(-500), line(500, fuente="41")], KINDS)
    assert made.why is Why.BETWEEN
    assert [each.approver for each in made.approvers] == ["Ministerio de Economía y Finanzas Públicas"]
    assert made.pairs() == [("20-230", 0, 500), ("41-230", 500, 0)]


def test_a_line_is_parted_between_kinds_to_the_centavo() -> None:
    """700 more with 500 less: the transfer takes 500, and 200 are new money."""
    within, added = draft([line(-500), line(701, "DDPD")], KINDS)
    assert (within.increases, within.decreases) == (500, 500)
    assert (added.why, added.kind, added.increases) == (Why.FROM_OUTSIDE, "adicional", 201)
    assert added.missing == 0, "that kind need not add up to zero"


def test_what_only_falls_leaves_the_entity() -> None:
    [made] = draft([line(-300)], KINDS)
    assert (made.why, made.kind) == (Why.TO_OUTSIDE, "interinstitucional")


def test_what_is_not_shown_is_missing_and_not_new_money() -> None:
    [made] = draft([line(-100), line(400, "DDPD")], KINDS, uncovered=True)
    assert (made.why, made.missing) == (Why.WITHIN, 300)


def test_nothing_moved_nothing_drafted() -> None:
    assert draft([], KINDS) == ()


@given(
    st.lists(
        st.builds(
            line,
            st.integers(-1000, 1000).filter(bool),
            st.sampled_from(["DDTJ", "DDPD"]),
            st.sampled_from(["20", "41", "42"]),
            st.sampled_from(["39500", "25900"]),
        ),
        max_size=12,
    )
)
def test_every_centavo_is_in_one_modification(lines: list[Line]) -> None:
    made = draft(lines, KINDS)
    wanted: dict[Place, int] = {}
    for each in lines:
        wanted[each.place] = wanted.get(each.place, 0) + each.amount
    found: dict[Place, int] = {}
    for each in (line for one in made for line in one.lines):
        found[each.place] = found.get(each.place, 0) + each.amount
    assert {place: amount for place, amount in found.items() if amount} == {p: a for p, a in wanted.items() if a}
    for one in made:
        if one.why is Why.WITHIN:
            assert all(up == down for _, up, down in one.pairs())
        if one.why in (Why.WITHIN, Why.BETWEEN):
            assert one.increases == one.decreases
            assert one.missing == 0
        else:
            assert not (one.increases and one.decreases), "what comes from outside only rises, what leaves only falls"


def test_the_real_plan(comparison: Comparison) -> None:
    """The units that show their forms, and what the categories that are not shown must have given."""
    lines = lines_of_blocks(comparison.money["grupo"], comparison.money["categoria"], frozenset())
    by_unit: dict[str, int] = {}
    for each in lines:
        by_unit[each.place.unidad] = by_unit.get(each.place.unidad, 0) + each.amount
    assert {unit: amount for unit, amount in by_unit.items() if amount} == {
        "DNTIC": 1_621_980_000, "DNP": 77_200_000, "DDPD": 2_000_003, "DDTJ": -15_500_000
    }  # fmt: skip
    cochabamba = {each.place.partida: each.amount for each in lines if each.place.unidad == "DDCB"}
    assert cochabamba == {"30000": 610_000, "": -610_000}
    assert by_unit["DDOR"] == by_unit["DDBN"] == 0, "rounding is not a modification"
    [made] = draft(lines, KINDS, uncovered=bool(comparison.uncovered))
    assert made.missing == 1_685_680_003


def test_what_stands_is_what_was_approved_and_its_modifications(example_folder: object, segip: Package) -> None:
    package = read_package(example_folder)  # type: ignore[arg-type]
    standing = standing_of(package, EXAMPLE)
    assert sum(each.modified for each in standing) == 0
    assert [each for each in standing if each.standing != each.programmed] == [], "the plan is covered to the centavo"
    before = {each.categoria: each.standing for each in standing}
    names = TABLES["modificaciones"].names
    cells = {"plan": EXAMPLE, "modificacion": "9", "orden": 1, "tipo": "adicional", "categoria": standing[0].categoria}
    row = tuple(cells.get(name, 700 if name == "importe" else "") for name in names)
    package.database.insert("modificaciones", names, [row])
    after = {each.categoria: each.standing for each in standing_of(package, EXAMPLE)}
    assert after == before | {standing[0].categoria: standing[0].standing + 700}
    assert {each.programmed for each in standing_of(segip, "SEGIP-2024-1") if each.categoria == "00 000 001"} == {None}


def test_the_table_of_kinds_says_how_sure_each_is() -> None:
    assert {each.mark for each in KINDS} == {"R", "G", "S"}
    assert isinstance(KINDS[0], KindOfChange)


@pytest.mark.parametrize("kind", ["adicional", "interinstitucional", "intrainstitucional"])
def test_every_kind_has_somebody_who_approves_it(kind: str) -> None:
    assert [each for each in KINDS if each.kind == kind]
