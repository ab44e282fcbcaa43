"""Files made to harm whoever opens them, and broken ones, with what the reader must answer to each."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
_MANY = 10_000_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """A kind of file: how it is made, and a piece of the message that refuses it, or `""` if it can be read."""

    what: str
    make: Callable[[Path], Path]
    answer: str


def good_book() -> bytes:
    """A small workbook like those of any office: texts, numbers, a date, a formula and its error, two sheets."""
    import xlsxwriter  # noqa: PLC0415

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    sheet = book.add_worksheet("Memoria de cálculo")
    sheet.write_row(0, 0, ["Partida", "Descripción", "Enero", "Febrero"])
    for row in range(1, 30):
        sheet.write_row(row, 0, ["34110", f"Combustible ñandú {row}", row * 100.25, row])
    sheet.write_formula(30, 2, "=SUM(C2:C30)", None, 43608.75)
    sheet.write_formula(31, 2, "=1/0", None, "#DIV/0!")
    book.add_worksheet("Otra").write(0, 0, "x")
    book.close()
    return memory.getvalue()


def altered(book: bytes, changes: dict[str, Callable[[bytes], bytes]], more: dict[str, bytes] | None = None) -> bytes:
    """A zip with some of its files changed and others added."""
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as before,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after,
    ):
        for info in before.infolist():
            content = before.read(info)
            after.writestr(info.filename, changes[info.filename](content) if info.filename in changes else content)
        for name, content in (more or {}).items():
            after.writestr(name, content)
    return memory.getvalue()


def _file(name: str, content: Callable[[], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content())
        return path

    return make


def _book(
    name: str, changes: dict[str, Callable[[bytes], bytes]] | None = None, more: dict[str, bytes] | None = None
) -> Callable[[Path], Path]:
    return _file(name, lambda: altered(good_book(), changes or {}, more))


def _declared(declaration: bytes, use: bytes) -> Callable[[bytes], bytes]:
    """A part whose type is declared before its first element, and which uses an entity of it."""

    def change(part: bytes) -> bytes:
        head, mark, rest = part.partition(b"?>")
        return head + mark + declaration + rest.replace(b">Partida<", b">" + use + b"<")

    return change


_LAUGHS = (
    b'<!DOCTYPE s [<!ENTITY a0 "ja">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
_OUTSIDE = b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _many_empty_rows(folder: Path) -> Path:
    path = folder / "filas vacías.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(good_book())) as before,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after,
    ):
        for info in before.infolist():
            if info.filename == SHEET:
                head, mark, rest = before.read(info).partition(b"<sheetData>")
                with after.open(SHEET, "w", force_zip64=True) as part:
                    part.write(head + mark)
                    part.writelines(_empty_rows())
                    part.write(rest)
            else:
                after.writestr(info, before.read(info))
    return path


def _empty_rows(step: int = 50_000) -> Iterator[bytes]:
    for first in range(0, _MANY, step):
        yield b"".join(b'<row r="%d"/>' % (first + n + 100) for n in range(step))


def _lying(folder: Path) -> Path:
    """A bomb whose directory says that its sheet is small."""
    path = folder / "miente.xlsx"
    content = bytearray(altered(good_book(), {SHEET: lambda _: b"<a>" + b" " * (100 * 2**20)}))
    true = struct.pack("<I", 3 + 100 * 2**20)
    while (at := content.find(true)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(content)
    return path


def _large(folder: Path) -> Path:
    path = folder / "doscientos megas.xlsx"
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(200 * 2**20)
    return path


def _many_sheets(folder: Path) -> Path:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    return _book("cinco mil hojas.xlsx", more={f"xl/worksheets/sheet{n}.xml": sheet for n in range(3, 5001)})(folder)


def _folder(folder: Path) -> Path:
    path = folder / "carpeta.xlsx"
    path.mkdir()
    return path


def _old_office(stream: str) -> bytes:
    """The beginning of a file of old Office that names one stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(2048)


