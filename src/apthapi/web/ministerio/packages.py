"""The copies of the packages: kept whole, looked at before they are taken, and again when they are given out."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from apthapi.core.quoting import quoted
from apthapi.core.source import ZIP_ERRORS, UnreadableError, open_source, zip_danger
from apthapi.web.ministerio.models import Remision, all_folders

LARGEST = 50 * 2**20
"""Bytes of a package that is uploaded: one of 50,000 lines has some two million."""

LARGEST_OPEN = 2**30
"""Bytes of it when it is open."""

_BLOCK = 2**20


class NotTakenError(Exception):
    """The package is not taken; the message (Spanish) says why. `already` is the one that is the same, if so."""

    def __init__(self, message: str, already: Remision | None = None) -> None:
        super().__init__(message)
        self.already = already


@dataclass(frozen=True, slots=True)
class Copia:
    """A package on the disk of the remissions, not yet anybody's: its name for people, its bytes and its hash."""

    path: Path
    name: str
    size: int
    sha256: str

    def settle(self, remision: Remision) -> None:
        """Put it at its place; on the same disk, so that it is there whole or not at all."""
        remision.folder.mkdir(parents=True)
        self.path.rename(remision.package)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder beside those of the remissions, for a package while it is written; it goes with what is left in it."""
    all_folders().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="en-curso-", dir=all_folders()) as folder:
        yield Path(folder)


def copy_of(path: Path, name: str = "") -> Copia:
    """What was written there, called by its own name or another."""
    return Copia(path, name or path.name, path.stat().st_size, _hash(path))


def copy_in(work: Path, name: str, blocks: Iterable[bytes]) -> Copia:
    """Keep a package that somebody brings, if it is one and nothing in it is dangerous. Raises NotTakenError."""
    name = PurePath(name.replace("\\", "/")).name[-200:] or "paquete.zip"
    path = work / "recibido"
    try:
        with path.open("wb") as file:
            for block in blocks:
                file.write(block)
                if file.tell() > LARGEST:
                    raise NotTakenError(f"{quoted(name)} pasa de {LARGEST // 2**20} MB y no se recibe.")
    except OSError:
        raise NotTakenError("El servidor no tiene sitio para guardar el paquete. Avise a la administración.") from None
    _refuse(path, name)
    return copy_of(path, name)


def intact(remision: Remision) -> bool:
    """Whether the copy is there and is what arrived."""
    return remision.package.is_file() and _hash(remision.package) == remision.sha256


def forget(remision: Remision) -> None:
    """Remove the folder of one that was not stored."""
    shutil.rmtree(remision.folder, ignore_errors=True)


def _refuse(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        raise NotTakenError(
            f"{quoted(name)} no es un zip. Suba el paquete del plan: el zip que da «Datos del plan» en Papeles, "
            "o el que escribe «apthapi convert»."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            total = 0
            for info in archive.infolist():
                danger = zip_danger(info, PurePosixPath(info.filename.replace("\\", "/")), total, LARGEST_OPEN)
                if danger:
                    raise NotTakenError(f"{quoted(name)} no se recibe: {quoted(info.filename)} {danger}.")
                total += info.file_size
        with closing(open_source(path)) as source:
            if "planes" not in source.tables:
                raise NotTakenError(f"{quoted(name)} no trae planes.csv: no se sabe de qué plan es.")
    except (*ZIP_ERRORS, OSError, UnreadableError):
        raise NotTakenError(
            f"{quoted(name)} no es un paquete del formato: no tiene las tablas del plan (planes.csv, unidades.csv…), "
            "o está dañado."
        ) from None


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
