"""Classifiers of the software and of the package: the package's win, and bad ones are findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from apthapi.core import reference
from apthapi.core.database import in_memory
from apthapi.core.package import Package, read_package
from apthapi.core.writing import write_folder

Make = Callable[..., Path]


def messages(package: Package) -> list[str]:
    return [f"{found.rule} {found.message}" for found in package.findings]


def test_own_sets_win_over_ours(make: Make) -> None:
    package = read_package(make(clasificadores__fuentes="codigo,nombre,oficial\n41,Transferencias TGN,si\n"))
    assert package.findings == ()
    assert package.database.query("select * from fuentes") == [(2024, "41", "Transferencias TGN")]
    assert package.database.value("select oficial from conjuntos where conjunto = 'fuentes'") == "si"
    assert package.database.value("select oficial from conjuntos where conjunto = 'organismos'") == "no"


def test_own_sets_of_other_years_leave_ours(make: Make) -> None:
    package = read_package(make(clasificadores__fuentes="gestion,codigo,nombre\n2030,41,Otra\n"))
    assert package.database.value("select count(*) from fuentes") > 1


def test_parameters_are_replaced_one_by_one(make: Make) -> None:
    folder = make(
        clasificadores__parametros="nombre,valor\nancho_programa,3\n", unidades="plan,unidad,categoria\nP,A,048000001\n"
    )
    package = read_package(folder)
    values: dict[str, int] = dict(package.database.query("select nombre, valor from parametros"))
    assert values["ancho_programa"] == 3
    assert values["tolerancia_importe"] == 1
    assert package.database.value("select categoria from unidades") == "048 000 001"


@pytest.mark.parametrize("valor", ["", "mucho", "1.5", "٣", "1_0", "9" * 30])
def test_a_value_that_is_no_whole_number_is_a_finding(make: Make, valor: str) -> None:
    package = read_package(make(clasificadores__parametros=f"nombre,valor\ntolerancia_importe,{valor}\n"))
    assert messages(package) == [
        (
            f"F02 clasificadores/parametros.csv, fila 2, columna «valor»: «{valor}» no es un número entero; "
            "la fila no se usó."
        )
    ]
    assert package.database.value("select valor from parametros where nombre = 'tolerancia_importe'") == 1


def test_a_set_that_is_unknown_or_lacks_a_column_is_not_used(make: Make) -> None:
    package = read_package(make(clasificadores__colores="a\nb\n", clasificadores__pares="fuente\n41\n"))
    assert messages(package)[0] == "F07 A clasificadores/pares.csv le falta la columna «organismo»; no se usó."
    assert messages(package)[1] == "F10 clasificadores/colores.csv no es una tabla conocida; no se usó."
    assert package.database.value("select count(*) from pares") > 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b'"',
        b"\x00" * 100,
        b"nombre,valor\n" + b"x" * 3000000,
        b"nombre,valor\na,1,2,3\nb\n",
        b"gestion,nombre,valor\nx,a,1\n",
        b"desde,nombre,valor\nx,a,1\n",
        "nombre;valor\nñ;1\n".encode("cp1252"),
    ],
)
def test_nothing_in_an_own_set_stops_the_reading(make: Make, content: bytes) -> None:
    assert read_package(make(clasificadores__parametros=content)).findings


def test_a_gestion_that_no_set_knows_has_no_rows() -> None:
    database = in_memory()
    reference.load(database, [1995, 2024, 999_999_999], {})
    assert database.query("select distinct gestion from objeto_gasto") == [(2024,)]
    assert database.query("select distinct gestion from conjuntos order by 1") == [(1995,), (2024,)]
    with pytest.raises(reference.MissingSetError, match=r"^no hay valor de «ancho_programa» para la gestión 1995$"):
        reference.parameter("ancho_programa", 1995)


def test_every_set_of_ours_is_read_for_every_gestion() -> None:
    database = in_memory()
    reference.load(database, range(2018, 2031), {})
    for name in reference.SETS:
        years = database.value(f"select count(distinct gestion) from {name}")
        assert years == (0 if name == "escala_viaticos" else 13), name
    assert reference.parameter("ancho_programa", 2026) == 2
    assert reference.parameter("ancho_programa", 2027) == 3


def test_own_sets_are_written_back(make: Make, tmp_path: Path) -> None:
    text = 'nombre,valor,nota\r\ntolerancia_importe,2,"de la entidad, 2024"\r\notro,x,\r\n'
    write_folder(read_package(make(clasificadores__parametros=text)), tmp_path / "otra")
    assert (tmp_path / "otra" / "clasificadores" / "parametros.csv").read_bytes() == text.encode()
