"""Where a package is: a folder or a zip of one. Nothing is extracted; what is unsafe is refused and reported."""

from __future__ import annotations

import io
import json
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from apthapi.core.findings import Finding, Severity, file_finding
from apthapi.core.quoting import quoted
from apthapi.core.tables import TABLES

ZIP_TOTAL_LIMIT = 8 * 2**30
ZIP_RATIO_LIMIT = 200
RATIO_FLOOR = 50 * 2**20
"""A file of a zip may grow 200 times when larger than 50 MB: real tables grow 10 to 50 times."""

FOLDER_DEPTH = 3
"""Folders below the given one that are looked into, so that pointing at a whole disk by mistake costs nothing."""

DESCRIPTOR = "datapackage.json"
DESCRIPTOR_LIMIT = 4 * 2**20
OWN_SETS = "clasificadores"
SUFFIXES = (".csv", ".parquet")

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What Python raises on a damaged zip."""


class UnreadableError(Exception):
    """The input as a whole cannot be read; the message (Spanish) says why and what to try."""


class _ZipStream(io.RawIOBase):
    """A file of a zip whose damage, of any kind, is an OSError as it is on a disk."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        try:
            self._stream = archive.open(info)
        except ZIP_ERRORS as problem:
            raise OSError(str(problem)) from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            block = self._stream.read(len(view))
        except ZIP_ERRORS as problem:
            raise OSError(str(problem)) from None
        view[: len(block)] = block
        return len(block)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package: its path inside, its size in bytes, and how to open it."""

    name: str
    size: int
    path: Path | None = None
    archive: zipfile.ZipFile | None = None
    info: zipfile.ZipInfo | None = None

    def open(self) -> IO[bytes]:
        """The bytes, as a stream. Opening it and reading it raise nothing but OSError."""
        if self.path is not None:
            return self.path.open("rb")
        assert self.archive is not None
        assert self.info is not None
        return io.BufferedReader(_ZipStream(self.archive, self.info), 2**16)

    @property
    def inside(self) -> PurePosixPath:
        """The path inside the package."""
        return PurePosixPath(self.name)

    @property
    def is_table(self) -> bool:
        """Whether its name is that of a table of the format."""
        return self.suffix in SUFFIXES and self.inside.stem.lower() in TABLES

    @property
    def suffix(self) -> str:
        """The end of the name in small letters, such as `.csv`."""
        return self.inside.suffix.lower()


@dataclass(slots=True)
class Source:
    """The files of a package by table, those of its own classifiers, and the findings about them."""

    where: Path
    tables: dict[str, Entry] = field(default_factory=dict)
    own_sets: dict[str, Entry] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    archive: zipfile.ZipFile | None = None

    @property
    def size(self) -> int:
        """Bytes of all the tables."""
        return sum(entry.size for entry in self.tables.values())

    def close(self) -> None:
        """Close the zip, if it is one."""
        if self.archive is not None:
            self.archive.close()

    def report(self, rule: str, what: str, message: str, repair: str, severity: Severity = Severity.WARNING) -> None:
        """Add a finding about one file."""
        self.findings.append(file_finding(rule, f"{quoted(what)} {message}.", repair, severity=severity))


def open_source(path: Path) -> Source:
    """Find the tables of a folder or zip. Raises UnreadableError if there is nothing of a package in it."""
    if not path.exists():
        raise UnreadableError(f"No existe «{path}». Revise el nombre de la carpeta o del archivo.")
    source = Source(path)
    if path.is_dir():
        entries = list(_folder_entries(path, source))
    elif zipfile.is_zipfile(path):
        entries = list(_zip_entries(path, source))
    else:
        raise UnreadableError(
            f"«{path}» no es una carpeta ni un zip con las tablas del plan. "
            "Indique la carpeta que contiene planes.csv, o un zip de ella."
        )
    _assign(entries, source)
    if not source.tables:
        source.close()
        raise UnreadableError(
            f"En «{path}» no hay ninguna tabla del plan (planes.csv, unidades.csv…). "
            "Use «apthapi example CARPETA» para ver cómo es un plan completo."
        )
    return source


def _folder_entries(folder: Path, source: Source) -> Iterator[Entry]:
    home = os.path.realpath(folder)
    for where, folders, files in os.walk(folder):
        depth = len(Path(where).relative_to(folder).parts)
        folders[:] = sorted(folders) if depth < FOLDER_DEPTH else []
        for name in sorted(files):
            path = Path(where, name)
            inside = path.relative_to(folder).as_posix()
            if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises where it may not look
                continue
            if not Path(os.path.realpath(path)).is_relative_to(home):
                source.report("F11", inside, "no se leyó: su ruta sale de la carpeta", "Copie el archivo a la carpeta.")
                continue
            yield Entry(inside, path.stat().st_size, path=path)


def _zip_entries(path: Path, source: Source) -> Iterator[Entry]:
    try:
        archive = source.archive = zipfile.ZipFile(path)
    except (*ZIP_ERRORS, OSError, LookupError):
        raise UnreadableError(f"El zip «{path}» está dañado. Vuelva a copiarlo o a hacerlo.") from None
    total = 0
    for info in archive.infolist():
        name = info.filename.replace("\\", "/")
        if not name or name.endswith("/"):
            continue
        danger = zip_danger(info, PurePosixPath(name), total)
        if danger:
            source.report("F11", name, f"no se leyó: {danger}", "Vuelva a hacer el zip.", Severity.ERROR)
            continue
        total += info.file_size
        yield Entry(name, info.file_size, archive=archive, info=info)


def zip_danger(info: zipfile.ZipInfo, name: PurePosixPath, total: int, limit: int | None = None) -> str:
    """Why a file of a zip must not be read, after `total` bytes of others; empty if it may be."""
    limit = ZIP_TOTAL_LIMIT if limit is None else limit
    if name.is_absolute() or ".." in name.parts or any(":" in part for part in name.parts[:1]):
        return "su ruta sale de la carpeta"
    if info.flag_bits & 1:
        return "está cifrado"
    if info.file_size > RATIO_FLOOR and info.file_size > ZIP_RATIO_LIMIT * max(info.compress_size, 1):
        return "crece demasiado al descomprimirse"
    return f"pasa de {limit // 2**20} MB descomprimido" if total + info.file_size > limit else ""


def _assign(entries: list[Entry], source: Source) -> None:
    """Give each file its table: by `datapackage.json` when it names one, otherwise by the file's name."""
    base = _base(entries)
    named = _named_by_descriptor(entries, base, source)
    for entry in entries:
        if entry.suffix not in SUFFIXES:
            continue
        if not entry.inside.is_relative_to(base):
            _report_elsewhere(entry, base, source)
            continue
        path = entry.inside.relative_to(base)
        parent, stem = path.parent.as_posix(), path.stem.lower()
        table = named.get(str(path), stem if parent == "." else "")
        if parent == OWN_SETS:
            source.own_sets[stem] = entry
        elif table in source.tables:
            used = quoted(source.tables[table].name)
            source.report("F10", str(path), f"repite la tabla {table}; se usó {used}", "Deje uno solo.", Severity.ERROR)
        elif table in TABLES:
            source.tables[table] = entry
        elif parent == ".":
            source.report(
                "F10",
                str(path),
                "no es una tabla del formato; no se usó",
                "Si es una tabla del plan, dele su nombre; la lista está en docs/plan-format.md.",
                Severity.INFO,
            )
        else:
            _report_elsewhere(entry, base, source)


