"""The settings of the product for tests; which database, each test says (see databases.py)."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir

os.environ.setdefault("APTHAPI_MODO", "demostracion")
os.environ.setdefault("APTHAPI_DATOS", str(Path(gettempdir()) / f"apthapi-pruebas-{os.getuid()}"))
os.environ.setdefault("APTHAPI_SECRETO", "solo-para-las-pruebas")

from apthapi.web.config.settings import *  # noqa: F403
from apthapi.web.config.settings import STATIC_ROOT

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each client of a test has its own middleware, which would list all static files to serve none of them.
WHITENOISE_AUTOREFRESH = True
# A test that fails is run again: it need not wait for the disk.
OPTIONS = DATABASES["default"]["OPTIONS"]  # noqa: F405
if "init_command" in OPTIONS:
    OPTIONS["init_command"] = OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
# The tests want what the rules say of now, but those of this very thing.
MUY_OCUPADO = 1.0
