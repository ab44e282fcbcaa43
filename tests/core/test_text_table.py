"""CSV files as offices send them: what is odd is said, what is wrong is named by its row, the rest is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from apthapi.core.findings import Finding
from apthapi.core.package import Package, read_package

PLANES = "plan,gestion,version,tipo\nP,2024,0,formulacion\n"
Make = Callable[..., Path]

TECHOS = "plan,unidad,fuente,organismo,importe\nP,,41,111,10.00\nP,,20,230,20.00\n"


def techos(package: Package) -> list[tuple[object, ...]]:
    return package.database.query("select renglon, fuente, importe from techos order by renglon")


def only(package: Package, rule: str) -> Finding:
    [found] = [each for each in package.findings if each.rule == rule]
    return found


def test_a_right_package_has_nothing_to_say(make: Make) -> None:
    package = read_package(make(techos=TECHOS))
    assert package.findings == ()
    assert package.present == {"planes", "techos"}
    assert techos(package) == [(2, "41", 1000), (3, "20", 2000)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbf" + TECHOS.encode(), "techos.csv comienza con una marca BOM; se leyó sin ella."),
        (TECHOS.encode("utf-16"), "techos.csv está en UTF-16 y no en UTF-8; se convirtió."),
        (TECHOS.encode("utf-16-be"), "techos.csv está en UTF-16 y no en UTF-8; se convirtió."),
        (TECHOS.encode("utf-16-le"), "techos.csv está en UTF-16 y no en UTF-8; se convirtió."),
        (
            TECHOS.replace(",", ";").encode(),
            "techos.csv separa las columnas con «;» y no con comas; se leyó así.",
        ),
        (
            TECHOS.replace(",", "\t").encode(),
            "techos.csv separa las columnas con tabuladores y no con comas; se leyó así.",
        ),
        (
            TECHOS.replace("41", "4\x001").encode(),
            "techos.csv tiene bytes nulos; se leyó sin ellos.",
        ),
    ],
)
def test_another_way_of_writing_is_read_and_said(make: Make, content: bytes, message: str) -> None:
    package = read_package(make(techos=content))
    assert [found.message for found in package.findings] == [message]
    assert only(package, "F08").table == "techos"
    assert techos(package) == [(2, "41", 1000), (3, "20", 2000)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_is_read(make: Make, end: str) -> None:
    package = read_package(make(techos=TECHOS.replace("\n", end)))
    assert package.findings == ()
    assert techos(package) == [(2, "41", 1000), (3, "20", 2000)]


def test_letters_of_windows_are_read_one_by_one(make: Make) -> None:
    unidades = "plan,unidad,nombre\nP,A,Dirección\n".encode() + "P,B,Ñuñoa “x”\n".encode("cp1252")
    package = read_package(make(unidades=unidades))
    assert only(package, "F08").message == (
        "unidades.csv tiene letras que no están en UTF-8; se leyeron como Latin-1 (Windows)."
    )
    assert package.database.query("select nombre from unidades order by renglon") == [("Dirección",), ("Ñuñoa “x”",)]


def test_a_bom_and_a_letter_of_windows_together(make: Make) -> None:
    package = read_package(make(unidades=b"\xef\xbb\xbfplan,unidad,nombre\nP,A,Oca\xf1a\n"))
    assert {found.rule for found in package.findings} == {"F08"}
    assert package.database.value("select nombre from unidades") == "Ocaña"


@pytest.mark.parametrize(
    ("above", "message"),
    [
        ("MINISTERIO\n", "techos.csv tiene una línea antes del encabezado; no se usó lo que dice ahí."),
        (
            "\nMINISTERIO,,,,\n\nPOA 2024,,,,\n",
            "techos.csv tiene 2 líneas antes del encabezado; no se usó lo que dice ahí.",
        ),
    ],
)
def test_titles_above_the_header_are_passed_over(make: Make, above: str, message: str) -> None:
    package = read_package(make(techos=above + TECHOS))
    assert only(package, "F08").message == message
    first = 2 + above.count("\n")
    assert techos(package) == [(first, "41", 1000), (first + 1, "20", 2000)]


def test_blank_lines_count_as_rows_and_say_nothing(make: Make) -> None:
    package = read_package(make(techos="\n" + TECHOS.replace("P,,20", "\nP,,20")))
    assert package.findings == ()
    assert [row[0] for row in techos(package)] == [3, 5]


def test_a_header_that_is_there_twice(make: Make) -> None:
    package = read_package(make(techos=TECHOS.splitlines()[0] + "\n" + TECHOS))
    assert only(package, "F08").message == "techos.csv repite el encabezado; la segunda vez se pasó por alto."
    assert techos(package) == [(3, "41", 1000), (4, "20", 2000)]


def test_a_header_alone_is_a_table_without_rows(make: Make) -> None:
    package = read_package(make(techos="plan,unidad,fuente,organismo,importe\n"))
    assert package.findings == ()
    assert "techos" in package.present


@pytest.mark.parametrize("content", ["", "\n\n", "  \n", "\ufeff"])
def test_an_empty_file_is_not_a_table(make: Make, content: str) -> None:
    package = read_package(make(techos=content))
    assert only(package, "F01").message == "techos.csv: el archivo está vacío; no se leyó."
    assert package.present == {"planes"}


def test_columns_in_any_order_unknown_twice_without_name_and_missing(make: Make) -> None:
    package = read_package(make(techos="importe,color,importe,,fuente\n10.00,rojo,99.00,z,41\n"))
    assert sorted((found.rule, found.message) for found in package.findings) == [
        ("F06", "La columna 4 de techos.csv no tiene nombre; se conserva como «columna_4» sin usarla."),
        ("F06", "La columna «color» de techos.csv no es del formato; se conserva como «color» sin usarla."),
        ("F06", "La columna «importe» de techos.csv está dos veces; se conserva como «importe_2» sin usarla."),
        ("F07", "A techos.csv le falta la columna «plan»."),
    ]
    assert techos(package) == [(2, "41", 1000)]
    assert package.extras == {"techos": ("color", "importe_2", "columna_4")}
    assert package.kept == (
        ("techos", 2, "color", "rojo"),
        ("techos", 2, "importe_2", "99.00"),
        ("techos", 2, "columna_4", "z"),
    )


def test_rows_that_are_too_short_or_too_long(make: Make) -> None:
    package = read_package(make(techos="plan,unidad,fuente,organismo,importe\nP,,41\nP,,42,,1,,\nP,,43,,1,x\n"))
    assert [found.message for found in package.findings] == [
        "La fila 2 de techos.csv tiene 3 celdas y el encabezado, 5.",
        "La fila 4 de techos.csv tiene 6 celdas y el encabezado, 5.",
    ]
    assert techos(package) == [(2, "41", None), (3, "42", 100), (4, "43", 100)]


@pytest.mark.parametrize("broken", ['P,,"41,,1\n', 'P,,"4"1,,1\n', 'P,,41,,1,"texto "entre" comillas"\n'])
def test_a_quote_that_does_not_close_costs_one_row(make: Make, broken: str) -> None:
    good = 'P,,20,230,"20.00"\nP,,30,,1\n'
    package = read_package(make(techos="plan,unidad,fuente,organismo,importe\n" + broken + good))
    found = only(package, "F01")
    assert (found.row, found.message) == (
        2,
        "techos.csv, fila 2: las comillas no se cierran donde deben; no se leyó.",
    )
    assert techos(package) == [(3, "20", 2000), (4, "30", 100)]


def test_a_quote_in_the_last_row(make: Make) -> None:
    package = read_package(make(techos=TECHOS + 'P,,"99,,1\n'))
    assert only(package, "F01").row == 4
    assert [row[0] for row in techos(package)] == [2, 3]


def test_quotes_that_would_be_read_for_ever_are_given_up(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.core.text_table.REREAD_LIMIT", 100)
    package = read_package(make(techos="plan,unidad,fuente,organismo,importe\n" + 'a","\n' * 200))
    last = [found for found in package.findings if found.rule == "F01"][-1]
    assert last.message == f"techos.csv, fila {last.row}: hay demasiadas comillas sin cerrar desde ahí; no se leyó."


LONG = 5 * 2**20


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("P,,41,,1," + "x" * LONG, id="one line"),
        pytest.param('P,,41,,"' + "x" * LONG + '"', id="one quoted line"),
        pytest.param('P,,41,,"' + "un texto largo\n" * (LONG // 15) + '"', id="a cell of many lines"),
    ],
)
def test_a_row_of_megabytes_is_passed_over(make: Make, row: str) -> None:
    package = read_package(make(techos=f"plan,unidad,fuente,organismo,importe\n{row}\nP,,20,,20.00\n"))
    [found] = package.findings
    assert (found.rule, found.row) == ("F01", 2)
    assert found.message == "techos.csv, fila 2: pasa de un millón de letras; no se leyó."
    assert techos(package) == [(3, "20", 2000)]


def test_many_rows_after_an_open_quote_are_not_taken_for_a_long_text(make: Make) -> None:
    rows = 100_000
    package = read_package(make(techos=TECHOS + 'P,,"50,,1\n' + "P,,60,111,1000.00\n" * rows))
    assert [found.row for found in package.findings if found.rule == "F01"] == [4]
    assert package.database.value("select count(*) from techos") == rows + 2


@pytest.mark.parametrize("header", [pytest.param("x" * LONG, id="plain"), pytest.param('"' + "x" * LONG, id="quoted")])
def test_a_header_out_of_all_measure(make: Make, header: str) -> None:
    package = read_package(make(techos=header))
    assert only(package, "F01").message == "techos.csv, fila 1: pasa de un millón de letras; no se leyó."
    assert "techos" not in package.present


def test_a_header_of_thousands_of_columns(make: Make) -> None:
    package = read_package(make(techos="plan," * 2000))
    assert only(package, "F01").message == "techos.csv: tiene más de 1000 columnas; no se leyó."


def test_an_open_quote_in_the_header_is_a_finding(make: Make) -> None:
    package = read_package(make(techos='"plan,unidad\n'))
    assert only(package, "F01").message == "techos.csv, fila 1: las comillas no se cierran donde deben; no se leyó."


def test_planes_is_missing(tmp_path: Path) -> None:
    (tmp_path / "techos.csv").write_text(TECHOS)
    package = read_package(tmp_path)
    assert only(package, "F07").message == "Falta la tabla planes.csv: no se sabe de qué plan son las demás."
    assert package.plans == []


def test_what_looks_like_a_formula_is_text(make: Make) -> None:
    texts = ["=1+1", "@SUM(A1)", "+1", "-1", '=cmd|" /C calc"!A0', "\\N", "NULL", "\\\\no\\\\"]
    rows = "".join(f"P,U{i},{_csv(text)}\n" for i, text in enumerate(texts))
    package = read_package(make(unidades="plan,unidad,nombre\n" + rows))
    assert package.findings == ()
    assert [row[0] for row in package.database.query("select nombre from unidades order by renglon")] == texts


def _csv(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_planes_constant_is_a_right_table(make: Make) -> None:
    assert read_package(make(planes=PLANES)).plans == ["P"]
