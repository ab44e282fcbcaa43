"""A paper of a plan that is not approved says so on every page, and is the same paper in everything else."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from apthapi.compare.diff import compare_plans
from apthapi.core.package import Package
from apthapi.documents import (
    Paper,
    PaperError,
    attached_bytes,
    read_back,
    render_annex,
    render_book,
    render_findings,
    render_form,
)
from apthapi.documents.comparison import render_comparison
from apthapi.documents.paper import BORRADOR
from apthapi.rules import check
from documents.conftest import PLAN
from documents.pdf_text import artifacts_of, pages_of
from documents.test_annex import ANNEX
from documents.test_conformance import assert_conforms, tags

Render = Callable[[Package, Path, bool], Paper]


def form(package: Package, out: Path, borrador: bool) -> Paper:
    return render_form(package=package, plan=PLAN, unidad="DDTJ", form="3_01", out=out, borrador=borrador)


def book(package: Package, out: Path, borrador: bool) -> Paper:
    return render_book(package=package, plan=PLAN, out=out, units=["DDTJ"], borrador=borrador)


def annex(_package: Package, out: Path, borrador: bool) -> Paper:
    return render_annex(annex=ANNEX, out=out, borrador=borrador)


def comparison(package: Package, out: Path, borrador: bool) -> Paper:
    compared = compare_plans(package, "SEGIP-2024-0", PLAN)
    return render_comparison(package=package, comparison=compared, out=out, borrador=borrador)


def findings(package: Package, out: Path, borrador: bool) -> Paper:
    report = check(package)
    return render_findings(
        package=package,
        plan=PLAN,
        findings=report.findings,
        statuses=report.statuses,
        out=out,
        checked_on=date(2024, 2, 14),
        borrador=borrador,
    )


PAPERS = pytest.mark.parametrize(
    ("render", "mime"),
    [
        (form, "application/zip"),
        (book, "application/zip"),
        (annex, "application/json"),
        (comparison, "application/json"),
        (findings, "application/json"),
    ],
)


@PAPERS
def test_every_page_says_borrador_and_no_page_of_the_final_paper(
    full: Package, tmp_path: Path, render: Render, mime: str
) -> None:
    marked = render(full, tmp_path / "borrador.pdf", True)
    final = render(full, tmp_path / "final.pdf", False)
    assert all(BORRADOR in page.splitlines() for page in artifacts_of(marked.path))
    assert all(f"{BORRADOR}, no aprobado" in page for page in pages_of(marked.path) if "Página" in page)
    assert not any(BORRADOR in page for page in pages_of(final.path))
    with pikepdf.open(marked.path) as document:
        assert str(document.docinfo.Title).startswith(f"{BORRADOR} – ")
    assert_conforms(marked.path, BORRADOR, mime)


@PAPERS
def test_the_mark_is_no_content_and_moves_nothing(full: Package, tmp_path: Path, render: Render, mime: str) -> None:
    marked = render(full, tmp_path / "borrador.pdf", True)
    final = render(full, tmp_path / "final.pdf", False)
    assert (marked.pages, marked.data_sha256) == (final.pages, final.data_sha256)
    assert attached_bytes(marked.path, mime=mime) == attached_bytes(final.path, mime=mime)
    with pikepdf.open(marked.path) as one, pikepdf.open(final.path) as other:
        assert tags(one) == tags(other)


def test_the_data_of_a_borrador_are_read_back_unchanged(full: Package, tmp_path: Path) -> None:
    back = read_back(form(full, tmp_path / "f.pdf", True).path)
    sql = "select * from requerimientos where plan = ? and unidad = ? order by renglon"
    lines = [{**row, "renglon": 0} for row in full.dicts(sql, (PLAN, "DDTJ"))]
    assert [{**row, "renglon": 0} for row in back.dicts(sql, (PLAN, "DDTJ"))] == lines
    assert len(lines) == 140


def test_a_disk_without_room_is_told_plainly(full: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_source: object, _target: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "move", full_disk)
    with pytest.raises(PaperError, match="No queda espacio en el disco"):
        form(full, tmp_path / "f.pdf", False)
