"""Are the papers what they declare?

Two independent looks. (1) The structure of the real files (PDF/A-3a + PDF/UA-1), taken apart with pikepdf. (2) The
same pages composed as PDF/A-1b and validated by Apache PDFBox preflight. Preflight of PDFBox 2 and 3 knows only
PDF/A-1b: it cannot judge A-3a or UA-1 (it reports the very attachment that A-3 exists for), and the validator that
can, veraPDF, is in none of Debian, PyPI and npm. What preflight does cover is what all parts share: fonts, colours,
metadata, syntax.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from apthapi.core.package import Package
from apthapi.documents import Institution, render_annex, render_book, render_findings, render_form
from apthapi.documents.paper import compose
from apthapi.documents.single import form_draft
from apthapi.rules import check
from documents.conftest import PLAN
from documents.test_annex import ANNEX

JARS = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in ("preflight", "pdfbox2", "xmpbox", "fontbox2", "commons-logging", "commons-io", "jaxb-api")
] + [Path("/usr/share/java/javax.activation.jar")]

INSTALL = "instálelo con scripts/install-system-tools"


def require(*missing: str) -> None:
    """Skip, or fail in CI, where every tool must be there."""
    absent = [each for each in missing if each]
    if absent and os.environ.get("CI"):
        pytest.fail(f"falta {', '.join(absent)}; {INSTALL}")
    if absent:
        pytest.skip(f"falta {', '.join(absent)}; {INSTALL}")


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every structure element below a node, in reading order."""
    kids: Any = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tags(document: pikepdf.Pdf) -> list[str]:
    return [str(each.S) for each in elements(document.Root.StructTreeRoot)]


def fonts(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in document.pages:
        for font in page.resources.get("/Font", {}).values():
            yield from font.DescendantFonts if "/DescendantFonts" in font else [font]


def assert_conforms(path: Path, title: str, mime: str) -> None:
    """What PDF/A-3a and PDF/UA-1 ask of any paper, as far as its structure shows."""
    with pikepdf.open(path) as document:
        root = document.Root
        assert str(root.Lang) == "es-BO"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "A", "1")
            assert title in str(xmp["dc:title"])
        names = {str(font.FontDescriptor.FontName).partition("+")[2] for font in fonts(document)}
        assert names
        assert all(name.startswith("IBMPlexSans") for name in names)
        assert all("/FontFile2" in font.FontDescriptor for font in fonts(document))
        [intent] = root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        [spec] = root.AF
        assert str(spec.AFRelationship) == "/Data"
        assert str(spec.Desc).startswith(("Datos de", "Cifras", "Hallazgos", "Hechos"))
        assert str(spec.EF.F.Subtype) == f"/{mime}"
        assert not document.is_encrypted
        headings = [int(tag[2:]) for tag in tags(document) if tag[:2] == "/H" and tag[2:].isdigit()]
        assert headings[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(headings))
        for page in document.pages:
            assert str(page.obj.Tabs) == "/S"


def count_of(path: Path, *wanted: str) -> list[int]:
    with pikepdf.open(path) as document:
        found = tags(document)
    return [found.count(each) for each in wanted]


@pytest.mark.parametrize(
    ("form", "tables"), [("01", 4), ("02", 2), ("3_01", 2), ("04", 2), ("operaciones", 2)]
)  # fmt: skip
def test_each_form_is_tagged_with_one_table_for_each_logical_table(
    full: Package, tmp_path: Path, form: str, tables: int
) -> None:
    paper = render_form(package=full, plan=PLAN, unidad="DDTJ", form=form, out=tmp_path / "f.pdf")
    assert_conforms(paper.path, "Dirección Departamental de Tarija", "application/zip")
    assert count_of(paper.path, "/Table", "/THead") == [tables, tables]


def test_a_table_over_many_pages_has_its_header_once_and_a_row_for_each_line(full: Package, tmp_path: Path) -> None:
    paper = render_form(package=full, plan=PLAN, unidad="DDTJ", form="3_01", out=tmp_path / "f.pdf")
    # 100 lines, 2 partidas with heading and subtotal; 2 fuentes and a total; 2 header rows.
    assert count_of(paper.path, "/TR", "/TH") == [100 + 4 + 3 + 2, 9 + 2]


def test_the_other_papers_conform_too(segip: Package, tmp_path: Path) -> None:
    book = render_book(package=segip, plan=PLAN, out=tmp_path / "libro.pdf", units=["DDTJ", "DDPT"])
    assert_conforms(book.path, "PRIMERA REFORMULACIÓN", "application/zip")
    assert_conforms(render_annex(annex=ANNEX, out=tmp_path / "a.pdf").path, "ANEXO COMPARATIVO", "application/json")
    report = check(segip)
    findings = render_findings(
        package=segip,
        plan=PLAN,
        findings=report.findings,
        statuses=report.statuses,
        out=tmp_path / "h.pdf",
        checked_on=date(2024, 2, 14),
    )
    assert_conforms(findings.path, "REPORTE DE VERIFICACIÓN", "application/json")


def test_a_logo_has_its_description(segip: Package, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>')
    paper = render_form(
        package=segip,
        plan=PLAN,
        unidad="DDTJ",
        form="04",
        out=tmp_path / "f.pdf",
        institution=Institution(name="Entidad de Prueba", sigla="EP", logo=logo),
    )
    with pikepdf.open(paper.path) as document:
        [figure] = [each for each in elements(document.Root.StructTreeRoot) if str(each.S) == "/Figure"]
        assert str(figure.Alt) == "Emblema de Entidad de Prueba"


@pytest.mark.tools
@pytest.mark.parametrize("form", ["04", "3_01"])
def test_the_pages_are_valid_pdf_a_1b_for_an_independent_validator(full: Package, tmp_path: Path, form: str) -> None:
    java = shutil.which("java")
    require("java" if java is None else "", *(jar.name for jar in JARS if not jar.is_file()))
    draft = replace(form_draft(full, PLAN, "DDTJ", form), attachment=None)
    compose(draft, tmp_path / "a1b.pdf", standards=["a-1b"])
    with pikepdf.open(tmp_path / "a1b.pdf") as document:
        # Preflight takes the indirect destination of a bookmark, which is legal, for an error.
        del document.Root.Outlines
        document.save(tmp_path / "f.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    done = subprocess.run(
        [str(java), "-cp", ":".join(map(str, JARS)), "org.apache.pdfbox.preflight.Validator_A1b", tmp_path / "f.pdf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "is a valid PDF/A-1b file" in done.stdout, done.stdout + done.stderr
