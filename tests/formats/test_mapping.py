"""Foreign workbooks: what each sheet and column is proposed to be, and what comes of them, to the centavo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from apthapi.cli import main
from apthapi.core.findings import Severity
from apthapi.core.schema import Kind
from apthapi.core.tables import MONTHS, TABLES
from apthapi.formats.errors import FileError
from apthapi.formats.mapping.applying import apply
from apthapi.formats.mapping.known import known
from apthapi.formats.mapping.mapa import Mapa, load_mapa, read_mapa, write_mapa
from apthapi.formats.mapping.names import label_of, likeness
from apthapi.formats.mapping.numbers import COMMA, POINT, UNKNOWN, number, read_number, style_of
from apthapi.formats.mapping.proposing import Proposal, mapa_of, propose, propose_book
from apthapi.formats.mapping.rows import Applied
from apthapi.formats.spreadsheet import RawBook, RawSheet, read_spreadsheet
from formats.foreign import STYLES, Foreign, con_tareas, ejecucion, exportado, matriz, memoria, por_unidad
from support.spreadsheets import opened

FLOOR = 0.95
"""The least share of the columns of all styles that is proposed right without help."""


def proposed(path: Path) -> tuple[RawBook, list[Proposal], Mapa]:
    book = opened(path)
    found = propose_book(book)
    return book, found, mapa_of(found, known(2025))


def imported(path: Path) -> Applied:
    book, _, mapa = proposed(path)
    return apply(read_mapa(write_mapa(mapa)), book)


def sheet(*rows: list[Any], name: str = "Hoja1") -> RawSheet:
    return RawSheet(name, False, rows)


def book_of(*rows: list[Any]) -> RawBook:
    return RawBook((sheet(*rows),))


def applied(*rows: list[Any]) -> Applied:
    book = book_of(*rows)
    return apply(mapa_of(propose_book(book), known(2025)), book)


TITLES: list[Any] = ["Unidad Ejecutora", "Partida", "Detalle", "Cantidad", "Precio Unitario", "Importe", "Fuente"]


def line(what: str, many: object = 2, price: object = 10, total: object = 20, partida: object = "39500") -> list[Any]:
    return ["DAF", partida, what, many, price, total, "41"]


def right_columns(style: Callable[[Path], Foreign], folder: Path) -> tuple[int, int]:
    foreign = style(folder)
    by_sheet = {each.hoja: each for each in proposed(foreign.path)[1]}
    right = total = 0
    for name, meant in foreign.meant.items():
        guesses = {each.column: each.es for each in by_sheet[name].guesses}
        right += sum(guesses.get(at, "") == meaning for at, meaning in enumerate(meant))
        total += len(meant)
    return right, total


def test_most_columns_of_every_style_are_proposed_right(tmp_path: Path) -> None:
    counted = {style.__name__: right_columns(style, tmp_path) for style in STYLES}
    print("\ncolumnas bien propuestas:", ", ".join(f"{name} {a}/{b}" for name, (a, b) in counted.items()))
    assert sum(right for right, _ in counted.values()) >= FLOOR * sum(total for _, total in counted.values())


@pytest.mark.parametrize("style", STYLES)
def test_the_table_of_each_sheet_is_proposed_with_its_reason(style: Callable[[Path], Foreign], tmp_path: Path) -> None:
    foreign = style(tmp_path)
    found = {each.hoja: each for each in proposed(foreign.path)[1] if each.taken}
    assert {name: each.part.tabla for name, each in found.items() if each.part} == foreign.tables
    for each in found.values():
        assert each.confianza >= 80
        assert all(one.motivo.endswith(".") and 0 <= one.confianza <= 100 for one in each.guesses)


@pytest.mark.parametrize("style", STYLES)
def test_every_line_comes_to_the_exact_total(style: Callable[[Path], Foreign], tmp_path: Path) -> None:
    foreign = style(tmp_path)
    found = imported(foreign.path)
    assert found.problems == []
    assert found.checks["mal"] == 0
    [table] = set(foreign.tables.values())
    assert len(found.of(table)) == foreign.rows
    assert sum(total for _, _, total in found.totals()) == foreign.centavos


def test_a_memoria_keeps_its_months_partidas_and_form(tmp_path: Path) -> None:
    found = imported(memoria(tmp_path).path)
    lines = found.of("requerimientos")
    assert all(sum(int(row.cells[month] or 0) for month in MONTHS) == row.cells["importe"] for row in lines)
    assert {row.cells["partida"]: row.cells["formulario"] for row in lines} == {
        "21200": "3_01",
        "22110": "3_04",
        "34110": "3_03",
        "39500": "3_03",
    }
    assert [row.cells["linea"] for row in lines] == [1, 2, 3, 4, 5, 6]
    assert {row.cells["unidad"] for row in lines} == {"SMS"}
    assert [row.cells for row in found.of("unidades")] == [{"unidad": "SMS", "nombre": "Secretaría Municipal de Salud"}]
    assert found.checks["bien"] == 67
    assert all("no se importó" in text for text in found.left)


def test_a_matrix_gives_its_actions_once_with_weights_in_hundredths(tmp_path: Path) -> None:
    found = imported(matriz(tmp_path).path)
    assert [(row.cells["acp"], row.cells["ponderacion"], row.cells["ae"]) for row in found.of("acp_unidad")] == [
        ("1", 6000, "1.1"),
        ("2", 4000, "1.2"),
    ]
    operations = found.of("operaciones")
    assert [(row.cells["acp"], row.cells["operacion"], row.cells["ponderacion"]) for row in operations] == [
        ("1", "1.1", 5000),
        ("1", "1.2", 5000),
        ("2", "2.1", 10000),
    ]
    assert operations[0].cells["inicio"] == "2025-01-01"
    assert operations[0].cells["m12"] == 10_000


def test_a_sheet_of_each_unit_is_of_the_unit_that_names_it(tmp_path: Path) -> None:
    _, found, mapa = proposed(por_unidad(tmp_path).path)
    assert len(mapa.hojas) == 1
    assert mapa.hojas[0].unidad_de_la_hoja
    assert [each.hoja for each in found if each.oculta] == ["Listas"]
    units = imported(por_unidad(tmp_path).path).totals("unidad")
    assert units == [(("DDCB",), 1, 180_000), (("DDLP",), 2, 1_435_000), (("DDSC",), 2, 667_200)]


def test_an_export_in_american_numbers_and_windows_letters(tmp_path: Path) -> None:
    book, found, _ = proposed(exportado(tmp_path).path)
    assert {each.es: each.numeros for each in found[0].guesses if each.numeros} == {
        "cantidad": POINT,
        "precio_unitario": POINT,
        "importe": POINT,
    }
    assert any("1252" in notice for notice in book.notices)
    rows = imported(exportado(tmp_path).path).of("requerimientos")
    assert [(row.cells["fuente"], row.cells["organismo"]) for row in rows] == [("41", "111")] * 2 + [("20", "230")] * 2
    assert rows[1].cells["cantidad"] == 12_500_000
    assert rows[0].cells["unidad"] == "DA"


def test_rows_that_stand_alone_speak_of_those_below(tmp_path: Path) -> None:
    found = imported(con_tareas(tmp_path).path)
    keys = [(row.cells["unidad"], row.cells["operacion"], row.cells["tarea"]) for row in found.of("tareas")]
    assert keys == [("DDLP", "1", "1"), ("DDLP", "1", "2"), ("DDLP", "2", "1"), ("DDOR", "1", "1")]
    texts = [row.cells["descripcion"] for row in found.of("operaciones")]
    assert texts == ["Mantener la red vial", "Señalizar", "Supervisar"]


def test_monthly_execution_is_read_by_its_stages(tmp_path: Path) -> None:
    rows = imported(ejecucion(tmp_path).path).of("ejecucion_financiera")
    assert [(row.cells["unidad"], row.cells["mes"], row.cells["devengado"]) for row in rows] == [
        ("DDLP", 1, 95_025),
        ("DDLP", 2, 90_110),
        ("DDCB", 1, 30_000),
    ]


def test_execution_with_a_column_for_each_month() -> None:
    rows = applied(
        ["Unidad Ejecutora", "Partida", "Fuente", "DEVENGADO", None, None, "Pagado"],
        [None, None, None, "Enero", "Febrero", "Marzo"],
        ["DAF", 21200, 41, 100.5, 0, 30, None],
        ["DAF", 39500, 41, None, 20, 10, None],
    ).of("ejecucion_financiera")
    assert [(row.cells["partida"], row.cells["mes"], row.cells["devengado"]) for row in rows] == [
        ("21200", 1, 10_050),
        ("21200", 2, 0),
        ("21200", 3, 3_000),
        ("39500", 2, 2_000),
        ("39500", 3, 1_000),
    ]


def _of_2026(cell: object) -> Any:
    return cell.replace("2025", "2026") if isinstance(cell, str) else cell


def test_next_year_the_same_sheet_is_recognised_though_rows_and_columns_moved(tmp_path: Path) -> None:
    _, _, mapa = proposed(memoria(tmp_path).path)
    old = read_spreadsheet(memoria(tmp_path).path).sheets[0]
    width = max(map(len, old.rows))
    moved: list[list[Any]] = [
        [None] * 3,
        *([*[None, None], *(row[at] if at < len(row) else None for at in range(width))] for row in old.rows),
    ]
    texts = [[_of_2026(cell) for cell in row] for row in moved]
    swapped = [[*row[:3], row[4], row[3], *row[5:]] if len(row) > 5 else row for row in texts]
    book = RawBook((RawSheet("Memoria 2026", False, swapped),))
    [again] = propose_book(book, maps=[mapa])
    assert again.remembered
    assert again.header is not None
    assert again.header.row == 5
    found = apply(mapa, book)
    assert sum(total for _, _, total in found.totals()) == memoria(tmp_path).centavos
    assert not found.errors


def test_a_total_that_does_not_add_up_is_told_and_not_imported() -> None:
    found = applied(TITLES, line("Papel"), line("Lápiz"), ["TOTAL", None, None, None, None, 50, None])
    assert len(found.of("requerimientos")) == 2
    [problem] = found.problems
    assert problem.celda == "F4"
    assert "dice 50,00 y las filas que suma dan 40,00" in problem.mensaje
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("#REF!", "La fórmula de la celda da #REF!"),
        (33.333, "hasta 2 decimales"),
        ("doce", "no es un importe"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_told_by_its_place(cell: object, message: str) -> None:
    found = applied(TITLES, line("Papel"), line("Lápiz"), line("Goma", 1, cell, None))
    [problem] = found.errors
    assert (problem.hoja, problem.celda) == ("Hoja1", "E4")
    assert message in problem.mensaje
    assert problem.corrija
    assert len(found.of("requerimientos")) == 3


def test_an_error_of_a_formula_in_a_real_file_is_not_taken_for_an_empty_cell(tmp_path: Path) -> None:
    book = Workbook()
    rows = book.active
    assert rows is not None
    for row in (TITLES, line("Papel"), line("Lápiz"), line("Goma")):
        rows.append(row)
    rows["F4"] = "#DIV/0!"
    rows["F4"].data_type = "e"
    book.save(tmp_path / "con_error.xlsx")
    found = imported(tmp_path / "con_error.xlsx")
    assert [(each.celda, each.visto) for each in found.errors] == [("F4", "#DIV/0!")]


def test_an_unknown_partida_is_imported_and_told() -> None:
    found = applied(TITLES, line("Papel"), line("Lápiz"), line("Misterio", partida="29999"), line("Tóner"))
    assert [row.cells["partida"] for row in found.of("requerimientos")] == ["39500", "39500", "29999", "39500"]
    [problem] = found.problems
    assert problem.celda == "B4"
    assert "no está en el clasificador" in problem.mensaje
    assert problem.norma


def test_a_title_that_is_there_twice_is_two_columns() -> None:
    titles = [*TITLES, "Detalle"]
    rows = [[*line("Papel"), "de oficio"], [*line("Lápiz"), "negro"], [*line("Goma"), "blanca"]]
    [found] = propose_book(book_of(titles, *rows))
    assert [each.titulo for each in found.guesses if each.titulo.startswith("Detalle")] == ["Detalle", "Detalle #2"]
    mapa = mapa_of([found], known(2025))
    lines = apply(mapa, book_of(titles, *rows)).of("requerimientos")
    assert [row.cells["descripcion"] for row in lines] == ["Papel", "Lápiz", "Goma"]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "vacía"),
        ([["Acta de reunión"], ["Se reunieron a las diez"], ["Firmado"]], "ninguna fila de títulos"),
        ([[1, 2, 3], [4, 5, 6]], "ninguna fila de títulos"),
    ],
)
def test_a_sheet_without_titles_says_so(rows: list[list[Any]], why: str) -> None:
    found = propose(sheet(*rows))
    assert found.part is None
    assert why in found.motivo


def test_an_empty_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nada.csv"
    path.write_text("\n\n")
    with pytest.raises(FileError, match="vacío"):
        read_spreadsheet(path)


def test_operations_that_count_anew_in_each_action_get_its_code() -> None:
    titles = ["Unidad Ejecutora", "Código ACP", "Código Operación", "Operación", "Indicador", "Meta"]
    found = applied(
        titles,
        ["DAF", "1", "1", "Comprar bienes", "Compras hechas", 4],
        ["DAF", "1", "2", "Pagar servicios", "Pagos hechos", 12],
        ["DAF", "2", "1", "Capacitar", "Personas capacitadas", 30],
    )
    assert [row.cells["operacion"] for row in found.of("operaciones")] == ["1.1", "1.2", "2.1"]


def test_a_foda_in_four_columns_becomes_its_factors() -> None:
    found = applied(
        ["UNIDAD: DAF"],
        ["FORTALEZAS", "OPORTUNIDADES", "DEBILIDADES", "AMENAZAS"],
        ["Personal capaz", "Nuevas normas", "Equipos viejos", "Menos recursos"],
        ["Buen clima", "Convenios", "Poco espacio", None],
    )
    rows = [(row.cells["cuadrante"], row.cells["orden"], row.cells["factor"]) for row in found.of("situacion")]
    assert len(rows) == 7
    assert ("debilidad", 2, "Poco espacio") in rows
    assert {row.cells["unidad"] for row in found.of("situacion")} == {"DAF"}


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (["1.234,50", "12"], COMMA),
        (["1,234.50", "12"], POINT),
        (["12,5", "1.200"], COMMA),
        (["1.234.567"], COMMA),
        (["1.234"], UNKNOWN),
        (["1,234", "7"], UNKNOWN),
        (["12", "7"], ""),
        ([12.5, 7], ""),
        (["12,5", "12.5"], "mezcla"),
    ],
)
def test_the_writing_of_decimals_is_that_of_the_cells_that_leave_no_doubt(cells: list[Any], style: str) -> None:
    assert style_of(cells) == style


def test_an_ambiguous_number_is_asked_and_not_guessed() -> None:
    rows = [[*line("Papel", "1.500", 2, None)], line("Lápiz", 1, 2, 2), line("Goma", 1, 2, 2)]
    [problem] = applied(TITLES, *rows).errors
    assert problem.celda == "D2"
    assert [text for text, _ in problem.choices] == ["1.500 (miles)", "1,500 (decimales)"]


@given(st.integers(0, 10**12), st.sampled_from([COMMA, POINT]))
def test_every_amount_in_either_style_is_read_exactly(cents: int, style: str) -> None:
    column = next(each for each in TABLES["requerimientos"].columns if each.kind is Kind.MONEY)
    text = f"{cents // 100:,}.{cents % 100:02d}"
    if style == COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    assert number(text, style) == Decimal(cents) / 100
    assert read_number(column, text, style).value == cents


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.none() | st.text(max_size=12) | st.floats() | st.booleans() | st.dates(), max_size=8), max_size=12
    )
)
def test_no_sheet_breaks_it(rows: list[list[Any]]) -> None:
    book = RawBook((RawSheet("X", False, [TITLES, *rows]), RawSheet("Y", False, rows)))
    found = propose_book(book)
    apply(mapa_of(found, known(2025)), book)


def test_a_date_of_a_spreadsheet_is_that_day() -> None:
    found = applied(
        ["Unidad Ejecutora", "Código Operación", "Operación", "Indicador", "Fecha inicio", "Fecha fin"],
        ["DAF", "1", "Comprar", "Compras", date(2025, 1, 5), "31 de marzo de 2025"],
        ["DAF", "2", "Pagar", "Pagos", date(2025, 2, 1), "15/12/2025"],
    )
    assert [(row.cells["inicio"], row.cells["fin"]) for row in found.of("operaciones")] == [
        ("2025-01-05", "2025-03-31"),
        ("2025-02-01", "2025-12-15"),
    ]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("UNIDAD: DDLP", ("unidad", "DDLP")),
        ("Unidad Ejecutora: Salud", ("unidad", "Salud")),
        ("Operación 1.1 Atender", ("operacion", "1.1 Atender")),
        ("Gestión 2025", ("gestion", "2025")),
        ("Papel bond", None),
    ],
)
def test_labels_of_rows(text: str, label: tuple[str, str] | None) -> None:
    assert label_of(text) == label


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Part. Pres.", "partida presupuestaria"),
        ("P.U.", "precio unitario"),
        ("Medio de verificasion", "medio de verificacion"),
    ],
)
def test_short_and_misspelt_titles_are_alike(title: str, name: str) -> None:
    assert likeness(title, name) >= 85


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "no es JSON"),
        ("{}", "No es un mapa"),
        ('{"apthapi": "mapa", "version": 1, "hojas": [{"tabla": "perros", "columnas": []}]}', "perros"),
        (
            '{"apthapi":"mapa","version":1,"hojas":[{"tabla":"techos","columnas":[{"titulo":"A","es":"color"}]}]}',
            "color",
        ),
        ('{"apthapi": "mapa", "version": 1}', "hojas"),
    ],
)
def test_a_map_that_is_wrong_is_refused_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        read_mapa(text)


def test_import_on_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, mapa, plan = memoria(tmp_path).path, tmp_path / "mapa.json", tmp_path / "plan"
    assert main(["import", str(file), "--proponer", str(mapa)]) == 0
    assert "Part. Pres." in capsys.readouterr().out
    text = mapa.read_text().replace('"entidad": ""', '"entidad": "1201"')
    mapa.write_text(text)
    assert load_mapa(mapa).plan["entidad"] == "1201"
    assert main(["import", str(file), "--map", str(mapa), "--salida", str(plan)]) == 0
    assert "6 en requerimientos; 0 celdas o filas quedaron fuera" in capsys.readouterr().out
    assert main(["totals", str(plan)]) == 0
    assert "19.617,00" in capsys.readouterr().out
    assert main(["import", str(file), "--map", str(mapa), "--salida", str(plan)]) == 2
