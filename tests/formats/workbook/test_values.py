"""Any value that can be stored goes out and comes back, and no text becomes a formula."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from apthapi.core.database import Database
from apthapi.core.package import Package
from apthapi.core.schema import Kind
from apthapi.core.tables import TABLES
from apthapi.formats.workbook import compare, content_of, read_workbook, write_workbook
from apthapi.formats.workbook.pages import PAGES
from support.workbooks import PLAN, UNIDAD, read_here

_LETTERS = st.characters(categories=("L", "M", "N", "P", "S", "Z", "Cc", "Cf"), exclude_characters="\x00")
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


_ROWS = 400


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A table, and the cells of one of its rows but for its number or code."""
    page = draw(st.sampled_from(PAGES))
    table = page.table
    cells = {each.name: draw(_value(each.name, table.name)) for each in page.inputs if each.name not in table.key}
    if page.by:
        cells[page.by] = draw(st.sampled_from([each.fixed[page.by] for each in page.sheets]))
    return table.name, cells


def drawn() -> list[tuple[str, dict[str, object]]]:
    """Many rows, for a single workbook: one for each would take a minute."""
    found: list[tuple[str, dict[str, object]]] = []

    @settings(max_examples=_ROWS, deadline=None, database=None, phases=[Phase.generate])
    @given(rows())
    def gather(row: tuple[str, dict[str, object]]) -> None:
        found.append(row)

    gather()
    return found


def put(database: Database, number: int, table: str, cells: dict[str, object]) -> None:
    """Store a row in the unit under a number that is free."""
    columns = {each.name: each for each in TABLES[table].columns}
    code = 10_000 + number
    keys = {name: code if columns[name].is_number else str(code) for name in TABLES[table].key if name not in cells}
    known = {**keys, **cells, "renglon": code, "plan": PLAN, "unidad": UNIDAD}
    marks = ", ".join("?" * len(known))
    database.execute(f"insert into {table} ({', '.join(known)}) values ({marks})", list(known.values()))


def test_any_stored_value_comes_back_as_it_was(own: Package, tmp_path: Path) -> None:
    values = drawn()
    assert len(values) >= _ROWS
    for number, (table, cells) in enumerate(values):
        put(own.database, number, table, cells)
    content = content_of(own.database, PLAN, UNIDAD)
    write_workbook(tmp_path / "libro.xlsx", content)
    received = compare(read_workbook(tmp_path / "libro.xlsx"), own.database, PLAN, UNIDAD)
    assert (received.changes, received.problems) == ((), ())
    assert received.same == len(content.rows) > _ROWS


def test_a_text_that_looks_like_a_formula_is_a_text_also_after_somebody_edits_it(own: Package, tmp_path: Path) -> None:
    texts = ["=1+1", "+591 2", "-No aplica", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]
    own.database.execute("delete from requerimientos where unidad = ?", [UNIDAD])
    for number, text in enumerate(texts):
        put(own.database, number, "requerimientos", {"formulario": "3_01", "descripcion": text})
    path = tmp_path / "libro.xlsx"
    write_workbook(path, content_of(own.database, PLAN, UNIDAD))
    sheet = openpyxl.load_workbook(path)["3_01"]
    at = next(cell.column for cell in sheet[1] if cell.value == "descripcion")
    for row, text in enumerate(texts, start=6):
        cell = sheet.cell(row, at)
        assert cell.value == text
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert cell.number_format == "@"
    assert compare(read_here(path), own.database, PLAN, UNIDAD).changes == ()


def test_a_text_longer_than_a_cell_is_cut_there_and_stays_whole_here(own: Package, tmp_path: Path) -> None:
    sql = "update situacion set factor = ? where plan = ? and unidad = ?"
    own.database.execute(sql, ["palabra " * 5000, PLAN, UNIDAD])
    write_workbook(tmp_path / "libro.xlsx", content_of(own.database, PLAN, UNIDAD))
    received = compare(read_here(tmp_path / "libro.xlsx"), own.database, PLAN, UNIDAD)
    assert (received.changes, received.problems) == ((), ())
