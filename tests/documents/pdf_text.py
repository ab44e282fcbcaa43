"""The text of a PDF as its fonts' own maps give it: enough to assert on, with no program of the system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_SINGLES = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_TRIPLE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(pdf: Path) -> str:
    """The text of every page."""
    return "\n".join(pages_of(pdf))


def pages_of(pdf: Path) -> list[str]:
    """The text of each page, one line for each text object."""
    with pikepdf.open(pdf) as document:
        return ["".join(_page(page)) for page in document.pages]


def artifacts_of(pdf: Path) -> list[str]:
    """The same, only of what is marked as artifact: what a reading program passes over."""
    with pikepdf.open(pdf) as document:
        return ["".join(_page(page, artifacts=True)) for page in document.pages]


def _page(page: pikepdf.Page, *, artifacts: bool = False) -> Iterator[str]:
    maps = {name: _to_unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    current: dict[bytes, str] = {}
    for operator, operands, is_artifact in _instructions(page):
        if artifacts and operator in {"Tj", "TJ", "ET"} and not is_artifact:
            continue
        match operator:
            case "Tf":
                current = maps[str(operands[0])]
            case "Tj":
                yield _decode(bytes(operands[0]), current)
            case "TJ":
                for each in operands[0]:
                    if isinstance(each, pikepdf.String):
                        yield _decode(bytes(each), current)
            case "ET":
                yield "\n"


def _instructions(page: pikepdf.Page) -> Iterator[tuple[str, Any, bool]]:
    """Operator, operands, and whether it stands inside marked content that is an artifact."""
    marks: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        if not isinstance(instruction, pikepdf.ContentStreamInstruction):
            continue
        operator = str(instruction.operator)
        if operator in {"BMC", "BDC"}:
            marks.append(str(instruction.operands[0]))
        elif operator == "EMC":
            marks.pop()
        yield operator, instruction.operands, "/Artifact" in marks


def _decode(codes: bytes, characters: dict[bytes, str]) -> str:
    return "".join(characters.get(codes[i : i + 2], "") for i in range(0, len(codes), 2))


def _to_unicode(font: pikepdf.Object) -> dict[bytes, str]:
    cmap = font.ToUnicode.read_bytes()
    found: dict[bytes, str] = {}
    for block in _SINGLES.findall(cmap):
        for code, text in _PAIR.findall(block):
            found[bytes.fromhex(code.decode())] = _text(text)
    for block in _RANGES.findall(cmap):
        for first, last, text in _TRIPLE.findall(block):
            start, base = int(first, 16), int(text, 16)
            for offset in range(int(last, 16) - start + 1):
                found[(start + offset).to_bytes(2, "big")] = chr(base + offset)
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
