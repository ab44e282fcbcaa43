"""The settings of the product on a database of the tests: a SQLite file, or PostgreSQL where `APTHAPI_BASE` says."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir

os.environ.setdefault("APTHAPI_MODO", "demostracion")
os.environ.setdefault("APTHAPI_DATOS", str(Path(gettempdir()) / f"apthapi-pruebas-{os.getuid()}"))
os.environ.setdefault("APTHAPI_SECRETO", "solo-para-las-pruebas")

from apthapi.web.config.settings import *  # noqa: E402, F403
from apthapi.web.config.settings import DATABASES, ENVIRONMENT  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ENVIRONMENT.folder.mkdir(parents=True, exist_ok=True)
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, and not memory: the rules read through a connection of their own.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "uno")
    DATABASES["default"]["TEST"] = {"NAME": ENVIRONMENT.folder / f"pruebas-{worker}.sqlite3"}
