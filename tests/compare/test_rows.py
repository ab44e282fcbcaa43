"""Hierarchy, targets, lines and money of two complete plans that differ in a few cells."""

from __future__ import annotations

from collections.abc import Callable

from apthapi.compare import Comparison
from apthapi.compare.changes import Move
from apthapi.compare.rows import TableDiff
from compare.conftest import EXAMPLE, Rows

Compare = Callable[..., Comparison]


def table(comparison: Comparison, name: str) -> TableDiff:
    [found] = [each for tables in comparison.tables.values() for each in tables if each.table == name]
    return found


def changed(rows: Rows, **cells: str) -> Rows:
    """The rows with other cells in the first of the plan."""
    first = next(row for row in rows if row["plan"] == EXAMPLE)
    first.update(cells)
    return rows


def test_a_plan_and_its_copy_differ_in_nothing(compared: Compare) -> None:
    comparison = compared()
    assert (comparison.before, comparison.after) == (EXAMPLE, f"{EXAMPLE}*")
    tables = [each for found in comparison.tables.values() for each in found]
    assert {each.table for each in tables} >= {"unidades", "operaciones", "tareas", "requerimientos", "techos"}
    assert not any(each.added or each.removed or each.changed or each.unknown for each in tables)
    assert {change.move for changes in comparison.money.values() for change in changes} == {Move.SAME}
    assert comparison.sentences[1:] == ("No cambian 3 unidades.",)


def test_a_text_of_the_hierarchy(compared: Compare) -> None:
    found = table(
        compared(acciones_corto_plazo=lambda rows: changed(rows, descripcion="Otro texto")), "acciones_corto_plazo"
    )
    [row] = found.changed
    [(column, _, after)] = row.cells
    assert (column, after) == ("descripcion", "Otro texto")


def test_a_target_and_its_months_as_the_files_write_them(compared: Compare) -> None:
    found = table(compared(operaciones=lambda rows: changed(rows, meta="99.5", m01="")), "operaciones")
    [row] = found.changed
    assert row.key == ("DAF", "1.2.1")
    assert {column: after for column, _, after in row.cells} == {"meta": "99.5", "m01": ""}
    assert found.unchanged > 0


def test_lines_added_and_removed(compared: Compare) -> None:
    def edit(rows: Rows) -> Rows:
        last = next(row for row in reversed(rows) if row["plan"] == EXAMPLE)
        return [*rows[1:], {**last, "linea": "999"}]

    found = table(compared(requerimientos=edit), "requerimientos")
    assert found.added == (("DJU", "999"),)
    assert found.removed == (("DAF", "1"),)
    assert found.changed == ()


def test_a_line_that_grows_moves_its_unit_its_group_and_its_partida(compared: Compare) -> None:
    comparison = compared(requerimientos=lambda rows: changed(rows, importe="261649.00"))
    moves = {level: [c for c in changes if c.move is Move.UP] for level, changes in comparison.money.items()}
    assert [(c.code, c.difference) for c in moves["unidad"]] == [("DAF", 100)]
    assert [(c.code, c.difference) for c in moves["grupo"]] == [("00 000 001 · 10000", 100)]
    assert [(c.code, c.difference) for c in moves["partida"]] == [("11700", 100)]
    assert "Sube 1 unidad: DAF +1,00." in comparison.sentences


def test_a_partida_that_leaves_a_plan_of_lines_goes_to_zero(compared: Compare) -> None:
    def edit(rows: Rows) -> Rows:
        return [{**row, "partida": "11220" if row["partida"] == "11700" else row["partida"]} for row in rows]

    partidas = {change.code: change for change in compared(requerimientos=edit).money["partida"]}
    assert (partidas["11700"].after, partidas["11700"].move) == (0, Move.DOWN)
    assert (partidas["11220"].before or 0) < (partidas["11220"].after or 0)


def test_lines_against_a_form_04_are_not_compared_by_group(compared: Compare) -> None:
    comparison = compared(requerimientos=lambda rows: [row for row in rows if row["unidad"] != "DAF"])
    assert {change.label for change in comparison.money["grupo"]} == {"DPL", "DJU"}
    daf = next(change for change in comparison.money["unidad"] if change.code == "DAF")
    assert (daf.move, daf.after) == (Move.SAME, daf.before)
    assert "mueve" not in comparison.summary
    moves = {change.move for change in comparison.money["partida"]}
    assert moves == {Move.SAME}, "what only a form 04 tells is not a partida that went to zero"


def test_a_unit_that_the_newer_plan_does_not_show_is_unknown(compared: Compare) -> None:
    def without(rows: Rows) -> Rows:
        return [row for row in rows if row["unidad"] != "DJU"]

    comparison = compared(requerimientos=without, formulario04=without)
    unit = next(change for change in comparison.money["unidad"] if change.code == "DJU")
    assert (unit.move, unit.after) == (Move.UNKNOWN, None)
    assert comparison.sentences[-1].startswith("El plan nuevo no muestra el dinero de 1 categoría")
