"""Cuts that are corrected say what adding up all facts says, however lines come, change and go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.compare import cuts
from apthapi.compare.cuts import Key, Lines, Money
from apthapi.compare.facts import CODES, DIMENSIONS, Fact, fact_of, summed
from apthapi.core.database import Row

AMOUNTS = st.sampled_from([-5, 0, 5, 700])
MONTHS = st.lists(st.sampled_from([None, 0, -5, 5]), min_size=12, max_size=12)
KEYS = st.tuples(*(st.sampled_from(["", "a"]) for _ in range(6)))


def row_of(key: Key, amount: int, months: list[int | None], lines: int) -> Row:
    """As OF_LINES gives it."""
    unidad, form, fuente, organismo, partida, acp = key
    return (
        unidad, form, fuente, f"{fuente}-{organismo}", f"{partida[:1]}0000", partida, acp,
        amount, *months, lines, lines - 1, organismo,
    )  # fmt: skip


ROWS = st.dictionaries(
    KEYS, st.one_of(st.none(), st.tuples(AMOUNTS, MONTHS, st.integers(1, 3))), min_size=1, max_size=6
)
ASKED = st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True)


@given(st.lists(st.tuples(ROWS, ASKED), min_size=1, max_size=8))
def test_corrected_is_as_if_added_up_anew(
    steps: list[tuple[dict[Key, tuple[int, list[int | None], int] | None], list[str]]],
) -> None:
    now: dict[Key, Row] = {}
    lines = Lines()
    for written, asked in steps:
        rows = [row_of(key, *said) for key, said in written.items() if said is not None]
        lines.put(written, rows)
        now = {key: row for key, row in now.items() if key not in written} | dict(
            zip((key for key, said in written.items() if said is not None), rows, strict=True)
        )
        anew = [fact_of(row) for row in now.values()]
        assert Lines(now.values()).size == len(now)
        for names in (asked, ["unidad", "mes"], CODES):
            assert Money(lines).by(*names) == summed(anew, names)
        assert Money(lines, only={"fuente": "a"}).by(*asked) == summed(of_code(anew, "a"), asked)
        told = {unidad: (cell.lines, cell.priced) for (unidad,), cell in lines.cells(("unidad",)).items()}
        assert told == {
            unidad: (sum(each.lines for each in of), sum(each.priced for each in of))
            for unidad in {each.codes["unidad"] for each in anew}
            if (of := [each for each in anew if each.codes["unidad"] == unidad])
        }


def of_code(found: list[Fact], fuente: str) -> list[Fact]:
    return [fact for fact in found if fact.codes["fuente"] == fuente]


@pytest.mark.parametrize(("most", "value"), [("MOST_CUTS", 2), ("MOST_CELLS", 1)])
def test_a_cut_that_was_forgotten_is_made_again(monkeypatch: pytest.MonkeyPatch, most: str, value: int) -> None:
    monkeypatch.setattr(cuts, most, value)
    rows = [row_of((unidad, "3_01", "20", "", "21200", ""), 5, [None] * 12, 1) for unidad in "abc"]
    lines = Lines(rows)
    anew = [fact_of(row) for row in rows]
    for _ in range(2):
        for name in DIMENSIONS:
            assert Money(lines).by(name) == summed(anew, [name])
    lines.put([("a", "3_01", "20", "", "21200", "")], [])
    assert Money(lines).add_up("unidad") == {"b": 5, "c": 5}


def test_money_of_lines_and_of_others_is_added_together() -> None:
    row = row_of(("a", "3_01", "20", "", "21200", ""), 5, [None] * 12, 1)
    money = Money(Lines([row]), [fact_of(row), fact_of(row)], {"unidad": "a"})
    assert money.add_up("fuente") == {"20": 15}
    assert Money(Lines([row]), [fact_of(row)], {"unidad": "b"}).by("fuente", "mes") == {}
