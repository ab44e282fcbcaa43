"""Tells what a file that proves something is, by what it has inside and not by its name, without keeping any of it.

It runs in a bounded process, for the file may have been made to harm whoever opens it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from apthapi.core.bounded import RefusedError, TooMuchError, call_bounded
from apthapi.core.quoting import quoted
from apthapi.core.source import ZIP_ERRORS, zip_danger
from apthapi.formats.errors import FileError
from apthapi.formats.scan.opening import image_type, open_image, open_pdf

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: how its name ends, how it is declared to a browser, how people call it."""

    suffixes: tuple[str, ...]
    media: str
    title: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "pdf": Kind((".pdf",), "application/pdf", "un PDF"),
        "jpeg": Kind((".jpg", ".jpeg"), "image/jpeg", "una imagen JPEG"),
        "png": Kind((".png",), "image/png", "una imagen PNG"),
        "xlsx": Kind((".xlsx",), f"{_OFFICE}spreadsheetml.sheet", "un libro de Excel"),
        "docx": Kind((".docx",), f"{_OFFICE}wordprocessingml.document", "un documento de Word"),
        "ods": Kind((".ods",), f"{_OPEN}spreadsheet", "una hoja de cálculo OpenDocument"),
        "odt": Kind((".odt",), f"{_OPEN}text", "un documento OpenDocument"),
        "txt": Kind((".txt", ".csv"), "text/plain", "un texto"),
    }
)
ACCEPTED = ",".join(suffix for kind in KINDS.values() for suffix in kind.suffixes)
"""What the choice of a file offers."""
_TAKEN = "Se admiten PDF, imágenes PNG o JPEG, documentos xlsx, docx, ods u odt, y textos csv o txt."
_SUFFIXES = frozenset(suffix for kind in KINDS.values() for suffix in kind.suffixes)

GROWN_LIMIT = 200 * 2**20
"""Bytes of a document once it is unpacked."""
SECONDS, MEGABYTES = 10, 1024
_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
_DECLARED = {f"{_OPEN}spreadsheet".encode(): "ods", f"{_OPEN}text".encode(): "odt"}
_MACROS = re.compile(r"vbaproject|macrosheets/|^basic/|^scripts/")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|svg|script)", re.IGNORECASE)


def kind_of(path: Path, name: str) -> str:
    """Which of `KINDS` the file is. Raises FileError, which says its `name`, if it is none, harms or is damaged."""
    try:
        found: str = call_bounded(
            "apthapi.formats.evidence:look", {"path": str(path), "name": name}, seconds=SECONDS, megabytes=MEGABYTES
        )
    except RefusedError as problem:
        raise FileError(str(problem)) from None
    except TooMuchError:
        raise FileError(
            f"{quoted(name)} no se pudo abrir dentro de los límites: está dañado o es demasiado grande por dentro. "
            "Guárdelo de nuevo, o como PDF."
        ) from None
    return found


def look(path: str, name: str) -> str:
    """The same, in the process that has the limits. Raises RefusedError."""
    where, called = Path(path), quoted(name)
    kind = _kind(where, called)
    suffix = Path(name).suffix.lower()
    if suffix in _SUFFIXES and suffix not in KINDS[kind].suffixes:
        raise RefusedError(f"{called} es {KINDS[kind].title}, aunque su nombre diga otra cosa. Cámbiele el nombre.")
    return kind


def named(name: str, kind: str) -> str:
    """The name with an ending that says what the file is."""
    return name if Path(name).suffix.lower() in KINDS[kind].suffixes else name + KINDS[kind].suffixes[0]


def _kind(where: Path, called: str) -> str:
    with where.open("rb") as file:
        start = file.read(1024)
    if not start.strip():
        raise RefusedError(f"{called} está vacío. Vuelva a copiarlo o a guardarlo.")
    if start.startswith(b"%PDF-"):
        _open_pages(where, called)
        return "pdf"
    if (image := image_type(start)) in ("JPEG", "PNG"):
        _draw(where, image, called)
        return image.lower()
    if start.startswith(b"PK"):
        return _document(where, called)
    return _text(where, called)


def _open_pages(where: Path, called: str) -> None:
    """See that it opens and has pages. Raises RefusedError."""
    try:
        pages = len(open_pdf(where))
    except RefusedError as problem:
        raise RefusedError(_about(problem, where, called)) from None
    if not pages:
        raise RefusedError(f"{called} no tiene páginas.")


def _about(problem: RefusedError, where: Path, called: str) -> str:
    """The reason with the name that people know: the file is kept under another."""
    return str(problem).replace(f"«{where.name}»", called)


def _draw(where: Path, image: str, called: str) -> None:
    try:
        open_image(where, image).load()
    except RefusedError as problem:
        raise RefusedError(_about(problem, where, called)) from None
    except (OSError, ValueError, SyntaxError):
        raise RefusedError(f"{called} está dañado o incompleto: no se abre como imagen. Cópielo otra vez.") from None


def _document(where: Path, called: str) -> str:
    try:
        with zipfile.ZipFile(where) as archive:
            _refuse_danger(archive, called)
            kind = _kind_inside(archive)
            if kind and archive.testzip() is not None:
                raise RefusedError(f"{called} está dañado. Guárdelo de nuevo.")
    except RefusedError:
        raise
    except (*ZIP_ERRORS, OSError, LookupError):
        raise RefusedError(f"{called} está dañado o incompleto. Guárdelo de nuevo.") from None
    if not kind:
        raise RefusedError(f"{called} es un archivo comprimido o un documento que no se admite. {_TAKEN}")
    return kind


def _refuse_danger(archive: zipfile.ZipFile, called: str) -> None:
    total = 0
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise RefusedError(f"{called} está protegido con contraseña. Guárdelo sin contraseña.")
        if danger := zip_danger(info, PurePosixPath(info.filename.replace("\\", "/")), total, GROWN_LIMIT):
            raise RefusedError(
                f"{called} no se recibe, por seguridad: {quoted(info.filename)}, dentro de él, {danger}. "
                "Guárdelo como PDF."
            )
        if _MACROS.search(info.filename.lower()):
            raise RefusedError(f"{called} trae macros y no se recibe. Guárdelo sin macros, o como PDF.")
        total += info.file_size


def _kind_inside(archive: zipfile.ZipFile) -> str:
    """What the document declares itself to be; empty if it is none that is taken."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in _PARTS.items() if part in names), "")
    if "mimetype" in names and "content.xml" in names:
        return _DECLARED.get(archive.read("mimetype")[:100].strip(), "")
    return ""


def _text(where: Path, called: str) -> str:
    content = where.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if _CONTROL.search(text) or "\N{REPLACEMENT CHARACTER}" in text or _PAGE.match(text):
        raise RefusedError(f"{called} no es de una clase que se reciba, aunque su nombre lo diga. {_TAKEN}")
    return "txt"
