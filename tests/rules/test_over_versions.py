"""What was done is read over the versions of the year: each place and month once, whichever version says it last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.package import Package
from apthapi.rules import check
from apthapi.rules.readings import prepare
from support.engines import ENGINES, package_on

FILES = {
    "planes": """plan,entidad,gestion,version,tipo,reemplaza
A-2023,340,2023,0,formulacion,
A-0,340,2024,0,formulacion,A-2023
A-1,340,2024,1,reformulacion,A-0
""",
    "unidades": """plan,unidad,nombre,categoria
A-0,DDTJ,Tarija,48000007
A-1,DDTJ,Tarija,48000007
""",
    "requerimientos": """plan,unidad,linea,formulario,partida,descripcion,importe,fuente,organismo
A-0,DDTJ,1,3_01,21200,Energía,1000.00,20,230
A-0,DDTJ,2,3_01,21300,Agua,500.00,20,230
A-1,DDTJ,1,3_01,21200,Energía,600.00,20,230
A-1,DDTJ,2,3_01,21300,Agua,900.00,20,230
""",
    "ejecucion_financiera": """plan,unidad,categoria,partida,fuente,organismo,mes,preventivo,devengado
A-2023,DDTJ,,21200,20,230,3,0,9999.00
A-0,DDTJ,,21200,20,230,1,0,300.00
A-0,DDTJ,,21200,20,230,2,0,400.00
A-1,DDTJ,,21200,20,230,2,0,250.00
A-1,DDTJ,48 000 008,21200,20,230,7,10.00,20.00
""",
    "ejecucion_fisica": """plan,unidad,operacion,mes,ejecutado,evidencia,nota
A-2023,DDTJ,3.1.1,1,77,Acta,
A-0,DDTJ,3.1.1,1,10,Acta 1,
A-0,DDTJ,3.1.1,2,20,Acta 2,
A-1,DDTJ,3.1.1,2,15,Acta 2 corregida,Se contó dos veces
""",
    "modificaciones": """plan,modificacion,orden,tipo,unidad,categoria,partida,fuente,organismo,importe,incorporada
A-0,1,1,intrainstitucional,DDTJ,,21200,20,230,-400.00,no
A-0,1,2,intrainstitucional,DDTJ,,21300,20,230,400.00,no
A-1,2,1,adicional,DDTJ,48 000 007,21300,20,230,50.00,si
""",
    "presupuesto_aprobado": """plan,categoria,grupo,fuente,organismo,importe
A-0,48000007,,,,1500.00
""",
}


@pytest.fixture(params=ENGINES)
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Package]:
    engine: Engine = request.param
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with package_on(engine, tmp_path) as found:
        yield found


def rows(package: Package, sql: str) -> list[tuple[object, ...]]:
    prepare(package.database, [sql])
    return [tuple(row) for row in package.database.query(sql)]


def test_the_nearest_version_says_what_was_spent_in_a_month(package: Package) -> None:
    said = rows(
        package, "select origen, mes, devengado, categoria from ejecucion_vigente where plan = 'A-1' order by mes"
    )
    assert said == [
        ("A-0", 1, 300_00, "48 000 007"),
        ("A-1", 2, 250_00, "48 000 007"),
        ("A-1", 7, 20_00, "48 000 008"),
    ], "nothing of the year before, February corrected, and no month counted twice"


def test_the_version_before_keeps_what_it_said(package: Package) -> None:
    said = rows(package, "select mes, devengado from ejecucion_vigente where plan = 'A-0' order by mes")
    assert said == [(1, 300_00), (2, 400_00)]


def test_progress_is_read_in_the_same_way(package: Package) -> None:
    said = rows(package, "select mes, ejecutado, evidencia, nota from avance_vigente where plan = 'A-1' order by mes")
    assert said == [(1, 10_0000, "Acta 1", ""), (2, 15_0000, "Acta 2 corregida", "Se contó dos veces")]


def test_a_modification_outside_of_a_reformulation_is_beside_the_lines(package: Package) -> None:
    said = rows(
        package, "select plan, partida, programado, modificado, importe from vigente_lugar order by plan, partida"
    )
    assert said == [
        ("A-0", "21200", 1000_00, -400_00, 600_00),
        ("A-0", "21300", 500_00, 400_00, 900_00),
        ("A-1", "21200", 600_00, 0, 600_00),
        ("A-1", "21300", 900_00, 0, 900_00),
    ]


def test_the_lines_must_have_it_only_in_the_version_that_follows(package: Package) -> None:
    said = rows(package, "select plan, partida, importe from modificado order by plan, partida, importe")
    assert said == [("A-1", "21200", -400_00), ("A-1", "21300", 50_00), ("A-1", "21300", 400_00)]


def test_what_was_spent_before_weighs_on_the_reformulation(package: Package) -> None:
    found = [each.message for each in check(package, only=["V60"]).findings if each.plan == "A-0"]
    assert found == [
        "DDTJ lleva certificados y devengados Bs 700,00 en la partida 21200 (fuente 20 230), y lo vigente es Bs 600,00."
    ]
    assert not [each for each in check(package, only=["V60"]).findings if each.plan == "A-1"], "580,00 of 600,00"
