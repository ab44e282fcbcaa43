"""An installation where nothing is yet, for what is restored."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from apthapi.bench.web_store import new_database, url_of, without
from web.databases import point_at


@contextmanager
def elsewhere(engine: str, place: Path, settings: LazySettings) -> Iterator[None]:
    """It, while it lasts; skips where PostgreSQL does not answer, except in CI."""
    settings.MEDIA_ROOT = place / "archivos"
    if engine == "sqlite":
        point_at(place)
        yield
        return
    name = f"apthapi_pruebas_respaldo_{os.getpid()}"
    if not new_database(name):
        if os.environ.get("CI"):
            raise ConnectionError("PostgreSQL does not answer on 127.0.0.1:5432")
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    try:
        point_at(place, url_of(name))
        yield
    finally:
        connection.close()
        without(name)
