"""The public site: what it says of a published plan, and that it says nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from frictionless import Package as DataPackage
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from apthapi.core.package import Package, read_package
from apthapi.core.source import UnreadableError
from apthapi.example import write_example
from apthapi.formats.site import BrokenSiteError, approved_plans, site_files, write_site
from apthapi.formats.site.frame import Place
from apthapi.formats.site.gathering import years_of
from apthapi.formats.site.links import Broken, broken_links
from apthapi.formats.site.search import search_page
from apthapi.formats.site.words import file_name, folded, most_said, spoken, version_name

HOME = "340/2024/index.html"
UNIT = "340/2024/v1/unidades/DDTJ.html"
CHANGES = "340/2024/v1/cambios.html"
SECRET = "Zarigüeya"
LIGHT = 100_000


def files_of(folder: Path) -> dict[str, bytes]:
    package = read_package(folder)
    return site_files([(package, approved_plans(package))])


@pytest.fixture(scope="module")
def segip(reference_folder: Path) -> dict[str, bytes]:
    return files_of(reference_folder)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """An entity of 15 units, with lines, operations and both versions."""
    folder = tmp_path_factory.mktemp("ejemplo") / "plan"
    write_example(folder, units=15, lines=600, formulation=True)
    return files_of(folder)


@pytest.fixture
def draft(reference_folder: Path, tmp_path: Path) -> Path:
    """The plan of the SEGIP with a draft of a second reformulation, which has a secret in every table that it can."""
    folder = tmp_path / "plan"
    shutil.copytree(reference_folder, folder)
    for name, row in (
        ("planes", f"SEGIP-2024-2,340,{SECRET},SEGIP,2024,2,reformulacion,SEGIP-2024-1,2024-05-05,no,{SECRET}"),
        ("documentos", f"SEGIP-2024-2,nota,nota_mefp,{SECRET},2024-05-05,{SECRET},{SECRET}"),
        ("unidades", f"SEGIP-2024-2,{SECRET},{SECRET},00000001,,{SECRET},{SECRET},,,"),
        ("acciones_corto_plazo", f"SEGIP-2024-2,9.9,1,{SECRET}"),
        ("situacion", f"SEGIP-2024-2,{SECRET},fortaleza,1,{SECRET},,{SECRET}"),
        ("techos", f"SEGIP-2024-2,,{SECRET},,77777.77"),
        ("formulario04", f"SEGIP-2024-2,{SECRET},total,total,77777.77,{SECRET}"),
        ("pdes", f"SEGIP-2024-2,{SECRET},pilar,,{SECRET}"),
    ):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text("utf-8").rstrip("\n") + f"\n{row}\n", "utf-8")
    return folder


def text_of(page: bytes) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.decode())).replace("\u00a0", " ").split())


def contents(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Every file, and those inside of zips and workbooks."""
    for name, content in files.items():
        yield name, content
        if name.endswith((".zip", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield from ((f"{name}/{each}", archive.read(each)) for each in archive.namelist())


def test_the_first_page_says_what_for_whom_and_with_how_much(segip: dict[str, bytes]) -> None:
    said = text_of(segip[HOME])
    assert "SEGIP en 2024: Bs 311,5 millones" in said
    assert "13 acciones a cargo de 14 unidades. Primera reformulación, aprobada el 14 de febrero de 2024." in said
    assert "Biometrización de la población boliviana" in said
    assert "Población boliviana" in said
    assert "Lo que la entidad cobra por sus propios servicios" in said
    assert "132.578.656,00" in said
    assert "Los importes son según el presupuesto aprobado (Ley N° 1546)." in said
    assert "Las unidades muestran 37 % de los Bs 311.520.186,00 de la entidad." in said


def test_a_unit_says_what_it_does_and_with_how_much(segip: dict[str, bytes]) -> None:
    said = text_of(segip[UNIT])
    assert "Participa en 5 acciones. Trabaja con Bs 6,6 millones, el 2 % de la entidad." in said
    assert "3.655.248,00" in said
    assert "Baja Bs 155.000,00: de Bs 6,8 millones a Bs 6,6 millones." in said
    assert "no muestra su dinero" in text_of(segip["340/2024/v1/unidades/DNAF.html"])


def test_an_action_says_who_does_it_and_what_it_serves(segip: dict[str, bytes]) -> None:
    said = text_of(segip["340/2024/v1/acciones/6.1.html"])
    assert "La hacen 9 unidades." in said
    assert "Resulta Licencia para conducir" in said
    assert "Eje del PDES 7. Reforma judicial" in said


def test_a_reformulation_says_what_changed_and_why(segip: dict[str, bytes]) -> None:
    said = text_of(segip[CHANGES])
    assert "Suben 3 unidades, baja 1; el total de la entidad no cambia." in said
    assert "Baja 1 unidad: Dirección Departamental de Tarija -155.000,00." in said, "by name, not by sigla"
    assert "00 000 001 de Dirección Nacional de Administración y Finanzas" in said
    assert "Por qué Primera Reformulación del POA y Presupuesto, Gestión 2024" in said
    assert "sube 16.219.800,00" in said
    assert "Resolución que la aprueba SEGIP/DGE/N°036/2024" in said
    assert "340/2024/v0/cambios.html" not in segip


def test_targets_that_changed_are_told(example: dict[str, bytes]) -> None:
    pages = [text_of(content) for name, content in example.items() if name.endswith("cambios.html")]
    assert len(pages) == 1
    assert re.search(r"Líneas de requerimientos (Se agregan|Se quitan|Cambian) \d+", pages[0])
    assert re.search(
        r"Lleva Bs \d+,\d millones, el \d+ % de la entidad", text_of(example["6/2024/v1/acciones/1.1.html"])
    )
    assert "Meta del año" in text_of(example["6/2024/v1/unidades/DAF.html"])


def test_a_version_that_was_replaced_stays_and_says_so(segip: dict[str, bytes]) -> None:
    old = text_of(segip["340/2024/v0/index.html"])
    assert "Usted ve una versión anterior, que se conserva. Rige la primera reformulación" in old
    assert "Usted ve una versión anterior" not in text_of(segip["340/2024/v1/index.html"])
    assert "Esta versión no trae sus unidades" in text_of(segip["340/2024/v0/unidades.html"])


@pytest.mark.parametrize("site", ["segip", "example"])
def test_pages_are_light_and_whole(site: str, request: pytest.FixtureRequest) -> None:
    files: dict[str, bytes] = request.getfixturevalue(site)
    pages = {name: content for name, content in files.items() if name.endswith(".html")}
    assert len(pages) > 40
    assert {name: len(content) for name, content in pages.items() if len(content) >= LIGHT} == {}
    for content in pages.values():
        html = content.decode()
        assert html.count("<h1") == 1
        assert 'lang="es-BO"' in html
        assert "licencia CC BY 4.0" in html
        assert not re.search(r"<script(?! defer src=)|style=|onclick", html), "nothing that a server forbids"
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_nothing_of_a_version_that_is_not_published_is_anywhere(draft: Path) -> None:
    assert SECRET in (draft / "planes.csv").read_text("utf-8")
    found = files_of(draft)
    needles = [SECRET.encode(), folded(SECRET).encode(), b"77777.77", b"77.777,77", b"SEGIP-2024-2"]
    assert [name for name, content in contents(found) if any(each in content for each in needles)] == []
    assert "340/2024/v2/index.html" not in found
    assert found == files_of(draft), "the same plan gives the same bytes"


def test_columns_and_cells_out_of_the_format_are_not_published(reference_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(reference_folder, folder)
    path = folder / "techos.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{head},nota", *(f"{row},{SECRET}" for row in rows)]) + "\n", "utf-8")
    assert any(SECRET in cell for cell in read_package(folder).kept)
    assert [name for name, content in contents(files_of(folder)) if SECRET.encode() in content] == []


