"""What a cell can get wrong, by kind: a finding with table, row and column, and every other cell is still read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from apthapi.core.fields import CellError, parser_for, plain_number, words_of, write
from apthapi.core.findings import Severity
from apthapi.core.package import read_package
from apthapi.core.schema import Column, Kind
from apthapi.core.tables import TABLES

Make = Callable[..., Path]


@pytest.mark.parametrize(
    ("kind", "cell", "value", "written"),
    [
        (Kind.MONEY, "4418492.41", 441849241, "4418492.41"),
        (Kind.MONEY, " 5 ", 500, "5.00"),
        (Kind.MONEY, "-0.05", -5, "-0.05"),
        (Kind.MONEY, "", None, ""),
        (Kind.QUANTITY, "12.5", 125000, "12.5"),
        (Kind.QUANTITY, "-0.0001", -1, "-0.0001"),
        (Kind.PERCENT, "33.33", 3333, "33.33"),
        (Kind.PERCENT, "100", 10000, "100"),
        (Kind.INTEGER, "-0", 0, "0"),
        (Kind.INTEGER, "007", 7, "7"),
        (Kind.DATE, " 2024-02-29 ", "2024-02-29", "2024-02-29"),
        (Kind.DATE, " ", "", ""),
        (Kind.BOOLEAN, "si", "si", "si"),
        (Kind.CODE, " 0340 ", "0340", "0340"),
        (Kind.TEXT, " =1+1 ", " =1+1 ", " =1+1 "),
    ],
)
def test_a_cell_is_read_and_written(kind: Kind, cell: str, value: object, written: str) -> None:
    column = Column("c", kind, "Algo")
    assert parser_for(column)(cell) == value
    assert write(column, parser_for(column)(cell)) == written
    assert parser_for(column)(written) == value


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        (
            Kind.MONEY,
            "1.332.834,00",
            (
                "«1.332.834,00» no es un importe con punto y hasta dos decimales, como 4418492.41 "
                "(parece 1.332.834,00: en el archivo se escribe 1332834.00)"
            ),
        ),
        (Kind.MONEY, "1.234", "«1.234» no es un importe con punto y hasta dos decimales, como 4418492.41"),
        (Kind.MONEY, "99999999999999", "«99999999999999» pasa del mayor importe admitido, 100.000.000.000,00"),
        (Kind.QUANTITY, "1,5", "«1,5» no es un número con punto y hasta cuatro decimales, como 12.5"),
        (Kind.PERCENT, "33.333", "«33.333» no es un porcentaje con punto y hasta dos decimales, como 12.5"),
        (Kind.INTEGER, "1.0", "«1.0» no es un número entero, como 12"),
        (Kind.DATE, "14/02/2024", "«14/02/2024» no es una fecha; se escribe año-mes-día, como 2024-02-14"),
        (Kind.DATE, "2024-02-30", "«2024-02-30» no es una fecha; se escribe año-mes-día, como 2024-02-14"),
        (Kind.BOOLEAN, "sí", "«sí» no es uno de los valores admitidos: si, no"),
        (Kind.OPTION, "c", "«c» no es uno de los valores admitidos: a, b"),
    ],
)
def test_a_cell_that_its_column_cannot_hold(kind: Kind, cell: str, reason: str) -> None:
    with pytest.raises(CellError) as refusal:
        parser_for(Column("c", kind, "Algo", options=("a", "b")))(cell)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("digits", ["9" * 5000, "١٢", "1e3", "0x1", "1_0", "½", "−5", "+5", "inf"])
@pytest.mark.parametrize("kind", [Kind.MONEY, Kind.QUANTITY, Kind.PERCENT, Kind.INTEGER])
def test_no_number_but_plain_digits(kind: Kind, digits: str) -> None:
    with pytest.raises(CellError):
        parser_for(Column("c", kind, "Algo"))(digits)


def test_every_stored_number_leaves_room_for_sums_in_64_bits() -> None:
    largest = {
        kind: parser_for(Column("c", kind, "Algo"))(text)
        for kind, text in {
            Kind.MONEY: "100000000000.00",
            Kind.QUANTITY: "99999999999.9999",
            Kind.PERCENT: "999999999.99",
            Kind.INTEGER: "999999999",
        }.items()
    }
    assert all(isinstance(value, int) and value * 9000 < 2**63 for value in largest.values())


def test_plain_number_has_only_the_decimals_it_needs() -> None:
    assert [plain_number(value, 4) for value in (0, 1, -125000, 100000)] == ["0", "0.0001", "-12.5", "10"]


def test_words_of_takes_away_what_a_person_would_not_compare() -> None:
    assert words_of("  1.- Emisión/Renovación  de C.I. (RUI-BIO)") == "emision renovacion de ci ruibio"


WRONG = (
    "plan,unidad,linea,formulario,cantidad,importe,partida\n"
    "P,A,1,3_01,2,100.00,21200\n"
    'P,A,dos,3_09,2.00001,"1.332.834,00",21200\n'
    "P,A,,,,,\n"
)


def test_each_wrong_cell_is_a_finding_and_the_rest_is_read(make: Make) -> None:
    package = read_package(make(requerimientos=WRONG, unidades="plan,unidad\nP,A\n"))
    where = "requerimientos.csv, fila"
    assert sorted((f.row, f.column, f.rule, f.message) for f in package.findings) == [
        (
            3,
            "cantidad",
            "F02",
            f"{where} 3, columna «cantidad»: «2.00001» no es un número con punto y hasta cuatro decimales, como 12.5.",
        ),
        (
            3,
            "formulario",
            "F02",
            f"{where} 3, columna «formulario»: «3_09» no es uno de los valores admitidos: 3_01, 3_02, 3_03, 3_04.",
        ),
        (
            3,
            "importe",
            "F02",
            (
                f"{where} 3, columna «importe»: «1.332.834,00» no es un importe con punto y hasta dos decimales, "
                "como 4418492.41 (parece 1.332.834,00: en el archivo se escribe 1332834.00)."
            ),
        ),
        (3, "linea", "F02", f"{where} 3, columna «linea»: «dos» no es un número entero, como 12."),
        (4, "formulario", "F03", f"{where} 4, columna «formulario»: falta «formulario» (formulario de la línea)."),
        (
            4,
            "linea",
            "F03",
            f"{where} 4, columna «linea»: falta «linea» (número de línea dentro de la unidad).",
        ),
    ]
    assert {(f.plan, f.unidad, f.table, f.severity) for f in package.findings} == {
        ("P", "A", "requerimientos", Severity.ERROR)
    }
    rows = package.database.query("select linea, cantidad, importe, partida from requerimientos order by renglon")
    assert rows == [(1, 20000, 10000, "21200"), (None, None, None, "21200"), (None, None, None, "")]


def test_the_same_key_twice_and_rows_that_are_not_there(make: Make) -> None:
    package = read_package(
        make(unidades="plan,unidad\nP,A\nP,B\nP,A\nX,C\n", techos="plan,unidad,importe\nP,A,1\nP,Z,1\nP,,1\nP,,2\n")
    )
    assert [(f.rule, f.table, f.row, f.message) for f in package.findings] == [
        (
            "F04",
            "techos",
            5,
            "techos.csv, fila 5: repite la clave de la fila 4 (plan «P», unidad vacío, fuente vacío, organismo vacío).",
        ),
        ("F04", "unidades", 4, "unidades.csv, fila 4: repite la clave de la fila 2 (plan «P», unidad «A»)."),
        ("F05", "techos", 3, "techos.csv, fila 3: «Z» no está en unidades.csv (plan «P», unidad «Z»)."),
        ("F05", "unidades", 5, "unidades.csv, fila 5: «X» no está en planes.csv (plan «X»)."),
    ]


def test_the_width_of_a_category_is_that_of_the_gestion_of_its_plan(make: Make) -> None:
    package = read_package(
        make(
            planes="plan,gestion,version,tipo\nA,2026,0,formulacion\nB,2027,0,formulacion\n",
            unidades="plan,unidad,categoria\nA,U,48000001\nB,U,48000001\nB,V,nada\n",
        )
    )
    assert package.database.query("select categoria, categoria_escrita from unidades order by renglon") == [
        ("48 000 001", "48000001"),
        ("048 000 001", "48000001"),
        ("", "nada"),
    ]


def test_the_latest_plan_even_when_they_replace_each_other(make: Make) -> None:
    header = "plan,gestion,version,tipo,reemplaza\n"
    chain = make("a", planes=header + "A,2024,0,formulacion,\nB,2024,1,reformulacion,A\n")
    circle = make("b", planes=header + "A,2024,0,formulacion,B\nB,2024,1,reformulacion,A\nA,2024,0,formulacion,B\n")
    assert read_package(chain).latest_plan() == "B"
    assert read_package(circle).latest_plan() == "B"
    assert read_package(circle).plans == ["A", "B"]


def test_every_key_column_is_a_column_of_its_table() -> None:
    for table in TABLES.values():
        assert set(table.key) <= set(table.names)
        for reference in table.references:
            assert set(reference.columns) <= set(table.names)
            assert set(reference.target) <= set(TABLES[reference.table].names)