def _grow(part: bytes) -> bytes:
    return part.replace(b"</sheetData>", b" " * (60 * 2**20) + b"</sheetData>")


HOSTILE = (
    Hostile("bomba: una parte crece mil veces", _book("bomba.xlsx", {SHEET: _grow}), "crece demasiado"),
    Hostile(
        "bomba: muchas partes, 600 MB en total",
        _book("total.xlsx", more={f"xl/media/{n}.xml": bytes(50 * 2**20) for n in range(12)}),
        "pasa de 512 MB",
    ),
    Hostile("bomba dentro de otro zip", _book("anidada.xlsx", more={"xl/media/b.zip": bytes(60 * 2**20)}), "crece"),
    Hostile("zip que miente sobre sus tamaños", _lying, "dañad"),
    Hostile(
        "XML que crece (mil millones de risas)", _book("risas.xlsx", {STRINGS: _declared(_LAUGHS, b"&a9;")}), "DOCTYPE"
    ),
    Hostile("XML que lee archivos ajenos", _book("ajeno.xlsx", {STRINGS: _declared(_OUTSIDE, b"&a;")}), "DOCTYPE"),
    Hostile("diez millones de filas vacías", _many_empty_rows, "filas"),
    Hostile(
        "una sola celda en XFD1048576",
        _book("lejana.xlsx", {SHEET: lambda part: part.replace(b'r="C31"', b'r="XFD1048576"')}),
        "XFD1048576",
    ),
    Hostile("cinco mil hojas", _many_sheets, "hojas"),
    Hostile("macros", _book("macros.xlsm", more={"xl/vbaProject.bin": b"Attribute VB_Name"}), ""),
    Hostile("vínculos a otros libros", _book("ligado.xlsx", more={"xl/externalLinks/externalLink1.xml": b"<a/>"}), ""),
    Hostile("con contraseña", _file("clave.xlsx", lambda: _old_office("EncryptedPackage")), "contraseña"),
    Hostile("200 MB", _large, "200 MB"),
    Hostile("cortado por la mitad", _file("cortado.xlsx", lambda: good_book()[:3000]), "dañado"),
    Hostile("textos compartidos cortados", _book("textos.xlsx", {STRINGS: lambda part: part[:200]}), "dañado"),
    Hostile(
        "texto compartido que no existe",
        _book("indice.xlsx", {SHEET: lambda part: part.replace(b"<v>0</v>", b"<v>99999</v>")}),
        "dañado",
    ),
    Hostile("tipos de contenido equivocados", _book("tipos.xlsx", {"[Content_Types].xml": lambda _: b"<Types/>"}), ""),
    Hostile("imagen con nombre de libro", _file("imagen.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)), "imagen"),
    Hostile("PDF con nombre de libro", _file("papel.xlsx", lambda: b"%PDF-1.7\n" + bytes(500)), "PDF"),
    Hostile("documento con nombre de libro", _file("carta.xlsx", lambda: altered(_zip(), {})), "no es una hoja"),
    Hostile("libro binario", _file("binario.xlsb", lambda: altered(_zip("xl/workbook.bin"), {})), ".xlsx"),
    Hostile("xls roto", _file("viejo.xls", lambda: _old_office("Workbook")), "no se puede leer"),
    Hostile("ruido", _file("ruido.csv", lambda: bytes(range(256)) * 40), "no es una hoja"),
    Hostile("vacío", _file("vacio.xlsx", bytes), "vacío"),
    Hostile("carpeta", _folder, "carpeta"),
    Hostile("no existe", lambda folder: folder / "no está.xlsx", "No existe"),
    Hostile("nombre con letras raras", _book("π «ñ» \u202e'; rm $(x) 🌵.xlsx"), ""),
)


def _zip(name: str = "word/document.xml") -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(name, "<a/>")
    return memory.getvalue()
