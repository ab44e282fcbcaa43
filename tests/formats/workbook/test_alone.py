"""A workbook by itself is the package of its unit."""

from __future__ import annotations

from pathlib import Path

from apthapi.core.package import Package
from apthapi.formats.workbook.alone import package_of
from apthapi.rules import Status, check
from support.workbooks import PLAN, UNIDAD, Desk


def test_it_has_the_rows_of_the_unit_and_says_nothing_of_the_rest(written: Path, plan: Package) -> None:
    alone = package_of(written)
    for table in ("situacion", "acp_unidad", "operaciones", "tareas", "requerimientos"):
        sql = f"select count(*) from {table} where unidad = ?"
        assert alone.database.value(sql, [UNIDAD]) == plan.database.value(sql, [UNIDAD])
    assert alone.latest_plan() == PLAN
    assert alone.findings == ()
    report = check(alone)
    assert "presupuesto_aprobado" not in alone.present
    assert report.statuses["V27"] is Status.HOLDS
    assert report.statuses["V49"] is Status.NO_DATA


def test_what_was_typed_in_it_is_judged_and_what_cannot_be_read_is_a_finding(desk: Desk) -> None:
    desk.put("Articulación", 6, ponderacion=1)
    desk.put("3_01", 8, m05="mucho")
    report = check(package_of(desk.save()))
    assert report.statuses["V11"] is Status.BROKEN
    [unread] = [each for each in report.findings if each.rule == "F02"]
    assert unread.message.startswith("Hoja 3_01, celda ")
    assert "«mucho» no es un importe" in unread.message
