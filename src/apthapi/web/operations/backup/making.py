"""Makes a backup: anchors first, then the database of one moment, then the files, which are only ever added."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from apthapi import __version__
from apthapi.web.audit.verifying import place_of_database
from apthapi.web.operations.backup import postgresql, sqlite
from apthapi.web.operations.backup.archive import DATABASE, MANIFEST, Pieces, chunks_of, encrypt
from apthapi.web.operations.backup.kept import FILES, named_files
from apthapi.web.operations.backup.manifest import Content, Manifest, Table
from apthapi.web.operations.place import home

NOTE = "respaldo.json"
"""In the folder of data: when the last backup was made, and how it came out."""
PREFIX, SUFFIX = "apthapi-", ".age"
_UNFINISHED = "en-curso-"
"""How files begin that somebody is still writing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its file, bytes read and written, and files that the database names and are not there."""

    path: str
    moment: str
    read: int
    written: int
    seconds: float
    tables: int
    rows: int
    files: int
    lacking: list[str]

    @property
    def rate(self) -> float:
        """Megabytes of contents per second."""
        return self.read / 1e6 / max(self.seconds, 1e-6)


def make_backup(
    target: Path, recipients: list[Any], *, keep: int = 0, tell: Callable[[int], None] = lambda _: None
) -> Made:
    """Write a backup into a folder, or to a file `….age`: whole, or nothing. Raises BackupError, OSError.

    `keep` leaves only so many of the backups of the folder, the newest ones.
    """
    began, now = time.monotonic(), datetime.now(UTC)
    path = target if target.suffix == SUFFIX else target / f"{PREFIX}{now:%Y%m%d-%H%M%S}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{_UNFINISHED}{path.name}")
    pieces, manifest = Pieces(tell), Manifest(__version__, connection.vendor, now.isoformat(timespec="seconds"))
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            encrypt(_contents(pieces, manifest), file, recipients)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _settle(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    made = Made(
        str(path),
        manifest.moment,
        pieces.read,
        path.stat().st_size,
        round(time.monotonic() - began, 3),
        len(manifest.tables),
        manifest.rows,
        len(manifest.files),
        manifest.lacking,
    )
    _note(made)
    if keep and target.suffix != SUFFIX:
        for old in sorted(target.glob(f"{PREFIX}*{SUFFIX}"))[:-keep]:
            old.unlink()
    return made


def last_backup() -> dict[str, Any] | None:
    """What the last backup noted of itself; None if there was none."""
    try:
        found: dict[str, Any] = json.loads((home() / NOTE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def _settle(folder: Path) -> None:
    """See that the name of the file is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _note(made: Made) -> None:
    note = home() / NOTE
    new = note.with_suffix(".nuevo")
    new.write_text(json.dumps(asdict(made), ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(note)


def _contents(pieces: Pieces, manifest: Manifest) -> Iterator[bytes]:
    """The bytes of the tar. An anchor is written after its act: those read first are of acts in the snapshot."""
    folder = home()
    yield from _if_there(pieces, manifest, folder, "traza/anclas.jsonl")
    named = list(named_files())
    yield from _of_database(pieces, manifest)
    yield from _if_there(pieces, manifest, folder, "secreto")
    for name, path in _files():
        yield from pieces.file(name, path, manifest.files)
    manifest.lacking = sorted(
        name for name, sha256 in named if name not in manifest.files or manifest.files[name].sha256 != sha256
    )
    yield from pieces.whole(MANIFEST, manifest.as_bytes())
    yield from pieces.end()


def _if_there(pieces: Pieces, manifest: Manifest, folder: Path, name: str) -> Iterator[bytes]:
    yield from pieces.file(name, folder / name, manifest.files)


def _files() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for place, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if not each.startswith(_UNFINISHED))
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(_UNFINISHED) and path.is_file() and not path.is_symlink():
                yield f"{FILES}/{path.relative_to(root).as_posix()}", path


def _of_database(pieces: Pieces, manifest: Manifest) -> Iterator[bytes]:
    place = place_of_database()
    if connection.vendor == "sqlite":
        # Beside the database: there is where only its owner reads.
        with tempfile.TemporaryDirectory(prefix="respaldo-", dir=home()) as work:
            copy = Path(work) / "apthapi.sqlite3"
            sqlite.copy_to(Path(place.path), copy)
            sqlite.describe(copy, manifest)
            yield from pieces.packed(DATABASE, chunks_of(copy), lambda content: setattr(manifest, "database", content))
        return
    with postgresql.snapshot(dict(place.parameters)) as database:
        postgresql.describe(database, manifest)
        for name, table in list(manifest.tables.items()):
            yield from _of_table(pieces, manifest, database, name, table)


def _of_table(pieces: Pieces, manifest: Manifest, database: Any, name: str, table: Table) -> Iterator[bytes]:
    counted: list[int] = []

    def keep(content: Content) -> None:
        manifest.tables[name] = Table(counted[0], table.columns, content)

    yield from pieces.packed(f"base/{name}", postgresql.rows_of(database, name, table.columns, counted), keep)
