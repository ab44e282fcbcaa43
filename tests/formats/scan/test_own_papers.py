"""Our own papers are read from what they carry, which is believed only where the print says the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from apthapi.core.package import Package, read_package
from apthapi.documents import render_form
from apthapi.formats.scan.files import read_files
from apthapi.formats.scan.reading import Certainty, Known, ReadForm, ReadRow

_UNDATED = {"description": "", "creation_date": "", "mod_date": ""}
PLAN, UNIDAD = "SEGIP-2024-1", "DDLP"


@pytest.fixture(scope="module")
def package(reference_folder: Path) -> Package:
    return read_package(reference_folder)


@pytest.fixture(scope="module")
def papers(package: Package, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("papeles")
    for form in ("01", "02", "04"):
        render_form(package=package, plan=PLAN, unidad=UNIDAD, form=form, out=folder / f"{form}.pdf")
    return {form: folder / f"{form}.pdf" for form in ("01", "02", "04")}


def read(path: Path, folder: Path) -> ReadForm:
    [form] = read_files([path], Known(), pictures=folder / "paginas").forms
    return form


@pytest.mark.parametrize(("form", "table"), [("01", "situacion"), ("02", "acp_unidad"), ("04", "formulario04")])
def test_what_a_paper_carries_is_read_exactly(
    form: str, table: str, package: Package, papers: dict[str, Path], tmp_path: Path
) -> None:
    found = read(papers[form], tmp_path)
    truth = package.dicts(f"select * from {table} where plan = ? and unidad = ? order by renglon", (PLAN, UNIDAD))
    assert [{cell.column: cell.value for cell in row.cells} for row in found.rows] == [
        {cell.column: row[cell.column] for cell in found.rows[0].cells} for row in truth
    ]
    assert {cell.certainty for row in found.rows for cell in row.cells} == {Certainty.CERTAIN}
    assert {cell.column: cell.value for cell in found.heading} | {"unidad": UNIDAD, "plan": PLAN} == {
        cell.column: cell.value for cell in found.heading
    }


def changed(paper: Path, target: Path, change: Callable[[str], str]) -> Path:
    """The paper with another attachment: the table of form 04 as `change` makes it."""
    with pikepdf.open(paper) as pdf:
        spec = pdf.attachments["datos.zip"]
        old = zipfile.ZipFile(io.BytesIO(spec.get_file().read_bytes()))
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as new:
            for name in old.namelist():
                text = old.read(name).decode()
                new.writestr(name, change(text) if name == "formulario04.csv" else text)
        pdf.attachments["datos.zip"] = pikepdf.AttachedFileSpec(
            pdf, content.getvalue(), filename="datos.zip", mime_type="application/zip", **_UNDATED
        )
        pdf.save(target)
    return target


def row_of(form: ReadForm, fila: str, fuente: str) -> ReadRow:
    def named(row: ReadRow) -> tuple[object, ...]:
        return tuple(cell.value if (cell := row.cell(key)) else None for key in ("fila", "fuente"))

    return next(row for row in form.rows if named(row) == (fila, fuente))


def certainty(row: ReadRow) -> Certainty:
    cell = row.cell("importe")
    assert cell is not None
    return cell.certainty


def test_a_changed_attachment_is_not_believed(papers: dict[str, Path], tmp_path: Path) -> None:
    paper = changed(papers["04"], tmp_path / "otro.pdf", lambda text: text.replace("773053.00", "973053.00"))
    found = read(paper, tmp_path)
    assert found.notes == ("Los datos adjuntos del documento no son los que dice llevar: fueron cambiados.",)
    assert certainty(row_of(found, "3_03", "41")) is Certainty.DOUBTFUL
    assert certainty(row_of(found, "3_02", "20")) is Certainty.CERTAIN


def test_two_amounts_that_changed_places_are_doubted(papers: dict[str, Path], tmp_path: Path) -> None:
    def swap(text: str) -> str:
        return text.replace("461454.00", "X").replace("149756.00", "461454.00").replace("X", "149756.00")

    found = read(changed(papers["04"], tmp_path / "otro.pdf", swap), tmp_path)
    assert certainty(row_of(found, "3_02", "20")) is Certainty.DOUBTFUL
    assert certainty(row_of(found, "3_02", "41")) is Certainty.DOUBTFUL


def test_a_row_that_was_taken_out_is_missed(papers: dict[str, Path], tmp_path: Path) -> None:
    def without(text: str) -> str:
        return "".join(line for line in text.splitlines(keepends=True) if "773053.00" not in line)

    found = read(changed(papers["04"], tmp_path / "otro.pdf", without), tmp_path)
    missed = row_of(found, "3_03", "41")
    assert certainty(missed) is Certainty.DOUBTFUL
    assert [cell.value for cell in missed.cells if cell.column == "importe"] == [77305300]


def test_the_total_printed_again_is_no_news_if_it_is_the_same(papers: dict[str, Path], tmp_path: Path) -> None:
    def without(text: str, *taken: str) -> str:
        return "".join(
            line for line in text.splitlines(keepends=True) if not any(f",{each}," in line for each in taken)
        )

    paper = changed(papers["04"], tmp_path / "sin.pdf", lambda text: without(text, "techo"))
    found = row_of(read(paper, tmp_path), "techo", "total")
    assert {cell.certainty for cell in found.cells} == {Certainty.CERTAIN}
    paper = changed(papers["04"], tmp_path / "ni.pdf", lambda text: without(text, "techo", "total"))
    found = row_of(read(paper, tmp_path / "ni"), "techo", "total")
    assert certainty(found) is Certainty.DOUBTFUL
    assert {each.certainty for each in found.cells if each.column in ("fila", "fuente")} == {Certainty.CERTAIN}


def test_a_paper_without_its_data_is_read_by_its_words(papers: dict[str, Path], tmp_path: Path) -> None:
    with pikepdf.open(papers["04"]) as pdf:
        del pdf.attachments["datos.zip"]
        pdf.save(tmp_path / "solo.pdf")
    found = read(tmp_path / "solo.pdf", tmp_path)
    total = row_of(found, "total", "total").cell("importe")
    assert total is not None
    assert (total.value, total.certainty) == (2083401200, Certainty.CERTAIN)
