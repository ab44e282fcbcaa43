"""Looks into a zipped spreadsheet (xlsx, xlsm, ods) before anything opens it, and refuses what could do harm.

Only what a spreadsheet never needs is refused. What it may have and is not kept (macros, links to other files) is told.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from apthapi.core.bounded import RefusedError
from apthapi.core.quoting import quoted
from apthapi.core.source import ZIP_ERRORS, Entry, zip_danger
from apthapi.formats.spreadsheet.kinds import CELL_LIMIT, protected, unreadable

GROWN_LIMIT = 512 * 2**20
"""Bytes of all its parts: 50,000 lines of the widest sheet are some 100 MB."""

SHEET_LIMIT = 500
ROW_LIMIT = 2**20
"""Rows that a sheet of Excel has."""

_XML = (".xml", ".rels", ".vml")
_MANIFEST = "META-INF/manifest.xml"
_BLOCK = 2**20
_NO_SHEETS = ("xl/sharedstrings", "xl/styles", "xl/theme/", "xl/charts/", "xl/drawings/", "xl/_rels/")
_PROLOGUE = 2**20
"""Bytes within which the first element of a part begins; a declaration of its type can only stand before."""

_COLUMN = re.compile(rb' r="([A-Z]{1,7})')
_PLACE = re.compile(rb' r="[A-Z]{1,7}([0-9]{1,12})"')
_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,7})([0-9]{1,12})"[^>]*(?<!/)>')
"""A cell with something in it: those that only have a format are many and are nothing. Slow; the two above are not."""

_ERROR = re.compile(rb'(<(?:\w+:)?c\s(?:[^>]*\s)?t=)"e"')
_ODS_ERROR = re.compile(rb' office:string-value=""( calcext:value-type="error")')
_NO_RESULT = re.compile(
    rb'<(?P<of>\w+:)?c\s(?P<about>(?![^>]*t="str")[^>]*)>\s*(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A cell with formula and no value. One whose result is an empty text says `t="str"`."""
_KIND = re.compile(rb'(?:^|\s)t="[^"]*"')

MACROS = "El libro trae macros: no se ejecutan ni se conservan; solo se leen las celdas."
NOT_COMPUTED = (
    "Hay celdas con fórmula y sin resultado guardado: no se sabe qué valen. Abra el libro en Excel o LibreOffice, "
    "guárdelo y vuelva a intentar."
)
LINKS = "El libro se vincula con otros archivos: de esas fórmulas se leyó el último resultado guardado."


NO_RESULT = "#SINRESULTADO!"
"""What a cell says in the copy that is read if its formula was never computed."""


def looked_into(where: Path, name: str) -> tuple[Path | io.BytesIO, list[str]]:
    """What to open of a zipped spreadsheet, and the notices about it. Raises RefusedError if it is dangerous or broken.

    Readers give a cell whose formula failed, or was never computed, as empty; so it is opened from a copy where it says
    so as a text.
    """
    try:
        archive = zipfile.ZipFile(where)
    except (*ZIP_ERRORS, OSError, LookupError):
        raise unreadable(name, "está dañado o incompleto") from None
    with closing(archive):
        entries = _entries(archive, name)
        found = _Found()
        try:
            # The manifest first: it says if the rest is encrypted, and why it cannot be understood.
            for entry in sorted(entries, key=lambda each: each.name != _MANIFEST):
                _look(entry, found, name)
            return (_with_errors_as_text(entries) if found.errors or found.without_result else where), found.notices(
                entries
            )
        except OSError:
            raise unreadable(name, "una de sus partes está dañada") from None


class _Found:
    """What the parts of a spreadsheet have in them."""

    def __init__(self) -> None:
        self.errors = False
        self.without_result = False

    def notices(self, entries: list[Entry]) -> list[str]:
        names = [entry.name.lower() for entry in entries]
        notices = [MACROS] if any("vbaproject" in each or "macrosheets/" in each for each in names) else []
        notices += [LINKS] if any("externallinks/" in each for each in names) else []
        return notices + ([NOT_COMPUTED] if self.without_result else [])


def _entries(archive: zipfile.ZipFile, name: str) -> list[Entry]:
    entries: list[Entry] = []
    total = 0
    for info in archive.infolist():
        danger = zip_danger(info, PurePosixPath(info.filename.replace("\\", "/")), total, GROWN_LIMIT)
        if info.flag_bits & 1:
            raise protected(name)
        if danger:
            raise RefusedError(
                f"{name} no se abrió, por seguridad: {quoted(info.filename)}, dentro de él, {danger}. "
                "Guárdelo de nuevo como libro de Excel (.xlsx) con las hojas del plan solamente."
            )
        total += info.file_size
        entries.append(Entry(info.filename, info.file_size, archive=archive, info=info))
    names = {entry.name.lower() for entry in entries}
    if "xl/workbook.bin" in names:
        raise RefusedError(f"{name} es un libro binario (.xlsb). Guárdelo como libro de Excel (.xlsx).")
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise RefusedError(f"{name} no es una hoja de cálculo, aunque su nombre lo diga. Indique el libro de Excel.")
    sheets = sum(each.startswith("xl/worksheets/") and each.endswith(".xml") for each in names)
    if sheets > SHEET_LIMIT:
        raise RefusedError(
            f"{name} tiene {sheets} hojas; se leen libros de hasta {SHEET_LIMIT}. Deje solo las hojas del plan."
        )
    return entries