def test_a_draft_that_is_asked_for_is_published(draft: Path) -> None:
    package = read_package(draft)
    assert approved_plans(package) == ["SEGIP-2024-0", "SEGIP-2024-1"]
    assert SECRET in text_of(site_files([(package, package.plans)])["340/2024/v2/index.html"])


def test_broken_links_are_found() -> None:
    files = {
        "a.html": b'<a href="b.html#x">b</a><a href="https://otro.bo/">o</a><img src="c.svg"><a href="#y">y</a>',
        "b.html": b'<p id="x"></p><a href="a.html#nada">a</a>',
        "d.css": b'p { background: url("e.svg") }',
    }
    assert broken_links(files) == [
        Broken("a.html", "c.svg"),
        Broken("a.html", "#y"),
        Broken("b.html", "a.html#nada"),
        Broken("d.css", "e.svg"),
    ]
    assert "b.html lleva a a.html#nada" in str(BrokenSiteError(broken_links(files)))


@pytest.mark.parametrize("site", ["segip", "example"])
@pytest.mark.parametrize("name", ["plan.zip", "presupuesto.zip"])
def test_frictionless_validates_the_data(site: str, name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    files: dict[str, bytes] = request.getfixturevalue(site)
    [content] = [content for address, content in files.items() if address.endswith(f"/datos/{name}")]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    package = DataPackage(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])
    assert package.licenses[0]["name"] == "CC-BY-4.0"


