"""A paper carries its own data, and gives it back exactly."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf
import pytest

from apthapi.core.package import Package
from apthapi.core.tables import TABLES
from apthapi.documents import PaperError, attached_bytes, read_back, render_form
from documents.conftest import PLAN
from documents.pdf_text import text_of


def rows_of(package: Package, table: str, unidad: str = "") -> list[tuple[object, ...]]:
    """Every cell of a table but the row number, for one plan and, if asked, one unit."""
    columns = [name for name, _ in TABLES[table].stored() if name != "renglon"]
    where = " and unidad = ?" if unidad else ""
    sql = f"select {', '.join(columns)} from {table} where plan = ?{where} order by renglon"
    return package.database.query(sql, [PLAN, *([unidad] if unidad else [])])


@pytest.mark.parametrize(
    ("form", "tables"),
    [
        ("01", {"planes", "unidades", "situacion"}),
        ("3_01", {"planes", "unidades", "requerimientos"}),
        ("04", {"planes", "unidades", "requerimientos", "formulario04", "techos"}),
        ("operaciones", {"planes", "unidades", "operaciones", "tareas"}),
    ],
)
def test_read_back_equals_the_tables_of_the_unit(full: Package, tmp_path: Path, form: str, tables: set[str]) -> None:
    paper = render_form(package=full, plan=PLAN, unidad="DDTJ", form=form, out=tmp_path / "f.pdf")
    back = read_back(paper.path)
    assert back.present == tables
    assert back.findings == ()
    assert back.where == paper.path
    for table in tables - {"planes"}:
        assert rows_of(back, table) == rows_of(full, table, "DDTJ") != [], table


def test_a_form_02_carries_what_its_plan_takes_from_the_one_it_replaces(segip: Package, tmp_path: Path) -> None:
    segip.database.execute("update pdes set plan = 'SEGIP-2024-0'")
    paper = render_form(package=segip, plan=PLAN, unidad="DDTJ", form="02", out=tmp_path / "f.pdf")
    assert "7.4.3.1" in text_of(paper.path).splitlines()
    back = read_back(paper.path)
    assert back.plans == ["SEGIP-2024-0", PLAN]
    assert back.database.value("select count(*) from pdes where plan = 'SEGIP-2024-0'") == 5


def test_the_printed_digest_is_that_of_the_attached_file(segip: Package, tmp_path: Path) -> None:
    paper = render_form(package=segip, plan=PLAN, unidad="DDTJ", form="04", out=tmp_path / "f.pdf")
    digest = hashlib.sha256(attached_bytes(paper.path)).hexdigest()
    assert paper.data_sha256 == digest
    printed = " ".join(digest[i : i + 4] for i in range(0, 16, 4))
    assert f"SHA-256 {printed}" in text_of(paper.path)


def test_same_data_same_bytes_and_another_forms_change_leaves_it_as_it_was(segip: Package, tmp_path: Path) -> None:
    def make(name: str) -> bytes:
        return render_form(
            package=segip, plan=PLAN, unidad="DDTJ", form="01", out=tmp_path / name
        ).path.read_bytes()  # fmt: skip

    first = make("a.pdf")
    segip.database.execute("update formulario04 set importe = importe + 100")
    assert make("b.pdf") == first
    segip.database.execute("update situacion set factor = 'otro' where unidad = 'DDTJ' and orden = 1")
    assert make("c.pdf") != first


def test_a_pdf_of_somebody_else_has_no_data(tmp_path: Path) -> None:
    foreign = tmp_path / "ajeno.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(foreign)
    with pytest.raises(PaperError, match="no lleva datos adjuntos"):
        read_back(foreign)
    foreign.write_bytes(b"no es un PDF")
    with pytest.raises(PaperError, match="no se puede leer como PDF"):
        read_back(foreign)
