"""The table of the approved budget as a ministry keeps it: any spreadsheet, and everything that is wrong at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from apthapi.cli import main
from apthapi.compare.cells import Cell
from apthapi.core.package import read_package
from apthapi.formats.errors import FileError
from apthapi.formats.official import read_official


def written(folder: Path, text: str) -> Path:
    path = folder / "ley.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_is_read_with_amounts_as_people_write_them(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Entidad;Categoría;Grupo;Fuente;Organismo;Importe;Nota\n340;48 0 1;20000;41;111;1.234,50;x\n"
    )
    found = read_official(path, 2024)
    assert found.problems == []
    assert found.ignored == ["Nota"]
    assert [(each.entidad, each.cell) for each in found.rows] == [
        ("340", Cell("48 000 001", "20000", "41", "111", 123450))
    ]


def test_a_workbook_with_titles_below_a_heading_and_codes_as_numbers(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Presupuesto aprobado"], ["programa", "entidad", "importe"], [0, 340, 0.1], [48, 340, 10], [None] * 3):
        sheet.append(row)
    book.save(tmp_path / "ley.xlsx")
    found = read_official(tmp_path / "ley.xlsx", 2024)
    assert found.problems == []
    assert [(each.cell.categoria, each.cell.importe) for each in found.rows] == [("00", 10), ("48", 1000)]


def test_every_problem_is_told_with_its_row(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "entidad,gestion,categoria,importe\n,2024,48 000 001,1\n340,2023,48 000 001,2\n340,2024,ABC,3\n"
        "340,2024,48,0.123\n"
        "340,2024,48,1\n340,2024,48,2\n",
    )
    found = read_official(path, 2024)
    assert [each.partition(":")[0] for each in found.problems] == ["Fila 2", "Fila 3", "Fila 4", "Fila 5", "Fila 7"]
    assert "falta entidad" in found.problems[0]
    assert "gestión 2023" in found.problems[1]
    assert "repite la celda de la fila 6" in found.problems[4]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "ninguna fila nombra las columnas"),
        ("entidad,importe\n", "no tiene filas"),
        ("", "está vacío|columnas"),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        read_official(written(tmp_path, text), 2024)


def test_the_verb_says_what_differs_and_ends_with_one(
    tmp_path: Path, reference_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = read_package(reference_folder)
    sql = "select categoria, grupo, importe from presupuesto_aprobado where grupo <> ''"
    rows = [f"340,{categoria},{grupo},{importe / 100:.2f}" for categoria, grupo, importe in package.database.query(sql)]
    package.close()
    path = written(tmp_path, "\n".join(["entidad,categoria,grupo,importe", *rows]))
    assert main(["tieout", str(reference_folder), str(path), "--plan", "SEGIP-2024-0"]) == 0
    assert "Por programa: cuadra al centavo." in capsys.readouterr().out
    path.write_text(path.read_text("utf-8").replace("28058871.00", "28058870.99"), encoding="utf-8")
    assert main(["tieout", str(reference_folder), str(path), "--plan", "SEGIP-2024-0"]) == 1
    assert "No cuadra en 2 lugares" in capsys.readouterr().out
    assert main(["tieout", str(reference_folder), str(written(tmp_path, "entidad,importe\n1,1\n"))]) == 2
    assert "no tiene filas de la entidad 340" in capsys.readouterr().err
