"""What a file is, by its first bytes and not by its name, and why it cannot be a spreadsheet if it is not one."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from apthapi.core.bounded import RefusedError
from apthapi.core.quoting import quoted

FILE_LIMIT = 64 * 2**20
"""Bytes of the largest file that is opened: a workbook of 50,000 lines has some 5 MB."""

CELL_LIMIT = 4_000_000
"""Cells of a sheet, counted as the rectangle down to its last one, for whoever reads it holds the rectangle."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_HEAD = 4096

_FOREIGN = {
    b"%PDF": "un PDF",
    b"\x89PNG": "una imagen",
    b"\xff\xd8\xff": "una imagen",
    b"GIF8": "una imagen",
    b"II*\x00": "una imagen",
    b"MM\x00*": "una imagen",
    b"RIFF": "una imagen o un sonido",
    b"Rar!": "un archivo comprimido",
    b"7z\xbc\xaf": "un archivo comprimido",
    b"\x1f\x8b": "un archivo comprimido",
    b"MZ": "un programa",
    b"\x7fELF": "un programa",
    b"{\\rtf": "un documento de texto",
    b"<!DOCTYPE": "una página web",
    b"<!doctype": "una página web",
    b"<html": "una página web",
    b"<HTML": "una página web",
    b"<?xml": "un XML suelto",
}


class Kind(Enum):
    """How a file is written inside."""

    ZIPPED = auto()
    OLD = auto()
    TEXT = auto()


def kind_of(where: Path, name: str) -> Kind:
    """What a file is. Raises RefusedError, which says its `name`, if it is missing, too large, locked, or another."""
    try:
        if where.is_dir():
            raise RefusedError(f"{name} es una carpeta. Indique el archivo de la hoja de cálculo.")
        if not where.is_file():
            raise RefusedError(f"No existe {quoted(str(where))}. Revise el nombre del archivo.")
        size = where.stat().st_size
        if size > FILE_LIMIT:
            raise RefusedError(
                f"{name} ocupa {size // 2**20} MB; se abren archivos de hasta {FILE_LIMIT // 2**20} MB. "
                "Quítele imágenes y hojas que no son del plan, o divídalo."
            )
        with where.open("rb") as stream:
            head = stream.read(_HEAD)
    except PermissionError:
        raise RefusedError(f"No se tiene permiso para leer {name}. Revise los permisos del archivo.") from None
    except OSError as problem:
        raise RefusedError(f"{name} no se pudo leer ({problem.strerror}). Cópielo de nuevo.") from None
    return _kind(head, where, name)


def _kind(head: bytes, where: Path, name: str) -> Kind:
    if not head.strip():
        raise RefusedError(f"{name} está vacío. Vuelva a copiarlo o a guardarlo.")
    if head.startswith(b"PK"):
        return Kind.ZIPPED
    if head.startswith(_OLD_OFFICE):
        if _ENCRYPTED in where.read_bytes():
            raise protected(name)
        return Kind.OLD
    if head.startswith(_BIFF):
        raise RefusedError(f"{name} es de una versión muy antigua de Excel. {_SAVE_AGAIN}")
    foreign = next((what for mark, what in _FOREIGN.items() if head.lstrip().startswith(mark)), "")
    if foreign:
        repair = _SCANNED if foreign in {"un PDF", "una imagen"} else _SAVE_AGAIN
        raise RefusedError(f"{name} es {foreign}, no una hoja de cálculo, aunque su nombre lo diga. {repair}")
    return Kind.TEXT


_SCANNED = "Los formularios impresos o escaneados se leen aparte, con «Leer un formulario impreso»."
_SAVE_AGAIN = "Guárdelo como libro de Excel (.xlsx) y vuelva a intentar."


def protected(name: str) -> RefusedError:
    """The refusal of a file with a password, which is named as people see it."""
    return RefusedError(f"{name} está protegido con contraseña. Guárdelo sin contraseña y vuelva a intentar.")


def unreadable(name: str, why: str) -> RefusedError:
    """The refusal of a damaged file."""
    return RefusedError(f"{name} no se puede leer: {why}. Vuelva a copiarlo. {_SAVE_AGAIN}")
