"""What a backup says of itself, written last: without it, it is not whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from apthapi.web.operations.backup.errors import BackupError

FORMAT = 1
"""The format of the file. One that is newer than this program is refused."""


@dataclass(frozen=True, slots=True)
class Content:
    """Some bytes: how many, and their SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: how many rows; on PostgreSQL also its columns, and its rows as text in the order of its key."""

    rows: int
    columns: tuple[str, ...] = ()
    content: Content | None = None


@dataclass(slots=True)
class Manifest:
    """A whole installation at a moment."""

    version: str
    engine: str
    moment: str
    migrations: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By entity, the number and the seal with which its chain of acts ends."""
    database: Content | None = None
    """The file of SQLite, before it was packed."""
    files: dict[str, Content] = field(default_factory=dict)
    """By their path in the folder of data."""
    lacking: list[str] = field(default_factory=list)
    """Files that the database named and that were not there when the backup was made."""

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(each.rows for each in self.tables.values())

    def as_bytes(self) -> bytes:
        """JSON."""
        return json.dumps({"formato": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()


def read_manifest(text: bytes) -> Manifest:
    """The manifest of that JSON. Raises BackupError if it is of a newer format, or of none."""
    try:
        found: dict[str, Any] = json.loads(text)
        if found.pop("formato") != FORMAT:
            raise BackupError(
                "El respaldo es de un formato más nuevo que este programa. Instale la versión que lo hizo."
            )
        found["migrations"] = [(app, name) for app, name in found["migrations"]]
        found["tables"] = {name: _table(each) for name, each in found["tables"].items()}
        found["heads"] = {entity: (number, seal) for entity, (number, seal) in found["heads"].items()}
        found["database"] = _content(found["database"])
        found["files"] = {path: Content(**each) for path, each in found["files"].items()}
        return Manifest(**found)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupError("El manifiesto del respaldo no se entiende: no lo hizo apthapi backup.") from None


def _table(found: dict[str, Any]) -> Table:
    return Table(found["rows"], tuple(found["columns"]), _content(found["content"]))


def _content(found: dict[str, Any] | None) -> Content | None:
    return Content(**found) if found else None
