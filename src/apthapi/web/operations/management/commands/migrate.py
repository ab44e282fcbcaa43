"""Migrations that were made or not, whenever the process is killed.

Django notes that one was made after its tables are kept, if they have foreign keys: killed in between, the next start
would make them again and fail. Here both are of one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor

_MODULE: Any = migrate
"""The command takes its executor from its module, and offers no other door to it."""


class WholeExecutor(MigrationExecutor):
    """Makes each migration and notes it in the same transaction."""

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        """The state after it."""
        if not migration.atomic:
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        with _unchecked(self.connection), transaction.atomic(self.connection.alias):
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


@contextmanager
def _unchecked(connection: Any) -> Iterator[None]:
    """SQLite stops looking at foreign keys only outside of a transaction; a migration looks at all of them itself."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.constraint_checks_disabled():
        yield


class Command(migrate.Command):
    """`migrate`, whole."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate."""
        before = _MODULE.MigrationExecutor
        _MODULE.MigrationExecutor = WholeExecutor
        try:
            super().handle(*args, **options)
        finally:
            _MODULE.MigrationExecutor = before
