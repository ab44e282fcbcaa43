"""Both sides changed: what was given, what is stored now, and what comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.core.package import Package, read_package
from apthapi.core.writing import write_folder
from apthapi.formats.workbook import Book, compare, content_of, findings_after, write_workbook
from apthapi.formats.workbook.applying import apply_to_package
from apthapi.formats.workbook.received import What
from apthapi.rules.live import check_unit
from support.workbooks import PLAN, UNIDAD, Desk, only, read_here, stored, told

LINE = 8


@pytest.fixture
def desk(own: Package, written: Path, tmp_path: Path) -> Desk:
    return Desk.with_book(own, written, tmp_path)


def change_there(package: Package, renglon: int, column: str, value: object) -> None:
    package.database.execute(f"update requerimientos set {column} = ? where renglon = ?", [value, renglon])


def test_the_same_cell_changed_on_both_sides_is_a_conflict(desk: Desk, own: Package) -> None:
    renglon = desk.key("3_01", LINE)
    change_there(own, renglon, "descripcion", "De allá")
    desk.put("3_01", LINE, descripcion="De aquí")
    received = desk.send()
    change = only(received)
    assert change.what is What.CONFLICT
    [cell] = change.cells
    assert (cell.stored, cell.sent, cell.conflict) == ("De allá", "De aquí", True)
    assert not received.acceptable


def test_different_cells_changed_on_both_sides_join(desk: Desk, own: Package) -> None:
    change_there(own, desk.key("3_01", LINE), "descripcion", "De allá")
    desk.put("3_01", LINE, unidad_medida="Caja")
    change = only(desk.send())
    assert change.what is What.CHANGED
    assert told(change) == {"unidad_medida": "Caja"}


def test_the_same_change_on_both_sides_is_none(desk: Desk, own: Package) -> None:
    change_there(own, desk.key("3_01", LINE), "unidad_medida", "Caja")
    desk.put("3_01", LINE, unidad_medida="Caja")
    received = desk.send()
    assert received.changes == ()
    assert received.acceptable


def test_removed_there_and_changed_here_is_a_conflict_with_the_whole_row(desk: Desk, own: Package) -> None:
    renglon = desk.key("3_01", LINE)
    own.database.execute("delete from requerimientos where renglon = ?", [renglon])
    desk.put("3_01", LINE, unidad_medida="Caja")
    change = only(desk.send())
    assert (change.what, change.renglon) == (What.CONFLICT, 0)
    assert change.why == "Se quitó en el sistema y se cambió en el libro."
    assert told(change)["unidad_medida"] == "Caja"
    assert told(change)["partida"]


def test_removed_there_and_untouched_here_stays_removed(desk: Desk, own: Package) -> None:
    own.database.execute("delete from requerimientos where renglon = ?", [desk.key("3_01", LINE)])
    assert desk.send().changes == ()


def test_removed_here_and_changed_there_is_a_conflict(desk: Desk, own: Package) -> None:
    renglon = desk.key("3_01", LINE)
    change_there(own, renglon, "unidad_medida", "Caja")
    desk.sheet("3_01").delete_rows(LINE)
    change = only(desk.send())
    assert (change.what, change.renglon) == (What.CONFLICT, renglon)
    assert change.why == "Se quitó en el libro y se cambió en el sistema."


def test_a_row_that_was_added_there_stays(desk: Desk, own: Package) -> None:
    own.database.execute(
        "insert into situacion (renglon, plan, unidad, cuadrante, orden, factor, acciones, incidencia) "
        "values (9000, ?, ?, 'fortaleza', 99, 'Nuevo', '', '')",
        [PLAN, UNIDAD],
    )
    assert desk.send().changes == ()


def test_of_a_file_whose_lines_moved_the_code_says_which_row_is_which(desk: Desk, own: Package) -> None:
    first = desk.key("3_01", LINE)
    linea = stored(own, "requerimientos", first)["linea"]
    own.database.execute("update requerimientos set renglon = renglon + 100000")
    desk.put("3_01", LINE, unidad_medida="Caja")
    change = only(desk.send())
    assert change.renglon == first + 100000
    assert stored(own, "requerimientos", change.renglon)["linea"] == linea


def test_codes_that_rows_exchange_are_exchanged(desk: Desk, own: Package) -> None:
    one, other = (desk.cell("Operaciones", row, "operacion").value for row in (6, 7))
    keys = [desk.key("Operaciones", row) for row in (6, 7)]
    desk.put("Operaciones", 6, operacion=other)
    desk.put("Operaciones", 7, operacion=one)
    received = desk.send()
    assert received.acceptable
    apply_to_package(own, [received])
    assert [stored(own, "operaciones", key)["operacion"] for key in keys] == [other, one]


def test_what_is_accepted_is_what_a_new_workbook_says(desk: Desk, own: Package, tmp_path: Path) -> None:
    renglon = desk.key("3_01", LINE)
    quantity = stored(own, "requerimientos", renglon)["cantidad"]
    desk.put("3_01", LINE, cantidad=quantity / 10**4 * 2)
    desk.put(
        "3_03", desk.free("3_03"), partida="39500", descripcion="Lápices", cantidad=10, precio_unitario=3, fuente=20
    )
    desk.put("Situación", 6, cuadrante="Amenaza")
    desk.put("Operaciones", desk.free("Operaciones"), descripcion="Otra operación")
    desk.sheet("Tareas").delete_rows(6)
    book = read_here(desk.save())
    received = compare(book, own.database, PLAN, UNIDAD)
    assert received.problems == ()
    assert len(received.changes) == 5
    before = findings_after(received, book, own.database)
    apply_to_package(own, [received])
    now = check_unit(read_back(own, tmp_path).database, PLAN, UNIDAD, schema="main").findings
    assert sorted(each.finding.message for each in before) == sorted(each.message for each in now)
    again = compare(book_of_now(own, tmp_path), own.database, PLAN, UNIDAD)
    assert again.changes == ()
    line = stored(own, "requerimientos", renglon)
    assert line["importe"] == line["cantidad"] * line["precio_unitario"] // 10**4
    pencils = own.dicts("select * from requerimientos where descripcion = 'Lápices'")[0]
    assert (pencils["importe"], pencils["formulario"], pencils["fuente"]) == (3000, "3_03", "20")
    assert pencils["linea"] == own.database.value("select max(linea) from requerimientos where unidad = ?", [UNIDAD])
    numbers = own.database.query("select cuadrante, orden from situacion where unidad = ? and plan = ?", [UNIDAD, PLAN])
    assert len(set(numbers)) == len(numbers)


def book_of_now(package: Package, folder: Path) -> Book:
    path = folder / "otro.xlsx"
    write_workbook(path, content_of(package.database, PLAN, UNIDAD))
    return read_here(path)


def read_back(package: Package, folder: Path) -> Package:
    write_folder(package, folder / "escrito")
    return read_package(folder / "escrito")
