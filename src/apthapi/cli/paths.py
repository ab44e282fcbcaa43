"""What is read and what is written: a path that does not serve is told in one sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.core.source import UnreadableError

if TYPE_CHECKING:
    from apthapi.core.database import Engine
    from apthapi.core.package import Package

_REASONS = {
    errno.EACCES: "no tiene permiso",
    errno.EPERM: "no tiene permiso",
    errno.ENOENT: "la carpeta no existe y no se puede crear",
    errno.ENOTDIR: "una parte de la ruta es un archivo, no una carpeta",
    errno.EEXIST: "ya hay un archivo con ese nombre",
    errno.EISDIR: "es una carpeta, no un archivo",
    errno.ENOSPC: "no queda espacio en el disco",
    errno.EDQUOT: "no queda espacio en su cuota de disco",
    errno.EROFS: "el disco es de solo lectura",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.EFBIG: "el archivo es demasiado grande",
}


_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


def open_package(where: str, *, engine: Engine | None = None, in_place: bool = False) -> Package:
    """Read the package at a path, or the workbook of a unit.

    Raises UnreadableError, with the folder to use if a single table is named.

    `in_place` is for verbs that write nothing that could be the package itself.
    """
    from apthapi.core.package import read_package
    from apthapi.core.tables import TABLES

    path = Path(where)
    if path.is_file() and path.suffix.lower() in {".csv", ".parquet"} and path.stem.lower() in TABLES:
        raise UnreadableError(f"«{path}» es una sola tabla del plan. Indique su carpeta: «{path.parent}».")
    if path.is_file() and path.suffix.lower() in _SPREADSHEETS and engine is None:
        from apthapi.formats.workbook.alone import package_of

        return package_of(path)
    return read_package(path, engine=engine, in_place=in_place)


def read_file(where: str) -> bytes:
    """The bytes of a file that was named. Raises UnreadableError if it is not there, or OSError."""
    path = Path(where)
    if not path.exists():
        raise UnreadableError(f"No existe «{path}». Revise el nombre del archivo.")
    return path.read_bytes()


def paper_path(where: str) -> Path:
    """The file of a paper. Raises UnreadableError for a folder, and OSError if nothing can be written there."""
    path = Path(where)
    if path.is_dir():
        raise UnreadableError(f"«{path}» es una carpeta: indique el nombre del PDF, como «{path / 'informe.pdf'}».")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def sentence(problem: OSError) -> str:
    """What the system refused, in Spanish: the path and the reason."""
    reason = _REASONS.get(problem.errno or 0, problem.strerror or str(problem))
    if problem.filename is None:
        return f"No se pudo leer o escribir: {reason}."
    return f"No se puede usar «{_text(problem.filename)}»: {reason}. Revise la ruta o elija otra."


def _text(name: object) -> str:
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)


@contextmanager
def papers() -> Iterator[None]:
    """Tell what keeps a paper from being made as any other input that does not serve."""
    from apthapi.documents import PaperError

    try:
        yield
    except PaperError as problem:
        raise UnreadableError(str(problem)) from None
