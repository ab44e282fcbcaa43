"""The formulas of a workbook that gave an error (#REF!): the reader gives them as empty, and nobody would know."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?>(?:(?!</c>).)*?<v>(#[^<]{1,12})</v>', re.DOTALL)
_SHEET = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'(Id|Target)="([^"]*)"')
LARGEST = 200 * 2**20
"""Letters of a sheet that are looked through; what is larger the reader refuses for other reasons."""

Errors = dict[tuple[int, int], str]


def formula_errors(path: Path) -> dict[str, Errors]:
    """By sheet, the place (from 0) and the text of each error; nothing for files that are no xlsx."""
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _errors(archive, part) for name, part in _parts(archive) if part in archive.namelist()}
    except (zipfile.BadZipFile, OSError, KeyError, NotImplementedError, RuntimeError):
        return {}


def with_errors(rows: list[list[Any]], errors: Errors) -> list[list[Any]]:
    """The rows, with the error written in each cell that has one."""
    for (row, column), text in errors.items():
        if row < len(rows):
            rows[row] += [None] * (column + 1 - len(rows[row]))
            if rows[row][column] in (None, ""):
                rows[row][column] = text
    return rows


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    from html import unescape  # noqa: PLC0415

    if "xl/workbook.xml" not in archive.namelist():
        return []
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for found in _RELATION.findall(relations):
        pairs = dict(_ATTRIBUTE.findall(found))
        target = pairs.get("Target", "")
        targets[pairs.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return [(unescape(name), targets.get(relation, "")) for name, relation in _SHEET.findall(book)]


def _errors(archive: zipfile.ZipFile, part: str) -> Errors:
    if archive.getinfo(part).file_size > LARGEST:
        return {}
    content = archive.read(part)
    if b't="e"' not in content:
        return {}
    cells = content.split(b"<c ")
    found: Errors = {}
    for cell in cells:
        if b't="e"' in cell and (match := _CELL.match(b"<c " + cell)):
            found[int(match[2]) - 1, _column(match[1].decode())] = match[3].decode("utf-8", "replace")
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
