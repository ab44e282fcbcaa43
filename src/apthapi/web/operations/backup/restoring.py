"""Brings a backup back: beside first, verified there, and only then in place."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from apthapi.web.audit.problems import Report
from apthapi.web.audit.verifying import verify
from apthapi.web.operations.backup import postgresql, sqlite
from apthapi.web.operations.backup.archive import MANIFEST, as_source, chunks_of, digested, extract
from apthapi.web.operations.backup.errors import BackupError
from apthapi.web.operations.backup.kept import FILES, named_files
from apthapi.web.operations.backup.manifest import Manifest, read_manifest
from apthapi.web.operations.place import home

_STAGE = "restaurando-"
_PLACED = ("traza", "secreto", FILES)
_STOP = "Detenga apthapi serve (systemctl stop apthapi-web apthapi-trabajos) y repita. No se escribió nada."
_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(slots=True)
class Restored:
    """What was verified of a backup, in sentences, and what its trace says where it was put in place."""

    manifest: Manifest
    read: int
    seconds: float = 0.0
    verified: list[str] = field(default_factory=list)
    aside: str = ""
    """Where what was there before is now."""
    trace: Report | None = None

    @property
    def rate(self) -> float:
        """Megabytes of contents per second."""
        return self.read / 1e6 / max(self.seconds, 1e-6)


def verify_backup(archive: Path, identities: list[Any]) -> Restored:
    """Open a backup and verify it, without putting anything in place. Raises BackupError."""
    began = time.monotonic()
    with _staged(archive, identities) as (staged, done):
        _verified(staged, done)
    done.seconds = time.monotonic() - began
    return done


def restore(archive: Path, identities: list[Any], *, replace: bool = False) -> Restored:
    """Bring a backup back into this installation, which must be empty unless `replace`. Raises BackupError."""
    began = time.monotonic()
    connection.close()
    _refuse_full(replace)
    with _staged(archive, identities) as (staged, done):
        manifest = done.manifest
        if manifest.engine != connection.vendor:
            raise BackupError(
                f"El respaldo es de {_ENGINES[manifest.engine]} y esta instalación usa {_ENGINES[connection.vendor]}: "
                "ponga APTHAPI_BASE como en la instalación de origen. No se escribió nada."
            )
        _verified(staged, done)
        _place(staged, done)
    call_command("migrate", verbosity=0)
    _look_again(done)
    done.seconds = time.monotonic() - began
    return done


def _refuse_full(replace: bool) -> None:
    folder = home()
    there = [name for name in ("apthapi.sqlite3", "traza", FILES) if _holds(folder / name)]
    full = bool(there) or (connection.vendor == "postgresql" and not postgresql.is_empty())
    if full and not replace:
        raise BackupError(
            f"Aquí ya hay una instalación (en {folder}{' y en su base' if connection.vendor == 'postgresql' else ''}): "
            "no se toca. Con --reemplazar se deja aparte y se restaura en su lugar."
        )
    if connection.vendor == "postgresql":
        if postgresql.in_use():
            raise BackupError(f"Alguien está usando la base. {_STOP}")
    elif (folder / "apthapi.sqlite3").exists() and sqlite.in_use(folder / "apthapi.sqlite3"):
        raise BackupError(f"La aplicación está en marcha sobre esta base. {_STOP}")


def _holds(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and any(path.iterdir()))


@contextmanager
def _staged(archive: Path, identities: list[Any]) -> Iterator[tuple[Path, Restored]]:
    """The contents of the backup in a folder beside their place; it goes at the end."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    with as_source(archive) as source, tempfile.TemporaryDirectory(prefix=_STAGE, dir=folder) as work:
        staged = Path(work)
        names = extract(source, identities, staged)
        manifest = read_manifest((staged / MANIFEST).read_bytes())
        _same_names(names, manifest)
        size = sum(each.bytes for each in manifest.files.values())
        size += sum(each.content.bytes for each in manifest.tables.values() if each.content)
        size += manifest.database.bytes if manifest.database else 0
        yield staged, Restored(manifest, size)


def _same_names(names: set[str], manifest: Manifest) -> None:
    base = {f"base/{name}" for name, each in manifest.tables.items() if each.content}
    base |= {"base/apthapi.sqlite3"} if manifest.database else set()
    if strange := sorted(names ^ {MANIFEST, *manifest.files, *base}):
        raise BackupError(
            f"El respaldo y su manifiesto no dicen lo mismo: {', '.join(strange[:5])}. No se escribió nada."
        )


def _verified(staged: Path, done: Restored) -> None:
    manifest = done.manifest
    for name, content in manifest.files.items():
        if digested(chunks_of(staged / name)) != content:
            raise BackupError(f"«{name}» del respaldo no es el que se guardó: su SHA-256 es otro. No se escribió nada.")
    done.verified.append("El cifrado cierra: el respaldo está completo y nadie lo alteró.")
    done.verified.append(f"Archivos: {len(manifest.files)}, cada uno con su SHA-256.")
    if manifest.database:
        sqlite.bring(staged, manifest)
    else:
        postgresql.check(staged, manifest)
    done.verified.append(f"Tablas: {len(manifest.tables)}, con {manifest.rows} filas: las mismas que al respaldar.")


def _place(staged: Path, done: Restored) -> None:
    """Move what was verified into place. The database goes last: without it, nothing has been restored."""
    folder, now = home(), datetime.now(UTC)
    aside = folder / f"antes-de-restaurar-{now:%Y%m%d-%H%M%S}"
    if connection.vendor == "postgresql":
        schema = "" if postgresql.is_empty() else f"antes_{now:%Y%m%d_%H%M%S}"
        postgresql.load(staged, done.manifest, schema)
        done.aside = f"el esquema {schema} de la base" if schema else ""
    connection.close()
    moved = [name for name in (*_PLACED, *_DATABASE) if (folder / name).exists()]
    if any(_holds(folder / name) for name in moved if name != "secreto"):
        aside.mkdir(mode=0o700)
        for name in moved:
            (folder / name).rename(aside / name)
        done.aside = " y ".join(each for each in (done.aside, str(aside)) if each)
    for name in (*_PLACED, "apthapi.sqlite3"):
        if (staged / name).exists():
            _remove(folder / name)
            (staged / name).rename(folder / name)


_DATABASE = ("apthapi.sqlite3", "apthapi.sqlite3-wal", "apthapi.sqlite3-shm")


def _remove(path: Path) -> None:
    """What is in the way and holds nothing: an empty folder, or a secret of an installation that never was."""
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _look_again(done: Restored) -> None:
    """Where it stands now: its chains end as they did, its trace is whole, and the files that it names are there."""
    done.trace = verify()
    if done.trace.heads != done.manifest.heads:
        raise BackupError(
            "Las cadenas de la traza no terminan como en el respaldo: algo escribió mientras se restauraba."
        )
    done.verified.append(f"Cadenas de actos: {len(done.trace.heads)}, que terminan como al respaldar.")
    known = done.manifest.files
    wrong = sorted(name for name, sha256 in named_files() if name not in known or known[name].sha256 != sha256)
    done.verified.append(
        f"Archivos que la base nombra y que ya no estaban al respaldar: {', '.join(wrong[:5])} ({len(wrong)})."
        if wrong
        else "Todos los archivos que la base nombra están, con la huella que ella guarda."
    )
