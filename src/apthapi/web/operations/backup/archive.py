"""The file of a backup: a tar, in pieces of known size, encrypted with age while it is written and while it is read.

Both ways some megabytes are in memory at a time, whatever the size. What is said of it in `docs/operations/backup.md`
is enough to open it with `age` and `tar`, without this program.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pyrage

from apthapi.web.operations.backup.errors import BackupError
from apthapi.web.operations.backup.manifest import Content

MANIFEST = "manifiesto.json"
DATABASE = "base/apthapi.sqlite3"
_MAGIC = b"age-encryption.org/v1\n"
_PIECE = 4 * 2**20
_CHUNK = 2**18
_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 1
"""Of compression: what the others gain, an office does not have the processors for."""

_PLACES = re.compile(r"(archivos/.+|traza/anclas\.jsonl|secreto|base/[\w.]+\.gz\.\d{5}|manifiesto\.json)")


class Pieces:
    """Names contents, counts and digests them, and gives the bytes of the tar that holds them."""

    def __init__(self, tell: Callable[[int], None] = lambda _: None) -> None:
        self.read = 0
        """Bytes of contents so far."""
        self._tell = tell

    def whole(self, name: str, content: bytes) -> Iterator[bytes]:
        """A small content."""
        self._note(content)
        yield from _member(name, content)

    def file(self, name: str, path: Path, found: dict[str, Content]) -> Iterator[bytes]:
        """A file; its digest goes into `found`. One that is gone is left out. Raises BackupError if it shrinks."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        digest = hashlib.sha256()
        with file:
            size = left = os.fstat(file.fileno()).st_size
            yield _header(name, size)
            while left:
                some = file.read(min(_CHUNK, left))
                if not some:
                    raise BackupError(f"«{path}» se acortó mientras se respaldaba. Vuelva a hacer el respaldo.")
                left -= len(some)
                digest.update(some)
                self._note(some)
                yield some
            yield _padding(size)
        found[name] = Content(size, digest.hexdigest())

    def packed(self, name: str, chunks: Iterable[bytes], keep: Callable[[Content], None]) -> Iterator[bytes]:
        """A content of any size, compressed, in pieces; what it was is told to `keep` when it ends."""
        digest, size, number = hashlib.sha256(), 0, 0
        packer, waiting = zlib.compressobj(_LEVEL, wbits=_GZIP), bytearray()
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            self._note(chunk)
            waiting += packer.compress(chunk)
            if len(waiting) >= _PIECE:
                yield from _member(f"{name}.gz.{number:05d}", bytes(waiting))
                number, waiting = number + 1, bytearray()
        waiting += packer.flush()
        yield from _member(f"{name}.gz.{number:05d}", bytes(waiting))
        keep(Content(size, digest.hexdigest()))

    def end(self) -> Iterator[bytes]:
        """What closes the tar."""
        yield bytes(2 * tarfile.BLOCKSIZE)

    def _note(self, content: bytes) -> None:
        self.read += len(content)
        self._tell(self.read)


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as file:
        while some := file.read(_CHUNK):
            yield some


def unpacked(path: Path) -> Iterator[bytes]:
    """The bytes that were packed into a file. Raises BackupError if it does not hold them all."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    try:
        for some in chunks_of(path):
            yield unpacker.decompress(some)
    except zlib.error:
        raise BackupError(f"«{path.name}» del respaldo está dañado.") from None
    if not unpacker.eof:
        raise BackupError(f"«{path.name}» del respaldo no está completo.")


def digested(chunks: Iterable[bytes]) -> Content:
    """How many bytes those are, and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    for some in chunks:
        digest.update(some)
        size += len(some)
    return Content(size, digest.hexdigest())


class _Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Pulled:
    """A reader of what an iterator gives; keeps the exception that the encryption would turn into a text."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")
        self.failed: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Up to that many bytes; none at the end."""
        try:
            while not self._left:
                self._left = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as problem:
            self.failed = problem
            raise
        some = self._left[: size if size >= 0 else None]
        self._left = self._left[len(some) :]
        return bytes(some)


def encrypt(chunks: Iterator[bytes], target: Any, recipients: list[Any]) -> None:
    """Write what the iterator gives to a file, encrypted. Raises what the iterator raises, and OSError."""
    source = _Pulled(chunks)
    try:
        pyrage.encrypt_io(source, target, recipients)
    except Exception:
        if source.failed is not None:
            raise source.failed from None
        raise


def extract(source: _Source, identities: list[Any], folder: Path) -> set[str]:
    """Decrypt a backup into an empty folder; the names of its contents, those in pieces put together.

    Raises BackupError if it is not a backup, is for another key, was cut or was touched.
    """
    reading, writing = os.pipe()
    failed: list[Exception] = []
    thread = threading.Thread(target=_decrypt, args=(source, writing, identities, failed), daemon=True)
    thread.start()
    names: set[str] = set()
    told: Exception | None = None
    with os.fdopen(reading, "rb") as plain:
        try:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                for member in tar:
                    names.add(_put(tar, member, folder))
            while plain.read(_CHUNK):
                pass
        except (tarfile.TarError, EOFError, BackupError) as problem:
            told = problem
    thread.join()
    if failed:
        raise _why(failed[0]) from None
    if isinstance(told, BackupError):
        raise told
    if told is not None or MANIFEST not in names:
        raise BackupError("El archivo no es un respaldo de apthapi, o no está completo. No se escribió nada.")
    return names


def _decrypt(source: _Source, writing: int, identities: list[Any], failed: list[Exception]) -> None:
    with os.fdopen(writing, "wb") as target:
        try:
            pyrage.decrypt_io(source, target, identities)
        except BrokenPipeError:
            pass  # who reads has refused already, and says why
        except Exception as problem:
            failed.append(problem)


def _why(problem: Exception) -> BackupError:
    if "No matching keys" in str(problem):
        return BackupError("Esta clave no abre este respaldo: se hizo para otra. No se escribió nada.")
    return BackupError("El respaldo está cortado o fue alterado: su cifrado no cierra. No se escribió nada; use otro.")


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write a content below the folder; its name, without the number of its piece."""
    name = member.name
    if not member.isreg() or not _PLACES.fullmatch(name) or ".." in Path(name).parts:
        raise BackupError(f"El respaldo trae «{name}», que no es parte de una instalación. No se escribió nada.")
    given = tar.extractfile(member)
    if given is None:
        raise BackupError(f"«{name}» del respaldo no se puede leer. No se escribió nada.")
    if name.startswith("base/"):
        name = name[: -len(".gz.00000")]
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
        while some := given.read(_CHUNK):
            file.write(some)
    return name


def _member(name: str, content: bytes) -> Iterator[bytes]:
    yield _header(name, len(content))
    yield content
    yield _padding(len(content))


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def as_source(path: Path) -> io.BufferedReader:
    """The bytes of a backup. Raises BackupError if it is not there, or is none."""
    try:
        source = path.open("rb")
    except (FileNotFoundError, IsADirectoryError):
        raise BackupError(f"No existe el respaldo «{path}». Revise el nombre del archivo.") from None
    if source.peek(len(_MAGIC))[: len(_MAGIC)] != _MAGIC:
        source.close()
        raise BackupError(f"«{path}» no es un respaldo de apthapi: no está en el formato age. No se escribió nada.")
    return source
