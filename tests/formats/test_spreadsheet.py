"""Spreadsheets come from anybody: each is read as it is, or refused with a reason in words."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest
import xlsxwriter

from apthapi.bench.hostile_files import HOSTILE, SHEET, Hostile, altered, good_book
from apthapi.bench.hostiles import cost_of
from apthapi.core.bounded import RefusedError
from apthapi.core.tables import TABLES
from apthapi.formats.cells import understand_cell
from apthapi.formats.errors import FileError
from apthapi.formats.spreadsheet import MEGABYTES, RawBook, cell_name, is_error, read_spreadsheet
from apthapi.formats.spreadsheet.kinds import kind_of
from apthapi.formats.spreadsheet.parts import LINKS, MACROS, NOT_COMPUTED
from support.office import saved_again
from support.spreadsheets import opened


def reading(path: Path, content: bytes) -> RawBook:
    path.write_bytes(content)
    return read_spreadsheet(path)


def test_cells_are_given_as_they_are(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "libro.xlsx")
    sheet = book.add_worksheet("Operaciones")
    sheet.write(1, 1, " texto ")
    sheet.write(2, 2, 1234.5)
    sheet.write_datetime(3, 0, datetime.date(2024, 2, 14), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_boolean(3, 1, True)
    sheet.write_blank(900, 40, None, book.add_format({"bold": True}))
    book.add_worksheet("Oculta").hide()
    book.close()
    read = read_spreadsheet(tmp_path / "libro.xlsx")
    first, second = read.sheets
    assert first.rows[0] == [None, None, None]
    assert (first.at(1, 1), first.at(2, 2), first.at(3, 0)) == (" texto ", 1234.5, datetime.date(2024, 2, 14))
    assert first.at(3, 1) is True
    assert len(first.rows) == 4, "what only has a format is not content"
    assert first.at(500, 500) is None
    assert (second.name, second.hidden) == ("Oculta", True)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.what)
def test_a_hostile_file_is_read_or_refused_in_words_and_bounded_memory(hostile: Hostile, tmp_path: Path) -> None:
    answer = cost_of(hostile.make(tmp_path))
    assert bool(answer.said) is bool(hostile.answer)
    assert re.search(hostile.answer, answer.said)
    assert len(answer.said) < 500
    assert "Traceback" not in answer.said
    assert answer.megabytes < MEGABYTES / 4


def test_more_memory_than_allowed_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "libro.xlsx"
    path.write_bytes(good_book())
    with pytest.raises(FileError, match="tiempo y la memoria"):
        read_spreadsheet(path, megabytes=16)


def test_what_is_not_kept_is_told(tmp_path: Path) -> None:
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"}
    assert reading(tmp_path / "a.xlsm", altered(good_book(), {}, more)).notices == (MACROS, LINKS)
    assert reading(tmp_path / "b.xlsx", good_book()).notices == ()


def test_a_formula_that_failed_says_so_and_is_no_value(tmp_path: Path) -> None:
    raw = reading(tmp_path / "libro.xlsx", good_book()).sheets[0].at(31, 2)
    assert raw == "#DIV/0!"
    assert is_error(raw)
    for column in TABLES["requerimientos"].columns:
        assert "#DIV/0!" in understand_cell(column, raw).problem
    assert not is_error("#1 de la lista")


@pytest.mark.parametrize(
    ("cell", "notices"),
    [
        (b'<c r="C31"><f>SUM(C2:C30)</f><v></v></c>', (NOT_COMPUTED,)),
        (b'<c r="C31" s="3"><f t="shared" si="0"/></c>', (NOT_COMPUTED,)),
        (b'<c r="C31" t="str"><f>IF(A1=1,"","x")</f><v></v></c>', ()),
    ],
)
def test_a_formula_that_was_never_computed_is_told(tmp_path: Path, cell: bytes, notices: tuple[str, ...]) -> None:
    computed = b'<c r="C31"><f>SUM(C2:C30)</f><v>43608.75</v></c>'
    content = altered(good_book(), {SHEET: lambda part: part.replace(computed, cell)})
    read = reading(tmp_path / "libro.xlsx", content)
    assert read.notices == notices
    assert is_error(read.sheets[0].at(30, 2)) is bool(notices)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the settings of LibreOffice, which take it a while to make."""
    return tmp_path_factory.mktemp("libreoffice")


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_programs_say_the_same(tmp_path: Path, office: Path, kind: str) -> None:
    source = tmp_path / "libro.xlsx"
    source.write_bytes(good_book())
    [saved] = saved_again([source], office, kind)
    expected, read = read_spreadsheet(source), read_spreadsheet(saved)
    assert [sheet.name for sheet in read.sheets] == [sheet.name for sheet in expected.sheets]
    assert list(read.sheets[0].rows[:31]) == list(expected.sheets[0].rows[:31])
    if kind == "ods":
        assert read.sheets[0].at(31, 2) == "#DIV/0!"
    else:
        assert "error de fórmula" in read.notices[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_csv_in_any_writing(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [["Partida", "Descripción", "Bs"], ["34110", "Año, mes; día", "1.234,50"], ["", "", "2"]]
    text = "\r\n".join(mark.join(f'"{cell}"' if cell else "" for cell in line) for line in lines)
    path = tmp_path / "tabla.csv"
    path.write_bytes(text.encode(encoding))
    [sheet] = opened(path).sheets
    assert sheet.name == "tabla"
    assert sheet.rows == [lines[0], lines[1], [None, None, "2"]]


def test_quotes_that_do_not_close_end_in_a_message_or_a_table(tmp_path: Path) -> None:
    assert reading(tmp_path / "t.csv", b'a;b\n1;"sin cerrar\n').sheets[0].rows[0] == ["a", "b"]
    with pytest.raises(FileError, match="comillas sin cerrar cerca de la fila 2"):
        reading(tmp_path / "t.csv", b'a;b\n1;"' + b"x;y\n" * 600_000)


def test_without_permission_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "ajeno.xlsx"
    path.write_bytes(good_book())
    path.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)  # root may read everything
        with pytest.raises(RefusedError, match="permiso"):
            kind_of(path, "«ajeno.xlsx»")
    finally:
        os.seteuid(user)


def test_names_of_cells() -> None:
    names = [cell_name(0, 0), cell_name(9, 25), cell_name(1, 26), cell_name(1_048_575, 16_383)]
    assert names == ["A1", "Z10", "AA2", "XFD1048576"]


def test_formats_far_away_do_no_harm(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    content = altered(good_book(), {SHEET: lambda part: part.replace(b"</sheetData>", far)})
    assert len(reading(tmp_path / "libro.xlsx", content).sheets[0].rows) == 32