def _report_elsewhere(entry: Entry, base: PurePosixPath, source: Source) -> None:
    if entry.is_table:
        place = "la carpeta" if base == PurePosixPath() else quoted(str(base))
        source.report(
            "F10", entry.name, f"no se usó: las tablas se tomaron de {place}", "Revise cada carpeta por separado."
        )


def _base(entries: list[Entry]) -> PurePosixPath:
    """The folder inside the zip that holds the tables: the shallowest that has one, or the descriptor."""
    homes = {entry.inside.parent for entry in entries if entry.is_table or entry.inside.name == DESCRIPTOR}
    return min(homes, key=lambda home: (len(home.parts), str(home)), default=PurePosixPath())


def _named_by_descriptor(entries: list[Entry], base: PurePosixPath, source: Source) -> dict[str, str]:
    """Table of each path that the descriptor names; tables that it names and are not there are reported."""
    descriptor = next((entry for entry in entries if entry.inside == base / DESCRIPTOR), None)
    if descriptor is None:
        return {}
    try:
        named = _resources(descriptor)
    except (ValueError, LookupError, TypeError, RecursionError, OSError):
        source.report(
            "F08",
            DESCRIPTOR,
            "no se pudo leer; las tablas se tomaron por el nombre de su archivo",
            "Escriba el paquete de nuevo con «apthapi convert».",
        )
        return {}
    present = {str(entry.inside.relative_to(base)) for entry in entries if entry.inside.is_relative_to(base)}
    for path in sorted(set(named) - present):
        source.report(
            "F10",
            path,
            f"no está en el paquete, aunque {DESCRIPTOR} lo nombra",
            f"Agregue el archivo, o quítelo de {DESCRIPTOR}.",
        )
    return {path: name for path, name in named.items() if name in TABLES}


def _resources(descriptor: Entry) -> dict[str, str]:
    if descriptor.size > DESCRIPTOR_LIMIT:
        raise ValueError("too large")
    with descriptor.open() as stream:
        resources = json.load(io.TextIOWrapper(stream, "utf-8-sig"))["resources"]
    return {str(PurePosixPath(each["path"])): str(each["name"]) for each in resources}
