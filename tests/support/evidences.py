"""Files that prove something, and files that only pretend to: as bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf
from PIL import Image

XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}


def picture(kind: str = "PNG", side: int = 20) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(out, kind)
    return out.getvalue()


def pdf(password: str = "", pages: int = 1) -> bytes:
    """A PDF of blank pages."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        document.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return out.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of those parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def open_document(kind: str, **parts: str | bytes) -> bytes:
    """An OpenDocument of that kind: `text`, `spreadsheet`…"""
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<office/>"} | {**parts})


def bomb() -> bytes:
    """A workbook that would be hundreds of megabytes once it is unpacked."""
    return zipped(XLSX | {"xl/worksheets/sheet1.xml": bytes(120 * 2**20)})


def huge_picture() -> bytes:
    """A few bytes that say that they are a picture of 40.000 by 40.000 points."""
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def damaged(content: bytes) -> bytes:
    """The first half of a file and nothing else."""
    return content[: len(content) // 2]
