"""Whatever the bytes of a file are, reading it ends with what it holds or with a reason in words. Nothing is stored.

The suite tries some dozens; `APTHAPI_FUZZ=10000 pytest tests/formats/test_fuzz.py -s` as many as it says.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import random
import resource
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import apthapi
from apthapi.bench.hostile_files import good_book
from apthapi.core.bounded import RefusedError
from apthapi.formats.errors import FileError
from apthapi.formats.spreadsheet import book_of, read_spreadsheet
from apthapi.formats.spreadsheet.opening import contents
from support.mutating import mutated_file

FILES = int(os.environ.get("APTHAPI_FUZZ", "60"))
_BATCH = 20
_SECONDS = 20
"""Of one file, after which its process ends and the test fails; far more than it takes."""

_PLAN = Path(apthapi.__file__).parent / "core" / "data" / "planes" / "segip-2024"


def spreadsheet(path: Path) -> None:
    """What the bounded process runs, and what is made of its answer."""
    for sheet in book_of(contents(str(path))).sheets:
        assert all(sheet.at(row, 0) is None or str(sheet.at(row, 0)) for row in range(len(sheet.rows)))


READERS: dict[str, Callable[[Path], None]] = {".xlsx": spreadsheet, ".csv": spreadsheet}


@cache
def seeds() -> list[tuple[str, bytes]]:
    """Real files, by the end of their name."""
    tables = [path.read_bytes()[:20_000] for path in sorted(_PLAN.rglob("*.csv"))[:6]]
    return [(".xlsx", good_book()), *((".csv", table) for table in tables)]


def outcome(suffix: str, content: bytes, read: Callable[[Path], object]) -> str:
    """Whether a file was read or refused; anything else that it does is raised."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"archivo{suffix}"
        path.write_bytes(content)
        try:
            read(path)
        except (RefusedError, FileError) as problem:
            said = str(problem)
        else:
            return f"{suffix} leído"
    assert 20 < len(said) < 1000
    assert "Traceback" not in said
    return f"{suffix} rechazado"


def file_number(number: int) -> tuple[str, bytes]:
    """The broken file of that number, always the same."""
    dice = random.Random(number)
    suffix = dice.choice(list(READERS))
    content = dice.choice([content for end, content in seeds() if end == suffix])
    return suffix, mutated_file(content, dice)


def batch(first: int) -> Counter[str]:
    """The outcomes of some files, in a process that ends if one takes too long."""
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30,) * 2)
    found: Counter[str] = Counter()
    for number in range(first, first + _BATCH):
        suffix, content = file_number(number)
        faulthandler.dump_traceback_later(_SECONDS, exit=True)
        try:
            found[outcome(suffix, content, READERS[suffix])] += 1
        except Exception as problem:
            raise AssertionError(f"file {number}") from problem
        finally:
            faulthandler.cancel_dump_traceback_later()
    return found


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
    assert any(name.endswith("leído") for name in found)
    assert any(name.endswith("rechazado") for name in found)


@pytest.mark.parametrize("number", range(10**6, 10**6 + 5))
def test_so_it_is_in_the_bounded_process(number: int) -> None:
    suffix, content = file_number(number)
    assert outcome(suffix, content, read_spreadsheet)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a;b\n"]))
def test_any_bytes(content: bytes, start: bytes) -> None:
    assert outcome(".xlsx", start + content, spreadsheet)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6), st.sampled_from(";,\t|"))
def test_any_table_of_text(rows: list[list[str]], mark: str) -> None:
    text = "\n".join(mark.join(row) for row in rows)
    assert outcome(".csv", text.encode("utf-8", "surrogatepass"), spreadsheet)
