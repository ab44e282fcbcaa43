"""Any value that can be stored goes out and comes back, and no text becomes a formula."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apthapi.core.package import Package
from apthapi.core.schema import Kind
from apthapi.core.tables import TABLES
from apthapi.formats.workbook import compare, content_of, read_workbook, write_workbook
from apthapi.formats.workbook.pages import PAGES
from support.workbooks import PLAN, UNIDAD, completed

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_TEXT = st.one_of(
    st.text(_LETTERS, max_size=60),
    st.builds("{}{}".format, st.sampled_from("=+-@\t\r'\n "), st.text(_LETTERS, max_size=20)),
    st.sampled_from(
        ["=1+1", "=cmd|' /C calc'!A0", "_x0041_", "12", "01/02/2024", "TRUE", "#REF!", "http://a.bo", "  "]
    ),
)
_WHOLE = {
    Kind.MONEY: st.integers(-(10**13), 10**13),
    Kind.QUANTITY: st.integers(0, 10**14),
    Kind.PERCENT: st.integers(0, 10**5),
}


def _value(column_name: str, table: str) -> st.SearchStrategy[object]:
    column = TABLES[table].column(column_name)
    match column.kind:
        case Kind.MONEY | Kind.QUANTITY | Kind.PERCENT:
            return st.none() | _WHOLE[column.kind]
        case Kind.DATE:
            return st.just("") | st.dates(date(1900, 3, 1), date(2100, 1, 1)).map(date.isoformat)
        case Kind.OPTION:
            return st.sampled_from(["", *column.options])
        case Kind.CODE:
            return st.text("0123456789.AZ", max_size=8)
        case _:
            return _TEXT


_PAGES = {page.table.name: page for page in PAGES}


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A table, and cells for one of its rows."""
    table = draw(st.sampled_from(["situacion", "acp_unidad", "operaciones", "tareas", "requerimientos"]))
    page = _PAGES[table]
    names = [each.name for each in page.inputs if each.name not in TABLES[table].key]
    return table, {name: draw(_value(name, table)) for name in names}


@pytest.fixture(scope="module")
def own(reference_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    return completed(reference_folder, tmp_path_factory.mktemp("valores"))


@settings(max_examples=40, deadline=None)
@given(changed=st.lists(rows(), min_size=1, max_size=8))
def test_any_stored_value_comes_back_as_it_was(own: Package, changed: list[tuple[str, dict[str, object]]]) -> None:
    database = own.database
    with TemporaryDirectory() as folder:
        database.execute("begin")
        try:
            for at, (table, cells) in enumerate(changed):
                sets = ", ".join(f"{name} = ?" for name in cells)
                sql = f"select renglon from {table} where plan = ? and unidad = ? order by renglon limit 1 offset ?"
                renglon = database.value(sql, [PLAN, UNIDAD, at % 4])
                database.execute(f"update {table} set {sets} where renglon = ?", [*cells.values(), renglon])
            path = Path(folder, "libro.xlsx")
            write_workbook(path, content_of(database, PLAN, UNIDAD))
            received = compare(read_workbook(path), database, PLAN, UNIDAD)
            assert received.changes == ()
            assert received.problems == ()
        finally:
            database.execute("rollback")


@pytest.mark.parametrize("text", ["=1+1", "+591 2", "-No aplica", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_a_text_that_looks_like_a_formula_is_a_text_also_after_somebody_edits_it(
    own: Package, tmp_path: Path, text: str
) -> None:
    database = own.database
    database.execute("begin")
    try:
        sql = "update requerimientos set descripcion = ? where plan = ? and unidad = ?"
        database.execute(sql, [text, PLAN, UNIDAD])
        path = tmp_path / "libro.xlsx"
        write_workbook(path, content_of(database, PLAN, UNIDAD))
        sheet = openpyxl.load_workbook(path)["3_01"]
        at = next(cell.column for cell in sheet[1] if cell.value == "descripcion")
        cell = sheet.cell(6, at)
        assert cell.value == text
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert cell.number_format == "@"
        assert compare(read_workbook(path), database, PLAN, UNIDAD).changes == ()
    finally:
        database.execute("rollback")


def test_a_text_longer_than_a_cell_is_cut_there_and_stays_whole_here(own: Package, tmp_path: Path) -> None:
    database = own.database
    database.execute("begin")
    try:
        sql = "update situacion set factor = ? where plan = ? and unidad = ?"
        database.execute(sql, ["palabra " * 5000, PLAN, UNIDAD])
        write_workbook(tmp_path / "libro.xlsx", content_of(database, PLAN, UNIDAD))
        received = compare(read_workbook(tmp_path / "libro.xlsx"), database, PLAN, UNIDAD)
        assert (received.changes, received.problems) == ((), ())
    finally:
        database.execute("rollback")
