"""Whatever the bytes of a file are, reading it ends with what it holds or with a reason in words. Nothing is stored.

The suite tries some dozens; `APTHAPI_FUZZ=10000 pytest tests/formats/test_fuzz.py -s` as many as it says.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import random
import resource
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import apthapi
from apthapi.bench.hostile_files import good_book
from apthapi.core.bounded import RefusedError
from apthapi.core.package import Package, read_package
from apthapi.documents.single import render_form
from apthapi.formats.errors import FileError
from apthapi.formats.mapping.known import known
from apthapi.formats.mapping.proposing import mapa_of, propose_book
from apthapi.formats.scan.carried import carried
from apthapi.formats.scan.opening import image_type, look, open_image
from apthapi.formats.scan.plain import pages_of_text
from apthapi.formats.scan.printed import text_pages
from apthapi.formats.scan.reading import Known, Page
from apthapi.formats.scan.understanding import read_forms
from apthapi.formats.spreadsheet import read_spreadsheet
from apthapi.formats.workbook.comparing import compare
from apthapi.formats.workbook.content import content_of
from apthapi.formats.workbook.reading import book_of as workbook_of
from apthapi.formats.workbook.writing import write_workbook
from formats.foreign import matriz, memoria, por_unidad
from support.mutating import mutated_file
from support.spreadsheets import opened

FILES = int(os.environ.get("APTHAPI_FUZZ", "60"))
_BATCH = 20
_SECONDS = 20
"""Of processor time of one file, after which its process ends and the test fails; far more than it takes."""

_PLAN = Path(apthapi.__file__).parent / "core" / "data" / "planes" / "segip-2024"
_UNIT = "DDTJ"


@cache
def package() -> Package:
    """The plan with which workbooks are compared, opened once in each process."""
    return read_package(_PLAN)


def spreadsheet(path: Path) -> None:
    """What the bounded process runs, and what the wizard makes of its answer."""
    mapa_of(propose_book(opened(path)), known(0))


def workbook(path: Path) -> None:
    """A workbook of a unit, compared with its plan."""
    book = workbook_of(opened(path), path.name)
    plan = package()
    before = plan.database.connection.total_changes
    compare(book, plan.database, plan.latest_plan(), _UNIT)
    assert plan.database.connection.total_changes == before, "something was applied"


def printed(path: Path) -> None:
    """A PDF, an image or a text: what it is, and the forms of its text. Letters are not looked for in pictures."""
    found = look(str(path))
    if found["kind"] == "pdf":
        carried(str(path))
        text_pages(
            str(path), list(range(found["pages"])), [str(path.with_suffix(f".{n}")) for n in range(found["pages"])]
        )
    elif found["kind"] == "image":
        open_image(path, image_type(path.read_bytes()[:1024]))
    else:
        pages = [Page(number, lines, None, path.name) for number, lines in enumerate(pages_of_text(path), start=1)]
        read_forms(pages, Known())


READERS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "hoja ajena": (".xlsx", spreadsheet),
    "CSV": (".csv", spreadsheet),
    "libro de unidad": (".xlsx", workbook),
    "PDF": (".pdf", printed),
    "imagen": (".png", printed),
    "texto leído": (".txt", printed),
}
"""For each kind of file the end of its name and what reads it."""


@cache
def seeds() -> dict[str, list[bytes]]:
    """Real files of each kind."""
    found: dict[str, list[bytes]] = {name: [] for name in READERS}
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        found["hoja ajena"] = [good_book(), *(make(folder).path.read_bytes() for make in (memoria, matriz, por_unidad))]
        with closing(read_package(_PLAN)) as plan:
            unit = folder / "unidad.xlsx"
            write_workbook(unit, content_of(plan.database, plan.latest_plan(), _UNIT))
            form = folder / "formulario.pdf"
            render_form(package=plan, plan=plan.latest_plan(), unidad=_UNIT, form="04", out=form)
        found["libro de unidad"] = [unit.read_bytes()]
        found["PDF"] = [form.read_bytes()]
        pdf = pypdfium2.PdfDocument(form)
        picture = folder / "formulario.png"
        pdf[0].render(scale=0.7).to_pil().save(picture)
        pdf.close()
        found["imagen"] = [picture.read_bytes()]
    found["CSV"] = [path.read_bytes()[:20_000] for path in sorted(_PLAN.rglob("*.csv"))[:6]]
    found["texto leído"] = [path.read_bytes() for path in sorted((_PLAN / "texto").glob("*.txt"))]
    return found


def outcome(content: bytes, suffix: str, read: Callable[[Path], object]) -> str:
    """Whether a file was read or refused; anything else that it does is raised."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"archivo{suffix}"
        path.write_bytes(content)
        try:
            read(path)
        except (RefusedError, FileError) as problem:
            said = str(problem)
        else:
            return "leído"
    assert 20 < len(said) < 1000
    assert "Traceback" not in said
    return "rechazado"


def file_number(number: int) -> tuple[str, bytes]:
    """The broken file of that number, always the same."""
    dice = random.Random(number)
    kind = dice.choice(list(READERS))
    return kind, mutated_file(dice.choice(seeds()[kind]), dice)


def batch(first: int) -> Counter[str]:
    """The outcomes of some files, in a process that ends, saying where it was, if one takes too long."""
    gc.freeze()  # what the tests before this one left in memory is not gone over again for each file
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30,) * 2)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    faulthandler.register(signal.SIGPROF, chain=True)
    found: Counter[str] = Counter()
    for number in range(first, first + _BATCH):
        kind, content = file_number(number)
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        try:
            found[f"{kind}, {outcome(content, *READERS[kind])}"] += 1
        except Exception as problem:
            raise AssertionError(f"file {number}") from problem
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return found


@pytest.mark.parametrize("kind", READERS)
def test_whole_files_are_read(kind: str) -> None:
    assert {outcome(content, *READERS[kind]) for content in seeds()[kind]} == {"leído"}


def test_mutated_files_are_read_or_refused() -> None:
    seeds()
    found: Counter[str] = Counter()
    pool = ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=multiprocessing.get_context("fork"))
    with pool:
        for first, done in [(first, pool.submit(batch, first)) for first in range(0, FILES, _BATCH)]:
            try:
                found += done.result()
            except BrokenProcessPool:
                pytest.fail(f"a process broke, or took too long, at file {first} or soon after")
    print(*(f"{name}: {count}" for name, count in sorted(found.items())), sep="\n")
    assert found.total() >= FILES
    assert {name.rpartition(", ")[2] for name in found} == {"leído", "rechazado"}


@pytest.mark.parametrize("number", range(10**6, 10**6 + 5))
def test_so_it_is_in_the_bounded_process(number: int) -> None:
    kind, content = file_number(number)
    assert outcome(content, READERS[kind][0], read_spreadsheet)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a;b\n"]))
def test_any_bytes(content: bytes, start: bytes) -> None:
    assert outcome(start + content, ".xlsx", spreadsheet)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6), st.sampled_from(";,\t|"))
def test_any_table_of_text(rows: list[list[str]], mark: str) -> None:
    text = "\n".join(mark.join(row) for row in rows)
    assert outcome(text.encode("utf-8", "surrogatepass"), ".csv", spreadsheet)