def _look(entry: Entry, found: _Found, name: str) -> None:
    if entry.suffix not in _XML:
        return
    _refuse_declarations(entry, name)
    if entry.name == _MANIFEST:
        if any(b"encryption-data" in block for block in _blocks(entry)):
            raise protected(name)
    elif entry.name == "content.xml":
        found.errors |= any(_ODS_ERROR.search(block) for block in _blocks(entry))
    elif _may_be_sheet(entry):
        _measure(entry, found, name)


def _may_be_sheet(entry: Entry) -> bool:
    """Sheets may stand anywhere in `xl`; what is known to be something else is not gone through."""
    inside = entry.name.lower()
    return inside.startswith("xl/") and not inside.startswith(_NO_SHEETS)


def _refuse_declarations(entry: Entry, name: str) -> None:
    """Raise RefusedError if a part declares its type or entities of its own: that is how an XML bomb is made."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("declaration")
    parser.StartElementHandler = lambda *_: seen.append("element")
    with entry.open() as stream:
        for _ in range(_PROLOGUE // 4096):
            block = stream.read(4096)
            try:
                parser.Parse(block, not block)
            except (expat.ExpatError, ValueError, LookupError):
                block = b""
            if seen or not block:
                break
    if seen[:1] == ["declaration"]:
        raise RefusedError(
            f"{name} no se abrió, por seguridad: {quoted(entry.name)}, dentro de él, declara un tipo de documento o "
            "entidades propias (DOCTYPE), lo que ninguna hoja de cálculo necesita. Guárdelo de nuevo con Excel."
        )
    if not seen:
        raise unreadable(name, f"{quoted(entry.name)}, dentro de él, está dañado")


def _blocks(entry: Entry) -> Iterator[bytes]:
    """The bytes of a part, cut where a cell begins, or at least a tag, so that none is divided."""
    rest = b""
    with entry.open() as stream:
        while block := stream.read(_BLOCK):
            held = rest + block
            at = max(held.rfind(b"<c ", 1), 0) or max(held.rfind(b"<", 1), 0)
            rest = held[at:]
            if len(rest) > 4 * _BLOCK:
                raise OSError("no end of a tag")
            yield held[:at]
    yield rest


def _measure(entry: Entry, found: _Found, name: str) -> None:
    """Find how far a sheet goes, and formulas that failed or were never computed. Raises RefusedError if too far."""
    rows = last = widest = 0
    for block in _blocks(entry):
        rows += block.count(b"<row") + block.count(b":row")
        if rows > ROW_LIMIT:
            raise RefusedError(
                f"En {name} hay una hoja con más de {ROW_LIMIT} filas, vacías o no: Excel no admite tantas. "
                "Copie las filas del plan a un libro nuevo y vuelva a intentar."
            )
        last = max(last, *map(int, set(_PLACE.findall(block))), 0)
        widest = max(widest, *map(_number, set(_COLUMN.findall(block))), 0)
        found.errors |= b'"e"' in block and _ERROR.search(block) is not None
        found.without_result |= (b"<f" in block or b":f" in block) and _NO_RESULT.search(block) is not None
    if last * widest > CELL_LIMIT:
        _refuse_far_cells(entry, name)


def _refuse_far_cells(entry: Entry, name: str) -> None:
    """Raise RefusedError if a sheet that goes too far does so by cells that have something in them."""
    last, widest = 0, b""
    for block in _blocks(entry):
        for column, row in _CELL.findall(block):
            last, widest = max(last, int(row)), max(widest, column, key=_number)
    if last * _number(widest) > CELL_LIMIT:
        raise RefusedError(
            f"En {name} hay una hoja que llega hasta la celda {widest.decode()}{last}: son demasiadas celdas. "
            "Vaya a la última con Ctrl+Fin, elimine las filas y columnas que sobran (Eliminar, no solo borrar) y "
            "guárdelo de nuevo."
        )


def _told(block: bytes) -> bytes:
    block = _NO_RESULT.sub(_without_result, block)
    return _ODS_ERROR.sub(rb"\1", _ERROR.sub(rb'\1"str"', block))


def _without_result(cell: re.Match[bytes]) -> bytes:
    """The cell as a text that says so."""
    of, about = cell["of"] or b"", _KIND.sub(b"", cell["about"])
    return b'<%bc %b t="str"><%bv>%b</%bv></%bc>' % (of, about, of, NO_RESULT.encode(), of, of)


def _number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _with_errors_as_text(entries: list[Entry]) -> io.BytesIO:
    """A copy where a cell says its error as a text, and one without result that it has none."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            with archive.open(entry.name, "w") as target:
                target.writelines(_told(block) for block in _blocks(entry))
    copy.seek(0)
    return copy