def test_the_fiscal_data_add_up_and_name_their_columns(segip: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(segip["340/2024/datos/presupuesto.zip"])) as archive:
        descriptor = DataPackage.from_descriptor(json.loads(archive.read("datapackage.json")))
        rows = list(csv.DictReader(io.StringIO(archive.read("presupuesto.csv").decode())))
    assert sum(Decimal(row["importe"]) for row in rows) == Decimal("114930603.27")
    model = descriptor.custom["model"]
    sources = {model["measures"]["importe"]["source"]}
    for dimension in model["dimensions"].values():
        sources |= {attribute["source"] for attribute in dimension["attributes"].values()}
        assert set(dimension["primaryKey"]) <= set(dimension["attributes"])
    assert sources == set(rows[0])


def test_the_package_is_read_back(segip: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "plan.zip"
    path.write_bytes(segip["340/2024/datos/plan.zip"])
    package: Package = read_package(path)
    assert package.plans == ["SEGIP-2024-0", "SEGIP-2024-1"]
    assert package.database.value("select count(*) from situacion") == 217


def test_the_workbook_has_every_table_with_numbers(segip: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(segip["340/2024/datos/plan.xlsx"]))
    assert book.sheetnames[:3] == ["Léame", "planes", "documentos"]
    amounts = {row[1].value: row[4].value for row in book["techos"].iter_rows(min_row=2)}
    assert amounts["DNBM"] == 1332834
    assert {cell.value for cell in book["planes"]["A"]} == {"plan", "SEGIP-2024-0", "SEGIP-2024-1"}
    assert (book["planes"].sheet_properties.pageSetUpPr.fitToPage, book["planes"].print_title_rows) == (True, "$1:$1")


def test_what_people_wrote_is_not_trusted(reference_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(reference_folder, folder)
    path = folder / "unidades.csv"
    path.write_text(path.read_text("utf-8").replace("de Tarija", "<script>alert(1)</script>{name}"), "utf-8")
    page = files_of(folder)[UNIT].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{name}" in page


def test_searching_does_not_care_for_accents(reference_folder: Path) -> None:
    [year] = years_of(read_package(reference_folder))
    place = Place("340/2024/v1/buscar.html")
    said = text_of(search_page(place, year, year.latest, "CEDULAS identidad").encode())
    assert "cédulas de identidad" in said
    assert "Potosí" not in said
    assert "Nada tiene esas palabras." in text_of(search_page(place, year, year.latest, "xyz").encode())


def test_writing_again_leaves_no_version_that_was_withdrawn(segip: dict[str, bytes], tmp_path: Path) -> None:
    target = tmp_path / "sitio"
    (target / "propio").mkdir(parents=True)
    (target / "propio" / "nota.txt").write_text("de la entidad", "utf-8")
    write_site(segip, target)
    fewer = {name: content for name, content in segip.items() if "/v1/" not in name}
    write_site(fewer, target)
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert there == {*fewer, "propio/nota.txt"}


def test_two_packages_with_one_gestion_are_refused(reference_folder: Path) -> None:
    package = read_package(reference_folder)
    with pytest.raises(UnreadableError, match="viene en dos paquetes"):
        site_files([(package, ["SEGIP-2024-0"]), (package, ["SEGIP-2024-1"])])


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_code_becomes_a_name_of_its_own(one: str, other: str) -> None:
    names = file_name(one), file_name(other)
    assert all(re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*", name) for name in names)
    assert (names[0] == names[1]) == (one == other)


def test_words() -> None:
    assert spoken(31_152_018_600) == "Bs\u00a0311,5\u00a0millones"
    assert spoken(45_200) == "Bs\u00a0452,00"
    assert version_name("formulacion", 0) == "plan original"
    assert version_name("ajuste", 2) == "segunda modificación de ajuste"
    assert version_name("reformulacion", 12) == "12.ª reformulación"
    assert most_said(["Niños", "Población", "1) Niñas 2) poblacion."]) == ["Población", "Niños", "Niñas"]
