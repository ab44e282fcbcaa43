"""What the public site tells of the year, and that nothing beyond the cut that was published leaves."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest

from apthapi.core.package import read_package
from apthapi.example import write_example, write_year
from apthapi.formats.site import Advance, approved_plans, site_files
from formats.site.test_site import LIGHT, SECRET, contents, text_of

V1 = "340/2024/v1/"
ODD = "77777.77"


def published(folder: Path, advance: Advance) -> dict[str, bytes]:
    package = read_package(folder)
    return site_files([(package, approved_plans(package))], advance)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, reference_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("anio") / "plan"
    write_year(read_package(reference_folder), folder, through=9)
    return folder


@pytest.fixture(scope="module")
def site(played: Path) -> dict[str, bytes]:
    return published(played, Advance.at(9))


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Path:
    """The same with a secret in everything that is not to leave with the cut of June."""
    folder = tmp_path_factory.mktemp("secretos") / "plan"
    write_year_copy(played, folder)
    head = "SEGIP-2024-1,DDTJ"
    for name, row in (
        ("ejecucion_fisica", f"{head},1.1.1,7,{ODD},{SECRET},{SECRET}"),
        ("ejecucion_fisica", f"{head},1.1.1,12,{ODD},{SECRET},{SECRET}"),
        ("ejecucion_financiera", f"{head},48 000 007,99100,41,111,7,{ODD},{ODD},{ODD},{ODD}"),
        ("evaluaciones", f"{head},,7,{SECRET},{SECRET}"),
        ("evaluaciones", f"{head},,5,{SECRET},{SECRET}"),
        ("evaluaciones", f"{head},1.1.1,3,{SECRET},{SECRET}"),
        (
            "certificaciones",
            f"SEGIP-2024-1,POA-9999,1,poa,2024-02-01,emitida,,DDTJ,,,,,39500,41,111,{ODD},{SECRET},{SECRET}",
        ),
        ("modificaciones", movement("8", "2024-07-01")),
        ("modificaciones", movement("9", "")),
        ("modificaciones", movement("10", "2025-01-02")),
    ):
        keep_without_key(folder / f"{name}.csv", row)
    return folder


def write_year_copy(played: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    for path in played.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())


def movement(number: str, day: str) -> str:
    where = "DDTJ,48 000 007,39500,41,111"
    return f"SEGIP-2024-1,{number},1,intrainstitucional,{SECRET},{SECRET},{where},{ODD},{day},no"


def keep_without_key(path: Path, row: str) -> None:
    """Add a row; one of the same plan, unit, operation and month goes, for no key stands twice."""
    text = path.read_text("utf-8").replace("\r\n", "\n").rstrip("\n").split("\n")
    key = ",".join(row.split(",")[:4]) + ","
    kept = [line for line in text if not (path.stem in ("ejecucion_fisica", "evaluaciones") and line.startswith(key))]
    path.write_text("\n".join([*kept, row]) + "\n", "utf-8")


def test_the_first_page_says_how_it_goes_and_draws_it(site: dict[str, bytes]) -> None:
    page = site["340/2024/index.html"].decode()
    said = text_of(site["340/2024/index.html"])
    assert re.search(
        r"Hasta septiembre de 2024, SEGIP hizo el \d\d % de lo que se propuso para el año; según su programa debía "
        r"llevar el 75 %. Gastó Bs \d\d,\d millones, el \d\d % de los Bs 114,9 millones que muestran sus unidades.",
        said,
    )
    assert 'class="grafico"' in page
    assert "Ver los datos de la imagen" in said
    assert f'href="../../{V1}avance.html"' in page


def test_the_page_of_the_advance_has_units_actions_and_money(site: dict[str, bytes]) -> None:
    said = text_of(site[f"{V1}avance.html"])
    assert "Corte al 30 de septiembre de 2024" in said
    assert re.search(
        r"De 140 operaciones, \d+ van según lo programado, \d+ requieren atención y \d+ están retrasadas\.", said
    )
    for title in ("Por unidad", "Por acción", "El dinero, mes por mes", "De dónde sale lo que se gastó"):
        assert title in said
    assert "solo se le da a una acción lo que con seguridad es suyo" in said
    assert "desde el 85 % de lo que debía llevar" in said


def test_a_unit_and_an_action_say_what_was_planned_done_and_spent(site: dict[str, bytes]) -> None:
    unit = text_of(site[f"{V1}unidades/DDTJ.html"])
    assert re.search(r"Cómo va hasta septiembre Según lo programado Hizo el \d\d % de lo que se propuso", unit)
    assert re.search(r"Gastó Bs \d,\d millones de Bs 6,6 millones \(\d\d %\)", unit)
    assert "Qué explica quien responde Ejemplo: " in unit
    assert "Debía llevar hasta septiembre" in unit
    silent = text_of(site[f"{V1}unidades/DDOR.html"])
    assert "Retrasado" in silent
    action = text_of(site[f"{V1}acciones/3.1.html"])
    assert "Cómo va hasta septiembre" in action
    assert "No se sabe cuánto gastó: sus partidas y fuentes pagan también otras ACP" in action


def test_what_is_an_example_says_so_on_each_page(site: dict[str, bytes], reference_folder: Path) -> None:
    pages = {name: text_of(content) for name, content in site.items() if name.startswith(V1) and name.endswith("html")}
    assert [name for name, said in pages.items() if "EJEMPLO. Estos datos se generaron" not in said] == []
    real = published(reference_folder, Advance())
    assert [name for name, content in real.items() if b"EJEMPLO" in content] == []


def test_pages_with_the_year_stay_light(site: dict[str, bytes]) -> None:
    assert {name: len(content) for name, content in site.items() if len(content) >= LIGHT and name.endswith("l")} == {}


def test_without_a_cut_nothing_of_the_year_is_told(played: Path, site: dict[str, bytes]) -> None:
    without = published(played, Advance())
    assert f"{V1}avance.html" in site
    assert f"{V1}avance.html" not in without
    assert all("Cómo va" not in text_of(content) for name, content in without.items() if name.endswith(".html"))
    told = tables_of(without["340/2024/datos/plan.zip"])
    assert not {"ejecucion_fisica", "ejecucion_financiera", "evaluaciones", "certificaciones", "modificaciones"} & told


def test_the_version_that_was_replaced_tells_nothing_of_the_year(site: dict[str, bytes]) -> None:
    assert "Cómo va" not in text_of(site["340/2024/v0/index.html"])
    assert "340/2024/v0/avance.html" not in site


def test_nothing_beyond_the_cut_is_anywhere(secrets: Path) -> None:
    package = read_package(secrets)
    assert package.database.value(f"select count(*) from ejecucion_fisica where nota = '{SECRET}'") == 2
    assert package.database.value(f"select count(*) from evaluaciones where causa = '{SECRET}'") == 3
    assert package.database.value(f"select count(*) from modificaciones where norma = '{SECRET}'") == 3
    found = published(secrets, Advance.at(6))
    needles = [each.encode() for each in (SECRET, SECRET.lower(), ODD, "77.777,77", "POA-0001")]
    assert [name for name, content in contents(found) if any(each in content for each in needles)] == []
    assert found == published(secrets, Advance.at(6)), "the same plan gives the same bytes"


def test_explanations_of_each_cut_that_was_published_leave(secrets: Path) -> None:
    found = published(secrets, Advance(6, frozenset({3, 6})))
    rows = rows_of(found["340/2024/datos/plan.zip"], "evaluaciones")
    assert {row["mes"] for row in rows} == {"3", "6"}
    assert {row["mes"] for row in rows if row["causa"] == SECRET} == {"3"}
    later = published(secrets, Advance(3, frozenset({3, 6})))
    assert {row["mes"] for row in rows_of(later["340/2024/datos/plan.zip"], "evaluaciones")} == {"3"}


def test_downloads_have_the_execution_until_the_cut(site: dict[str, bytes]) -> None:
    name = "340/2024/datos/plan.zip"
    assert {"ejecucion_fisica", "ejecucion_financiera", "evaluaciones", "modificaciones"} <= tables_of(site[name])
    assert "certificaciones" not in tables_of(site[name])
    assert max(int(row["mes"]) for row in rows_of(site[name], "ejecucion_financiera")) == 9
    assert {row["incorporada"] for row in rows_of(site[name], "modificaciones")} == {"no"}


def tables_of(content: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.removesuffix(".csv") for name in archive.namelist()}


def rows_of(content: bytes, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode())))


def test_a_plan_that_was_not_executed_has_no_such_page(reference_folder: Path, tmp_path: Path) -> None:
    assert f"{V1}avance.html" not in published(reference_folder, Advance.at(6))
    write_example(tmp_path / "plan", units=2, lines=40)
    early = published(tmp_path / "plan", Advance.at(1))
    [address] = [name for name in early if name.endswith("avance.html")]
    assert "Corte al 31 de enero de 2024" in text_of(early[address])
