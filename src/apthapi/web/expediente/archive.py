"""The files of issued papers: each put in its place whole, while the transaction that names it is open, or not at all.

A folder is moved into place before the commit. If the process dies in between, the folder has no row: it says nothing
to anybody, and is cleared away later. A row without its file cannot be.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from apthapi.web.expediente.models import Emitido
from apthapi.web.wall.sight import everything

_WORK = "en-curso-"
_LEFT = timedelta(hours=1)
"""A folder without a row that is younger may be of a transaction that is still open."""


def issued_folder() -> Path:
    """Where the issued papers are, a folder for each."""
    return Path(settings.MEDIA_ROOT) / "emitidos"


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for a paper while it is made, on the same disk as its place; it goes if it was not put there."""
    issued_folder().mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=issued_folder()))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def placed(work: Path, codigo: str) -> Iterator[None]:
    """Inside of the transaction, the folder is at its place; if the transaction fails, it is gone again."""
    target = issued_folder() / codigo
    _settle(work)
    work.chmod(0o755)
    work.rename(target)
    _settle(issued_folder())
    try:
        yield
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def keep_file(content: bytes, target: Path) -> None:
    """Write a file whole, or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=_WORK, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)
    _settle(target.parent)


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def clear_leftovers() -> None:
    """Remove the folders that interrupted work left."""
    limit = (timezone.now() - _LEFT).timestamp()
    old = [each for each in issued_folder().glob("*") if each.is_dir() and each.stat().st_mtime < limit]
    with everything("folders of papers of any entity stay"):
        known = set(Emitido.objects.filter(codigo__in=[each.name for each in old]).values_list("codigo", flat=True))
    for left in old:
        if left.name not in known:
            shutil.rmtree(left, ignore_errors=True)


def _settle(folder: Path) -> None:
    """See that the files of a folder, and the folder itself, are on the disk."""
    for path in (*(each for each in folder.iterdir() if each.is_file()), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
