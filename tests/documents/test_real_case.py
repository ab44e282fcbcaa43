"""The real case: from the plan of the SEGIP the system writes the resolution, with the facts of the published one.

The published facts are in `publicada/`, written by hand. Those of ours are taken from the words of the PDF.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from apthapi.core.package import Package, read_package
from apthapi.documents.escritos import escrito_of, render_escrito
from documents.pdf_text import pages_of

PUBLISHED = Path(__file__).parent / "publicada"
PLAN = "SEGIP-2024-1"
MONTH = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"


def published(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def package(reference_folder: Path) -> Iterator[Package]:
    found = read_package(reference_folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def resolution(package: Package, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The words of the PDF, without the furniture of its pages, in one line."""
    out = tmp_path_factory.mktemp("real") / "resolucion.pdf"
    render_escrito(escrito=escrito_of(package, PLAN, "resolucion"), out=out)
    words = re.sub(r"\s+", " ", " ".join(pages_of(out)))
    return re.sub(r" ([,;.])", r"\1", words)  # a CITE that is kept whole is a text object of its own


def test_it_has_the_cite_and_date_of_the_published_one_and_names_the_same_documents(resolution: str) -> None:
    rows = published("documentos")
    own = rows.pop()
    assert f"RESOLUCIÓN ADMINISTRATIVA {own['cite']} {own['fecha']}" in resolution
    for row in rows:
        assert f"{row['nombre']} {row['cite']}, de {row['fecha']}" in resolution
    cites = {each.strip() for each in re.findall(r"[A-Z]{3,}(?:/[A-Z]+)*/(?:N° ?|[A-Z]+-)\d+/\d{4}", resolution)}
    assert cites == {row["cite"] for row in [*rows, own]}


def test_it_names_no_other_day(resolution: str) -> None:
    of_norms = {"1 de agosto de 2023", "16 de mayo de 2018"}  # of the Directrices and of the RE-SPO
    days = set(re.findall(rf"\d{{1,2}} de (?:{MONTH}) de \d{{4}}", resolution))
    assert days == {row["fecha"] for row in published("documentos")} | of_norms


def test_each_amount_is_the_published_one_in_figures_and_words(resolution: str) -> None:
    rows = published("importes")
    for row in rows:
        before = "" if row["de"] == "total" else f"{row['de']}: "
        assert f"{before}Bs {row['cifras']} ({row['letras']})" in resolution
    assert set(re.findall(r"Bs ([\d.]+,\d\d)", resolution)) == {row["cifras"] for row in rows}


def test_it_cites_the_same_norms_and_articles(resolution: str) -> None:
    for row in published("articulos"):
        numbers = [each for each in row["articulos"].split("|") if each]
        if not numbers:
            assert f"es aplicable {row['norma']}" in resolution
            continue
        of = f"del {row['norma'][3:]}" if row["norma"].startswith("el ") else f"de {row['norma']}"
        said = re.search(rf"(?:el artículo|los artículos) ([^.]*?),? {re.escape(of)}", resolution)
        assert said, row["norma"]
        assert re.split(r"; | y |, (?=\d)", said[1]) == numbers
    assert resolution.count("Que, es aplicable ") + resolution.count("Que, son aplicables ") == 10


def test_each_of_its_articles_orders_the_same(resolution: str) -> None:
    _, _, resolves = resolution.partition("RESUELVE")
    articles = dict(re.findall(r"ARTÍCULO (\w+)\.– (.*?)(?=ARTÍCULO|Regístrese)", resolves))
    rows = published("resuelve")
    assert list(articles) == [row["articulo"] for row in rows]
    for row in rows:
        for words in row["palabras"].split("|"):
            assert words in articles[row["articulo"]]


def test_it_has_the_parts_of_a_resolution_in_their_order(resolution: str) -> None:
    places = [resolution.index(part) for part in ("VISTOS", "CONSIDERANDO", "POR TANTO", "RESUELVE")]
    assert places == sorted(places)


@pytest.mark.parametrize("papel", ["informe_tecnico", "informe_legal", "resolucion"])
def test_the_instructivo_is_cited_in_one_way_in_every_paper(package: Package, papel: str) -> None:
    """The published report cites it as SEGIP/DGE/N° 0002/2024, its resolution as SEGIP/DNP/N°00002/2024."""
    text = escrito_of(package, PLAN, papel).text
    assert "SEGIP/DNP/N°00002/2024, de 29\xa0de\xa0enero de 2024" in text
    assert "SEGIP/DGE/N° 0002/2024" not in text
