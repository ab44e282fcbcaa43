"""Where a package is: a folder or a zip of one. Nothing is extracted; what is unsafe is refused and reported."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from apthapi.core.findings import Finding, Severity

ZIP_TOTAL_LIMIT = 8 * 2**30
ZIP_RATIO_LIMIT = 200
RATIO_FLOOR = 50 * 2**20
"""A file of a zip may grow 200 times when larger than 50 MB: real tables grow 10 to 50 times."""

OWN_SETS = "clasificadores"
SUFFIXES = (".csv", ".parquet")


class UnreadableError(Exception):
    """The input as a whole cannot be read; the message (Spanish) says why and what to try."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package: its path inside, its size in bytes, and how to open it."""

    name: str
    size: int
    path: Path | None = None
    archive: zipfile.ZipFile | None = None

    def open(self) -> IO[bytes]:
        """The bytes, as a stream."""
        if self.path is not None:
            return self.path.open("rb")
        assert self.archive is not None
        return self.archive.open(self.name)


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


def file_finding(
    rule: str,
    message: str,
    repair: str,
    *,
    severity: Severity = Severity.ERROR,
    table: str = "",
    row: int | None = None,
    column: str = "",
    plan: str = "",
    unidad: str = "",
) -> Finding:
    """A finding about the file itself, whose norm is the plan format."""
    return Finding(
        rule,
        severity,
        message,
        repair,
        "Formato del plan (docs/plan-format.md)",
        plan=plan,
        unidad=unidad,
        table=table,
        row=row,
        column=column,
    )


def open_source(path: Path) -> Source:
    """Find the tables of a folder or zip. Raises UnreadableError if there is nothing of a package in it."""
    if not path.exists():
        raise UnreadableError(f"No existe «{path}». Revise el nombre de la carpeta o del archivo.")
    source = Source(path)
    if path.is_dir():
        entries = list(_folder_entries(path))
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


def _folder_entries(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        inside = path.resolve().is_relative_to(folder.resolve())
        if path.is_file() and inside:
            yield Entry(path.relative_to(folder).as_posix(), path.stat().st_size, path=path)


def _zip_entries(path: Path, source: Source) -> Iterator[Entry]:
    try:
        archive = source.archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as problem:
        raise UnreadableError(f"El zip «{path}» está dañado: {problem}") from None
    total = 0
    for info in archive.infolist():
        if info.is_dir():
            continue
        total += info.file_size
        danger = _unsafe(info, total)
        if danger:
            source.findings.append(
                file_finding("F11", f"«{info.filename}» del zip no se leyó: {danger}.", "Vuelva a hacer el zip.")
            )
            continue
        yield Entry(info.filename, info.file_size, archive=archive)


def _unsafe(info: zipfile.ZipInfo, total: int) -> str:
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        return "su ruta sale de la carpeta"
    if info.flag_bits & 1:
        return "está cifrado"
    if info.file_size > RATIO_FLOOR and info.file_size > ZIP_RATIO_LIMIT * max(info.compress_size, 1):
        return "crece demasiado al descomprimirse"
    return "el zip pasa de 8 GB descomprimido" if total > ZIP_TOTAL_LIMIT else ""


def _assign(entries: list[Entry], source: Source) -> None:
    """Give each file its table: by `datapackage.json` when it names one, otherwise by the file's name."""
    from apthapi.core.tables import TABLES  # noqa: PLC0415 - keeps this module free of the format for its tests

    base = _base(entries, set(TABLES))
    named = _named_by_descriptor(entries, base, source)
    for entry in entries:
        inside = _relative(entry.name, base)
        if inside is None:
            continue
        stem, parent = inside.stem, inside.parent.as_posix()
        table = named.get(inside.as_posix(), stem if parent == "." else "")
        if inside.suffix not in SUFFIXES:
            continue
        if parent == OWN_SETS:
            source.own_sets[stem] = entry
        elif table in TABLES:
            source.tables[table] = entry
        elif parent == ".":
            source.findings.append(
                file_finding(
                    "F10",
                    f"El archivo «{inside}» no es una tabla del formato; no se usó.",
                    "Si es una tabla del plan, dele su nombre; la lista está en docs/plan-format.md.",
                    severity=Severity.INFO,
                )
            )


def _base(entries: list[Entry], tables: set[str]) -> PurePosixPath:
    """The folder inside the zip that holds the tables: the shallowest that has one."""
    homes = {
        PurePosixPath(entry.name).parent
        for entry in entries
        if PurePosixPath(entry.name).stem in tables and PurePosixPath(entry.name).suffix in SUFFIXES
    }
    return min(homes, key=lambda home: (len(home.parts), str(home)), default=PurePosixPath())


def _relative(name: str, base: PurePosixPath) -> PurePosixPath | None:
    path = PurePosixPath(name)
    return path.relative_to(base) if path.is_relative_to(base) else None


def _named_by_descriptor(entries: list[Entry], base: PurePosixPath, source: Source) -> dict[str, str]:
    for entry in entries:
        if PurePosixPath(entry.name) == base / "datapackage.json" and entry.size < 2**22:
            try:
                with entry.open() as stream:
                    resources = json.load(io.TextIOWrapper(stream, "utf-8-sig"))["resources"]
                return {str(PurePosixPath(each["path"])): str(each["name"]) for each in resources}
            except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as problem:
                source.findings.append(
                    file_finding(
                        "F08",
                        f"datapackage.json no se pudo leer ({problem}); las tablas se tomaron por su nombre.",
                        "Escriba el paquete de nuevo con «apthapi convert».",
                        severity=Severity.WARNING,
                    )
                )
    return {}
