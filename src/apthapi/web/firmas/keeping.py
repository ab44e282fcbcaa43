"""The files of an issued paper: a revision is written whole beside the others, and gets its name last.

A file counts if there is a Revision with its number and its hash. What a crash leaves is either a temporary file or a
file with the next number and no Revision; the next signature takes away the first and writes over the second.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apthapi.documents.signing.verifying import Kept, sha256_of
from apthapi.web.expediente.models import Emitido, Revision

_TEMPORARY = ".firma-"


class DamagedError(Exception):
    """The kept file is not the one that was kept; the message (Spanish) says which."""


def kept_of(emitido: Emitido) -> list[Kept]:
    """Number, hash and size of each revision."""
    rows = Revision.objects.filter(emitido=emitido).order_by("numero").values_list("numero", "sha256", "tamano")
    return [Kept(*row) for row in rows]


def content_of(revision: Revision) -> bytes:
    """The bytes of a revision. Raises DamagedError if they are not those that were kept."""
    try:
        content = revision.file.read_bytes()
    except OSError:
        content = b""
    if sha256_of(content) != revision.sha256:
        raise DamagedError(
            f"El archivo guardado del papel {revision.emitido.codigo}, revisión {revision.numero}, falta o fue "
            "cambiado. Avise a la administración del sistema."
        )
    return content


def folder_of(emitido: Emitido) -> Path:
    """Where its revisions are."""
    return Revision(emitido=emitido, numero=0).file.parent


@contextmanager
def written(emitido: Emitido, content: bytes) -> Iterator[Path]:
    """The content in a temporary file of the folder, safe on the disk; it goes away unless it was given a name."""
    folder = folder_of(emitido)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


def put(path: Path, revision: Revision) -> None:
    """Give the file the name of its revision, on the disk too; who calls holds the paper."""
    path.replace(revision.file)
    for left in revision.file.parent.glob(f"{_TEMPORARY}*"):
        left.unlink(missing_ok=True)
    folder = os.open(revision.file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
