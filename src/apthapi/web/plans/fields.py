"""How a stored column of the format is declared to Django: whole numbers or unknown, text compared by bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from django.db.models.fields import Field


class Texto(models.TextField[str, str]):
    """Text that compares byte by byte on every engine, so that findings come in the same order everywhere."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type with its collation; SQLite's own is by bytes already."""
        return 'text collate "C"' if connection.vendor == "postgresql" else "text"


def field_of(kind: str) -> Field[Any, Any]:
    """The Django field of a stored column, by its SQL type (`BIGINT` or `TEXT`)."""
    return models.BigIntegerField(null=True) if kind == "BIGINT" else Texto(default="", blank=True)
