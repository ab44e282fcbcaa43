"""Form 04 under damage: whatever happens to its text, no cell is certain and wrong."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from apthapi.core.fields import Value
from apthapi.formats.scan.accuracy import KINDS, Outcome, compare
from apthapi.formats.scan.decisions import STEPS
from apthapi.formats.scan.form04 import read_form04
from apthapi.formats.scan.reading import Certainty, Known, ReadForm, ReadRow
from support.printed_resumen import printed

KIND = KINDS["formulario04"].names["importe"]
KNOWN = Known(fuentes=("20", "41", "42"))


def _cells(row: ReadRow) -> tuple[tuple[Value, Value], Value, bool]:
    fila, fuente, importe = row.cells[:3]
    sure = all(cell.certainty is Certainty.CERTAIN for cell in (fila, fuente, importe))
    return (fila.value, fuente.value), importe.value, sure


@settings(deadline=None, max_examples=120)
@given(st.integers(0, 10**9))
@example(11686)
def test_no_certain_amount_is_wrong(seed: int) -> None:
    form = printed(seed)
    rows, _ = read_form04(form.read, KNOWN, 1)
    for key, value, sure in map(_cells, rows):
        assert not sure or form.truth.get((str(key[0]), str(key[1]))) == value, (form.damage, form.lines, key)


def _assert_nothing_is_lost(seed: int, steps: int) -> None:
    form = printed(seed, damaged=False)
    rows, _ = read_form04(form.read, KNOWN, 1, steps)
    truth: list[dict[str, Value]] = [
        {"fila": fila, "fuente": fuente, "importe": value} for (fila, fuente), value in form.truth.items() if value
    ]
    found = compare(ReadForm("04", (1,), (), rows), "formulario04", truth)
    well = (Outcome.RIGHT_CERTAIN, Outcome.RIGHT_DOUBTFUL, Outcome.OFFERED)
    assert found.of(KIND, *well) >= len(truth), (form.damage, form.lines, found.wrong)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9))
@example(17)
@example(126)
@example(752)
@example(1029)
@example(4449)
def test_what_was_not_damaged_is_right_or_offered(seed: int) -> None:
    _assert_nothing_is_lost(seed, STEPS)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9))
def test_what_is_too_much_to_decide_is_offered(seed: int) -> None:
    _assert_nothing_is_lost(seed, 1)
