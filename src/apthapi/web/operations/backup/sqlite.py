"""The database of SQLite in a backup: its file, as it was at one moment."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from apthapi.web.operations.backup.archive import DATABASE, chunks_of, digested, unpacked
from apthapi.web.operations.backup.errors import BackupError
from apthapi.web.operations.backup.manifest import Manifest, Table

_TABLES = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"


def copy_to(source: Path, target: Path) -> None:
    """The database of one moment, as one file without a journal; nobody who reads or writes waits for it."""
    with closing(_opened(source)) as database:
        database.execute("vacuum into ?", [str(target)])
    target.chmod(0o600)


def describe(path: Path, manifest: Manifest) -> None:
    """What the copy holds, into the manifest."""
    with closing(_opened(path)) as database:
        manifest.tables = {name: Table(rows) for name, rows in _counted(database).items()}
        manifest.migrations = list(database.execute("select app, name from django_migrations order by id"))
        heads = database.execute("select entidad, numero, huella from audit_cabeza")
        manifest.heads = {entity: (number, seal) for entity, number, seal in heads}


def bring(staged: Path, manifest: Manifest) -> Path:
    """Unpack the file of the database beside its place; it must be the one that was kept. Raises BackupError."""
    path = staged / "apthapi.sqlite3"
    with path.open("xb") as file:
        path.chmod(0o600)
        for some in unpacked(staged / DATABASE):
            file.write(some)
    if digested(chunks_of(path)) != manifest.database:
        raise BackupError("La base del respaldo no es la que se guardó: su SHA-256 es otro. No se escribió nada.")
    with closing(_opened(path)) as database:
        said = [row[0] for row in database.execute("pragma quick_check(3)")]
        if said != ["ok"]:
            raise BackupError(f"La base del respaldo está dañada: {'; '.join(said)}. No se escribió nada.")
        if _counted(database) != {name: each.rows for name, each in manifest.tables.items()}:
            raise BackupError(
                "Las tablas del respaldo no tienen las filas que dice su manifiesto. No se escribió nada."
            )
    return path


def in_use(path: Path) -> bool:
    """Whether some process has the database open."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as database:
        try:
            database.execute("pragma locking_mode = exclusive")
            database.execute("begin exclusive")
        except sqlite3.OperationalError as problem:
            if "locked" in str(problem):
                return True
            raise
        return False


def _counted(database: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in database.execute(_TABLES)]
    return {name: database.execute(f'select count(*) from "{name}"').fetchone()[0] for name in names}


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=20)
