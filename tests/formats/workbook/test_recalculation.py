"""What the formulas give in LibreOffice is, to the centavo, what the system computes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from apthapi.core.package import Package, read_package
from apthapi.documents.heading import read_plan
from apthapi.documents.requerimientos import lines_of
from apthapi.documents.resumen import Summary, summary_of
from apthapi.formats.workbook import compare, content_of, read_workbook, write_workbook
from apthapi.formats.workbook.applying import apply_to_package
from support.office import saved_again
from support.workbooks import PLAN, UNIDAD, Desk

pytestmark = pytest.mark.tools
Cells = dict[tuple[str, str], object]


def with_techos(package: Package) -> Package:
    """The plan with techos by fuente and organismo: one that falls short, one that ties out, others that exceed."""
    package.database.execute("delete from techos where unidad = ?", [UNIDAD])
    fuentes = package.database.query(
        "select fuente, min(organismo), sum(importe) from requerimientos where unidad = ? group by fuente", [UNIDAD]
    )
    for at, (fuente, organismo, importe) in enumerate(fuentes):
        package.database.execute(
            "insert into techos (renglon, plan, unidad, fuente, organismo, importe) values (?, ?, ?, ?, ?, ?)",
            [900 + at, PLAN, UNIDAD, fuente, organismo, importe + (at - 1) * 12_345],
        )
    return package


@pytest.fixture
def own(own: Package) -> Package:
    return with_techos(own)


@dataclass(frozen=True)
class Books:
    """Workbooks as the system writes them or a week leaves them, and as LibreOffice saves them."""

    written: Path
    computed: Path
    of_a_week: Path
    as_ods: Path


@pytest.fixture(scope="module")
def books(plan_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """All at once: starting LibreOffice takes longer than what it does."""
    folder = tmp_path_factory.mktemp("libreoffice")
    package, written = with_techos(read_package(plan_folder)), folder / "libro.xlsx"
    write_workbook(written, content_of(package.database, PLAN, UNIDAD))
    week = folder / "semana"
    week.mkdir()
    changed = a_week_later(Desk.with_book(package, written, week)).rename(week / "semana.xlsx")
    computed, of_a_week = saved_again([written, changed], folder)
    [as_ods] = saved_again([written], folder, "ods")
    package.close()
    return Books(written, computed, of_a_week, as_ods)


def a_week_later(desk: Desk) -> Path:
    """Other quantities and prices in every line of 3_01, a new line in 3_04, and another weight."""
    for at, row in enumerate(desk.rows("3_01")):
        desk.put("3_01", row, cantidad=at + 0.25, precio_unitario=17.36)
    row = desk.free("3_04")
    like = desk.rows("3_04")[0]
    same = {name: desk.cell("3_04", like, name).value for name in ("partida", "fuente", "organismo")}
    desk.put("3_04", row, **same, descripcion="Viaje", cantidad=3, precio_unitario=371.11, m03=1113.33)
    desk.put("Articulación", 6, ponderacion=12.5)
    return desk.save()


def results(path: Path) -> Cells:
    """What every formula gives, as the file keeps it, by sheet and cell."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): _plain(values[sheet.title][cell.coordinate].value)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _plain(value: object) -> object:
    """A number to the centavo; a text without the marks that depend on the country, or nothing."""
    if isinstance(value, int | float):
        return round(value, 4)
    return re.sub("[.,]", "", str(value or "")).strip() or None


def cents(value: object) -> int:
    assert isinstance(value, int | float)
    return round(value * 100)


def expected(package: Package) -> Summary:
    """Form 04 as the paper has it."""
    heading = read_plan(package, PLAN)
    found = summary_of(package, heading, UNIDAD, lines_of(package, heading, UNIDAD))
    assert found is not None
    return found


def assert_form04(path: Path, summary: Summary) -> None:
    """The table of the summary against the paper, cell by cell."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Resumen"]
    columns = {str(sheet.cell(5, at).value).removeprefix("Fuente "): at for at in range(4, 4 + len(summary.fuentes))}
    columns["total"] = 5 + len(summary.fuentes)
    assert sorted(columns) == sorted([*summary.fuentes, "total"])
    for fuente, at in columns.items():
        for row, fila in enumerate(["3_01", "3_02", "3_03", "pasajes", "viaticos", "total"], start=6):
            assert cents(sheet.cell(row, at).value) == (summary.cells[fila, fuente] or 0), (fila, fuente)
        techo, total = summary.techo.get(fuente), summary.cells["total", fuente] or 0
        assert techo is not None
        assert cents(sheet.cell(12, at).value) == techo
        assert cents(sheet.cell(13, at).value) == total - techo
        word = "cuadra" if total == techo else "excede" if total > techo else "falta"
        assert word in str(sheet.cell(14, at).value)


def test_the_workbook_says_what_libreoffice_computes(books: Books, own: Package) -> None:
    ours = results(books.written)
    assert len(ours) > 1000
    assert results(books.computed) == ours
    assert_form04(books.computed, expected(own))


@pytest.mark.parametrize("kind", ["computed", "as_ods"])
def test_saved_again_by_libreoffice_nothing_changes(books: Books, own: Package, kind: str) -> None:
    received = compare(read_workbook(getattr(books, kind)), own.database, PLAN, UNIDAD)
    assert (received.changes, received.problems) == ((), ())
    assert received.same == len(content_of(own.database, PLAN, UNIDAD).rows)


def test_after_a_week_of_changes_too(books: Books, own: Package, tmp_path: Path) -> None:
    saved = books.of_a_week
    computed = results(saved)
    assert_no_error(computed)
    received = compare(read_workbook(saved), own.database, PLAN, UNIDAD)
    assert received.problems == ()
    lines = own.database.value("select count(*) from requerimientos where unidad = ? and formulario = '3_01'", [UNIDAD])
    assert len(received.changes) == lines + 2
    apply_to_package(own, [received])
    assert_form04(saved, expected(own))
    write_workbook(tmp_path / "ahora.xlsx", content_of(own.database, PLAN, UNIDAD))
    now = results(tmp_path / "ahora.xlsx")
    # Months of 3_01 that were equal parts of a total follow it once it is accepted, not before.
    for title in ("3_02", "3_03", "3_04", "Articulación", "Resumen"):
        totals = [
            key for key in computed if key[0] == title and (title == "Resumen" or re.fullmatch("[A-Z]+4", key[1]))
        ]
        assert totals
        assert {key: computed[key] for key in totals} == {key: now[key] for key in totals}


def assert_no_error(found: Cells) -> None:
    assert not [key for key, value in found.items() if str(value).startswith(("#", "Err"))]
