"""What somebody who owns the database can do: statements with the triggers gone, as if they had never been."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from apthapi.web.audit import guards
from apthapi.web.process import trace


@contextmanager
def without_triggers() -> Iterator[None]:
    """Take every trigger away, and put the true ones back, so that they give nothing away."""
    with connection.cursor() as cursor:
        for each in (*trace.triggers(connection.vendor), *guards.triggers(connection.vendor)):
            on = f" on {each.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop trigger if exists {each.name}{on}")
    yield
    trace.install()
    guards.install()


def attack(*statements: str) -> None:
    """Run statements with nothing in the way, and leave no other sign."""
    with without_triggers(), connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)
