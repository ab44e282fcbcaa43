"""What holds of every evaluation, whatever is missing of the plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from apthapi.compare.evaluation import Evaluation, evaluation_from
from apthapi.compare.evaluation.averaging import weigh
from apthapi.compare.evaluation.reading import Facts
from compare.evaluation.years import WEIGHTS, many_facts

CUTS = st.integers(1, 12)


def averages(found: Evaluation) -> list[Fraction]:
    rows = [found.whole, *found.units, *found.acps, *found.actions]
    return [
        figure
        for row in rows
        for figure in (row.physical.efficacy, row.physical.progress, row.physical.projected)
        if figure is not None
    ]


@settings(max_examples=40, deadline=None)
@given(many_facts(), CUTS)
def test_averages_stay_between_nothing_and_all(facts: Facts, cut: int) -> None:
    found = evaluation_from(facts, cut)
    assert all(0 <= figure <= 1 for figure in averages(found))
    planned, done = found.done_curve
    assert all(value is None or 0 <= value <= 10_000 for value in (*planned, *done))
    assert all(value is None for value in done[cut:])


@settings(max_examples=40, deadline=None)
@given(many_facts(), CUTS)
def test_a_figure_is_there_only_if_something_was_programmed(facts: Facts, cut: int) -> None:
    for each in evaluation_from(facts, cut).operations:
        assert (each.physical.efficacy is None) == (each.physical.programmed is None)
        assert (each.physical.light.name == "apagado") == (each.physical.efficacy is None)


@settings(max_examples=40, deadline=None)
@given(many_facts(), CUTS)
def test_the_units_add_up_to_the_entity(facts: Facts, cut: int) -> None:
    found = evaluation_from(facts, cut)
    for name in ("standing", "accrued", "paid", "programmed"):
        of_units = [getattr(unit.money, name) or 0 for unit in found.units]
        assert sum(of_units) == (getattr(found.whole.money, name) or 0)
        assert sum(getattr(money, name) or 0 for money in found.fuentes.values()) == sum(of_units)
        assert sum(getattr(money, name) or 0 for money in found.partidas.values()) == sum(of_units)


@settings(max_examples=40, deadline=None)
@given(many_facts(), CUTS)
def test_what_is_given_to_operations_and_actions_is_never_more_than_was_spent(facts: Facts, cut: int) -> None:
    found = evaluation_from(facts, cut)
    spent = found.whole.money.accrued or 0
    assert sum(each.money.accrued or 0 for each in found.operations) <= spent
    assert sum(each.money.accrued or 0 for each in found.actions) <= spent
    by_unit = {unit.code: unit.money.accrued or 0 for unit in found.units}
    for unidad, accrued in by_unit.items():
        assert sum(each.money.accrued or 0 for each in found.actions if each.unidad == unidad) <= accrued


@settings(max_examples=40, deadline=None)
@given(many_facts(), CUTS, st.data())
def test_doing_more_lowers_nothing(facts: Facts, cut: int, data: st.DataObject) -> None:
    informed = [key for key, done in facts.progress.items() if any(value is not None for value in done[:cut])]
    if not informed:
        return
    key = data.draw(st.sampled_from(informed))
    place = next(place for place, value in enumerate(facts.progress[key]) if value is not None)
    more = tuple((value or 0) + 5_000 if at == place else value for at, value in enumerate(facts.progress[key]))
    before, after = (
        evaluation_from(facts, cut),
        evaluation_from(replace(facts, progress={**facts.progress, key: more}), cut),
    )
    assert all(one <= other for one, other in zip(averages(before), averages(after), strict=True))


@settings(max_examples=40, deadline=None)
@given(many_facts(), st.integers(1, 11))
def test_the_curves_of_a_later_cut_begin_as_those_of_an_earlier_one(facts: Facts, cut: int) -> None:
    before, after = evaluation_from(facts, cut), evaluation_from(facts, cut + 1)
    assert before.done_curve[0] == after.done_curve[0]
    assert before.done_curve[1][:cut] == after.done_curve[1][:cut]
    assert before.money_curve[1][:cut] == after.money_curve[1][:cut]


@settings(deadline=None)
@given(st.lists(st.tuples(WEIGHTS, st.booleans()), max_size=8))
def test_the_parts_of_the_members_that_count_add_up_to_one(members: list[tuple[int | None, bool]]) -> None:
    weights, counts = [weight for weight, _ in members], [taken for _, taken in members]
    found = weigh(weights, counts, by="su peso", of="los miembros")
    parts = [part for part in found.shares if part is not None]
    assert len(parts) == sum(counts)
    assert not parts or sum(parts) == 1
    plain = any(weight is None for weight, taken in members if taken)
    assert not parts or not plain or ("promedio simple" in found.method and len(set(parts)) == 1)
