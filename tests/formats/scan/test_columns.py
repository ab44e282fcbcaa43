"""Our own forms 01 and 02, read by the places of their words once what they carry attached is taken out."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from apthapi.core.package import Package
from apthapi.documents import render_form
from apthapi.formats.scan.accuracy import Accuracy, Outcome, compare, truth_of
from apthapi.formats.scan.files import read_files
from apthapi.formats.scan.reading import Known
from apthapi.formats.scan.reference import PLAN

RIGHT = (Outcome.RIGHT_CERTAIN, Outcome.RIGHT_DOUBTFUL, Outcome.OFFERED)


def _read(segip: Package, known: Known, unidad: str, form: str, folder: Path) -> Accuracy:
    paper = folder / "con.pdf"
    render_form(package=segip, plan=PLAN, unidad=unidad, form=form, out=paper)
    with pikepdf.open(paper) as pdf:
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        pdf.save(folder / "sin.pdf")
    [read] = read_files([folder / "sin.pdf"], known, pictures=folder / "paginas").forms
    assert read.pages == (1, 2)
    return compare(read, *truth_of(segip, PLAN, unidad, form))


@pytest.mark.parametrize("form", ["01", "02"])
def test_every_cell_of_a_form_of_two_pages_is_right(segip: Package, known: Known, form: str, tmp_path: Path) -> None:
    found = _read(segip, known, "DNTIC", form, tmp_path)
    assert found.kinds
    for kind in found.kinds:
        assert found.of(kind, *RIGHT) == found.of(kind), (kind, found.wrong)
        assert not found.of(kind, Outcome.WRONG_CERTAIN)
