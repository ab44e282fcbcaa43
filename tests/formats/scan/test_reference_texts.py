"""The eight texts of the reference plan, read and compared with the rows that were written from them by hand."""

from __future__ import annotations

import pytest

from apthapi.core.package import Package
from apthapi.formats.scan.accuracy import Accuracy, Outcome, compare, truth_of
from apthapi.formats.scan.reading import Certainty, Known, Page
from apthapi.formats.scan.reference import PLAN, reference_pages
from apthapi.formats.scan.understanding import read_forms

AMOUNTS = "importes del formulario 04"


@pytest.fixture(scope="module")
def accuracy(segip: Package, known: Known) -> Accuracy:
    found = Accuracy()
    for unidad, page in reference_pages():
        forms, notes = read_forms([page], known)
        assert not notes
        for form in forms:
            found.add(compare(form, *truth_of(segip, PLAN, unidad, form.form), page.source))
    return found


def test_every_amount_is_right_or_offered(accuracy: Accuracy) -> None:
    total = accuracy.of(AMOUNTS)
    assert total == 107
    assert accuracy.of(AMOUNTS, Outcome.RIGHT_CERTAIN, Outcome.RIGHT_DOUBTFUL, Outcome.OFFERED) == total
    assert accuracy.of(AMOUNTS, Outcome.RIGHT_CERTAIN) >= 106


def test_nothing_is_wrong_and_certain(accuracy: Accuracy) -> None:
    assert not [kind for kind in accuracy.kinds if accuracy.of(kind, Outcome.WRONG_CERTAIN)]


@pytest.mark.parametrize("kind", ["códigos de ACP", "códigos de acción estratégica", "ponderaciones"])
def test_codes_and_weights_are_right(accuracy: Accuracy, kind: str) -> None:
    right = accuracy.of(kind, Outcome.RIGHT_CERTAIN, Outcome.RIGHT_DOUBTFUL)
    assert right >= 0.95 * accuracy.of(kind)


def test_a_techo_whose_last_digits_were_misread_is_offered_both_ways(known: Known) -> None:
    page = dict(reference_pages_by_name())["DNTIC-f04.txt"]
    (form,), _ = read_forms([page], known)
    row = next(row for row in form.rows if (cell := row.cell("fila")) and cell.value == "techo")
    cell = row.cell("importe")
    assert cell
    assert cell.text == "31,298,88909"
    assert cell.certainty is Certainty.DOUBTFUL
    assert {option.value for option in cell.options} == {31_298_889_00, 31_298_889_09}
    assert any("31.298.889,09" in note for note in form.notes)


def test_weights_that_do_not_add_up_are_told_and_a_missing_one_is_only_offered(known: Known) -> None:
    pages = dict(reference_pages_by_name())
    (form,), _ = read_forms([pages["DNTIC-f02.txt"]], known)
    assert form.notes == ("Las ponderaciones que se leyeron suman 103 %.",)
    (form,), _ = read_forms([pages["DDLP-f02.txt"]], known)
    cells = {str(row.cells[0].value): row.cell("ponderacion") for row in form.rows}
    missing = cells["5.1"]
    assert missing
    assert missing.value is None
    assert [option.value for option in missing.options] == [10_00]


def reference_pages_by_name() -> list[tuple[str, Page]]:
    return [(page.source, page) for _, page in reference_pages()]
