"""What people do to a workbook in a week without connection, and what the system understands of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.utils import get_column_letter

from apthapi.core.findings import Severity
from apthapi.core.package import Package
from apthapi.formats.workbook import compare
from apthapi.formats.workbook.received import What
from support.workbooks import PLAN, UNIDAD, Desk, only, problem, read_here, stored, told

LINE = 8
"""A row of 3_01 with a line."""


def swap(desk: Desk, title: str, one: int, other: int) -> None:
    """Two rows change places, formulas and hidden keys included."""
    sheet = desk.sheet(title)
    for column in range(1, sheet.max_column + 1):
        a, b = sheet.cell(one, column), sheet.cell(other, column)
        a.value, b.value = b.value, a.value


def copy_row(desk: Desk, title: str, row: int, to: str, target: int) -> None:
    """A row copied, key included, by the names of the columns."""
    for cell in desk.sheet(title)[1]:
        name = "clave" if cell.column == 1 else cell.value
        there = 1 if name == "clave" else desk.column(to, name)
        desk.sheet(to).cell(target, there).value = desk.sheet(title).cell(row, cell.column).value


def clear(desk: Desk, title: str, row: int, *, key: bool = True) -> None:
    for column in range(1 if key else 2, desk.sheet(title).max_column + 1):
        desk.sheet(title).cell(row, column).value = None


def test_a_changed_cell_is_told_with_what_follows_of_it(desk: Desk, plan: Package) -> None:
    before = stored(plan, "requerimientos", desk.key("3_01", LINE))
    desk.put("3_01", LINE, cantidad=before["cantidad"] / 10**4 + 1)
    change = only(desk.send())
    assert (change.what, change.sheet, change.hoja, change.fila) == (What.CHANGED, "requerimientos_3_01", "3_01", LINE)
    assert change.renglon == before["renglon"]
    sent = {each.columna: each.sent for each in change.cells}
    assert sent["cantidad"] == before["cantidad"] + 10**4
    assert sent["importe"] == sent["cantidad"] * before["precio_unitario"] // 10**4
    [quantity] = [each for each in change.cells if each.columna == "cantidad"]
    assert quantity.celda == f"{get_column_letter(desk.column('3_01', 'cantidad'))}{LINE}"
    assert (quantity.base, quantity.stored) == (before["cantidad"], before["cantidad"])


def test_sorted_moved_and_spaced_out_rows_change_nothing(desk: Desk) -> None:
    last = desk.rows("3_01")[-1]
    swap(desk, "3_01", LINE, last)
    swap(desk, "Situación", 6, 12)
    swap(desk, "3_01", LINE + 1, last + 7)
    received = desk.send()
    assert received.changes == ()
    assert received.problems == ()


def test_a_row_inserted_in_the_middle_is_new(desk: Desk) -> None:
    desk.sheet("3_01").insert_rows(LINE)
    desk.put("3_01", LINE, partida="22110", descripcion="Pasajes", cantidad=2, precio_unitario="1.500,50", fuente="41")
    change = only(desk.send())
    assert (change.what, change.fila, change.renglon) == (What.ADDED, LINE, 0)
    assert told(change)["importe"] == "3001.00"


def test_a_removed_row_is_told_and_an_emptied_one_too(desk: Desk) -> None:
    gone, emptied = desk.key("3_01", LINE), desk.key("3_01", LINE + 2)
    clear(desk, "3_01", LINE + 2, key=False)
    desk.sheet("3_01").delete_rows(LINE)
    received = desk.send()
    assert received.problems == ()
    assert {(each.what, each.renglon, bool(each.why)) for each in received.changes} == {
        (What.REMOVED, gone, False),
        (What.REMOVED, emptied, True),
    }


def test_a_line_moved_to_another_form_stays_the_same_line(desk: Desk) -> None:
    renglon, target = desk.key("3_01", LINE), desk.free("3_02")
    copy_row(desk, "3_01", LINE, "3_02", target)
    clear(desk, "3_01", LINE)
    change = only(desk.send())
    assert (change.what, change.renglon, change.fila) == (What.CHANGED, renglon, target)
    assert (change.sheet, change.moved_from) == ("requerimientos_3_02", "requerimientos_3_01")
    assert told(change) == {"formulario": "3_02"}


def test_of_a_line_copied_to_another_form_the_copy_is_new(desk: Desk, plan: Package) -> None:
    copy_row(desk, "3_01", LINE, "3_02", desk.free("3_02"))
    change = only(desk.send())
    assert (change.what, change.sheet, change.renglon) == (What.ADDED, "requerimientos_3_02", 0)
    before = stored(plan, "requerimientos", desk.key("3_01", LINE))
    assert {each.columna: each.sent for each in change.cells}["importe"] == before["importe"]


def test_of_two_copies_the_one_closest_to_what_was_given_keeps_the_key(desk: Desk) -> None:
    renglon, target = desk.key("3_01", LINE), desk.free("3_01")
    copy_row(desk, "3_01", LINE, "3_01", target)
    desk.put("3_01", LINE, descripcion="Otro servicio", cantidad=7)
    received = desk.send()
    assert received.problems == ()
    [added] = received.changes
    assert (added.what, added.fila) == (What.ADDED, LINE)
    assert told(added)["descripcion"] == "Otro servicio"
    assert renglon not in {each.renglon for each in received.changes}


def test_a_factor_moves_to_another_quadrant_by_its_first_column(desk: Desk) -> None:
    renglon = desk.key("Situación", 6)
    desk.put("Situación", 6, cuadrante="amenaza")
    change = only(desk.send())
    assert (change.what, change.renglon) == (What.CHANGED, renglon)
    assert (change.sheet, change.moved_from) == ("situacion_amenaza", "situacion_fortaleza")


def test_reordered_hidden_and_extra_columns_and_sheets(desk: Desk) -> None:
    sheet = desk.sheet("3_01")
    one, other = desk.column("3_01", "descripcion"), desk.column("3_01", "fuente")
    for row in range(1, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        a.value, b.value = b.value, a.value
    sheet.column_dimensions["D"].hidden = True
    sheet.cell(LINE, sheet.max_column + 2).value = "recordar la factura"
    desk.book.create_sheet("Mis cuentas")["A1"] = 3
    received = desk.send()
    assert received.changes == ()
    assert received.problems == ()
    notes = " ".join(received.notices)
    assert "«Mis cuentas» no es del libro" in notes
    assert "no se leyó lo que no es del libro: columna" in notes


def test_renamed_sheets_are_known_by_their_marks(desk: Desk) -> None:
    desk.sheet("3_01").title = "Servicios de Tarija"
    desk.put("Servicios de Tarija", LINE, descripcion="Otro")
    change = only(desk.send())
    assert (change.hoja, told(change)["descripcion"]) == ("Servicios de Tarija", "Otro")


def test_amounts_however_they_are_written(desk: Desk) -> None:
    cells: dict[object, str] = {
        "1.332.834,00": "1332834.00",
        "1,332,834.00": "1332834.00",
        "Bs 1.332.834,00": "1332834.00",
        "  Bs. 1332834 ": "1332834.00",
        "1\u00a0332\u00a0834,50": "1332834.50",
        1332834.5: "1332834.50",
        0.1 + 0.2: "0.30",
    }
    for row, cell in enumerate(cells, start=desk.free("3_03")):
        desk.put("3_03", row, descripcion="Papel", importe=cell)
    received = desk.send()
    assert received.problems == ()
    assert [told(each) for each in received.changes] == [
        {"descripcion": "Papel", "importe": kept} for kept in cells.values()
    ]


def test_dates_however_they_are_written(desk: Desk) -> None:
    cells = [
        "14/02/2024",
        "14 de febrero de 2024",
        "2024-02-14",
        date(2024, 2, 14),
        datetime.fromisoformat("2024-02-14T08:00"),
    ]
    rows = desk.rows("Operaciones")[: len(cells)]
    for row, cell in zip(rows, cells, strict=True):
        desk.put("Operaciones", row, inicio=cell)
        desk.cell("Operaciones", row, "inicio").number_format = "General" if isinstance(cell, str) else "dd-mmm-yy"
    received = desk.send()
    assert received.problems == ()
    assert [told(each) for each in received.changes] == [{"inicio": "2024-02-14"}] * len(cells)


def test_blanks_around_and_in_texts_are_nothing(desk: Desk) -> None:
    for row in desk.rows("3_01"):
        cell = desk.cell("3_01", row, "descripcion")
        cell.value = f"  {cell.value.replace(' ', chr(0xA0))}\u00a0 "
    received = desk.send()
    assert received.changes == ()
    assert received.problems == ()


def test_a_partida_with_or_without_its_name_or_as_a_number(desk: Desk) -> None:
    for row, how in zip(desk.rows("3_01"), ["code", "number", "spaced"] * 20, strict=False):
        cell = desk.cell("3_01", row, "partida")
        code, _, name = cell.value.partition(" ")
        cell.value = {"code": code, "number": int(code), "spaced": f"{code} - {name.upper()}"}[how]
    received = desk.send()
    assert received.changes == ()
    assert received.problems == ()


def test_a_partida_with_the_name_of_another_is_asked(desk: Desk) -> None:
    desk.put("3_01", LINE, partida="22110 Energía eléctrica")
    found = problem(desk.send())
    assert "empieza con el código 22110" in found.mensaje
    [(shown, code)] = found.choices
    assert shown.startswith("22110 ")
    chosen = {f"{found.sheet}!{found.celda}": code}
    received = compare(read_here(desk.path), desk.package.database, PLAN, UNIDAD, readings=chosen)
    assert told(only(received))["partida"] == "22110"


def test_merged_cells_count_for_all_their_rows(desk: Desk, plan: Package) -> None:
    letter = get_column_letter(desk.column("3_01", "descripcion"))
    desk.sheet("3_01").merge_cells(f"{letter}{LINE}:{letter}{LINE + 1}")
    received = desk.send()
    [change] = received.changes
    first = stored(plan, "requerimientos", desk.key("3_01", LINE))
    assert told(change) == {"descripcion": first["descripcion"]}
    assert any("celdas combinadas" in each for each in received.notices)


def test_all_problems_are_told_at_once_with_their_cells(desk: Desk) -> None:
    desk.put("3_01", LINE, cantidad="doce", precio_unitario="1.234")
    desk.put("3_01", LINE + 1, m01="=1/0")
    desk.put("Operaciones", 6, inicio="31/02/2024", tipo="gasto")
    received = desk.send()
    assert not received.acceptable
    letters = {name: get_column_letter(desk.column("3_01", name)) for name in ("cantidad", "precio_unitario", "m01")}
    found = {(each.hoja, each.celda): each for each in received.problems}
    assert len(found) == 5
    assert found["3_01", f"{letters['cantidad']}{LINE}"].visto == "doce"
    asked = found["3_01", f"{letters['precio_unitario']}{LINE}"]
    assert asked.choices == (("1.234,00", "1.234,00"),)
    assert found["3_01", f"{letters['m01']}{LINE + 1}"].columna == "m01"
    assert all(
        each.mensaje and each.corrija and each.norma and each.severity is Severity.ERROR for each in found.values()
    )


def test_a_quantity_and_price_without_exact_centavos_are_a_problem(desk: Desk) -> None:
    desk.put("3_01", LINE, cantidad=1.5555, precio_unitario=0.33)
    found = problem(desk.send())
    assert "no da centavos exactos" in found.mensaje


def test_a_total_that_is_not_quantity_by_price_is_a_problem(desk: Desk) -> None:
    row = desk.free("3_03")
    desk.put("3_03", row, descripcion="Papel", cantidad=3, precio_unitario=10, importe=31)
    assert "El total es cantidad por precio" in problem(desk.send()).mensaje


def test_a_code_that_is_repeated_is_a_problem_and_an_empty_one_is_not(desk: Desk) -> None:
    row = desk.free("Operaciones")
    code = desk.cell("Operaciones", 6, "operacion").value
    desk.put("Operaciones", row, operacion=code, descripcion="Otra")
    desk.put("Operaciones", row + 1, descripcion="Sin código todavía")
    received = desk.send()
    assert f"«{code}» está repetido" in received.problems[0].mensaje
    assert len(received.problems) == 1
    assert [each.what for each in received.changes] == [What.ADDED, What.ADDED]


@pytest.mark.parametrize("harm", ["sheet", "marks", "keys", "every key", "column", "twice"])
def test_what_was_lost_is_a_problem_and_never_a_removal(desk: Desk, harm: str) -> None:
    sheet = desk.sheet("3_01")
    match harm:
        case "sheet":
            desk.book.remove(sheet)
        case "marks":
            sheet.delete_rows(1)
        case "keys":
            sheet.delete_cols(1)
        case "every key":
            for row in desk.rows("3_01"):
                sheet.cell(row, 1).value = None
        case "column":
            sheet.delete_cols(desk.column("3_01", "cantidad"))
        case "twice":
            desk.book.copy_worksheet(sheet)
    received = desk.send()
    assert not received.acceptable
    assert all(each.what is not What.REMOVED for each in received.changes)
    assert received.problems[0].corrija
