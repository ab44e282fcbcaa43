"""Workbooks that are of something else, or of nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from apthapi.core.package import Package
from apthapi.formats.errors import FileError
from apthapi.formats.workbook import compare, content_of, read_workbook
from support.workbooks import PLAN, UNIDAD, Desk, read_here


def with_identity(desk: Desk, **other: Any) -> None:
    cell = desk.sheet("_apthapi").cell(2, 3)
    cell.value = json.dumps({**json.loads(cell.value), **other})


def refused(desk: Desk, plan: str = PLAN, unidad: str = UNIDAD) -> str:
    with pytest.raises(FileError) as told:
        compare(read_here(desk.save()), desk.package.database, plan, unidad)
    return str(told.value)


def test_of_another_unit(desk: Desk) -> None:
    assert "es de la unidad «DDTJ» en el plan «SEGIP-2024-1», y se esperaba el de «DNP»" in refused(desk, unidad="DNP")


def test_of_another_plan(desk: Desk) -> None:
    assert "se esperaba el de «DDTJ» en «SEGIP-2024-0»" in refused(desk, plan="SEGIP-2024-0")


@pytest.mark.parametrize(
    ("other", "why"),
    [({"version": 2}, "versión 2"), ({"entidad": "999"}, "entidad 999"), ({"gestion": 2025}, "gestión 2025")],
)
def test_of_another_version_entity_or_gestion(desk: Desk, other: dict[str, Any], why: str) -> None:
    with_identity(desk, **other)
    message = refused(desk)
    assert why in message
    assert "Descargue un libro nuevo" in message


def test_of_another_template(desk: Desk) -> None:
    desk.sheet("_apthapi").cell(1, 2).value = "apthapi-libro-0"
    assert "otra plantilla («apthapi-libro-0»" in refused(desk)


def test_a_damaged_hidden_sheet(desk: Desk) -> None:
    desk.sheet("_apthapi").cell(2, 3).value = "{"
    assert "La hoja oculta de «libro.xlsx» está dañada" in refused(desk)


def test_any_other_spreadsheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Partida", "Importe"])
    book.save(tmp_path / "cuadro.xlsx")
    with pytest.raises(FileError, match="no es un libro de unidad de este sistema"):
        read_workbook(tmp_path / "cuadro.xlsx")


def test_no_such_unit_or_plan(plan: Package) -> None:
    with pytest.raises(FileError, match="no tiene la unidad «XYZ»; tiene: DDBN, "):
        content_of(plan.database, PLAN, "XYZ")
    with pytest.raises(FileError, match="No hay ningún plan «NADA»"):
        content_of(plan.database, "NADA", UNIDAD)
