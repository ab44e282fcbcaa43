"""What the verbs of an installation share: its settings, and a database that may not answer."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable

_WHERE = "Revise APTHAPI_BASE y APTHAPI_DATOS, y que la base sea la de la aplicación."


def in_installation(work: Callable[[], int]) -> int:
    """Do it with the installation of `APTHAPI_…`; 2 if the variables make no sense or its database does not answer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apthapi.web.config.settings")
    import django
    import psycopg

    from apthapi.web.config.environment import SettingsError

    try:
        django.setup()
        from django.db.utils import DatabaseError
    except SettingsError as problem:
        print(f"apthapi: {problem}", file=sys.stderr)
        return 2
    try:
        return work()
    except (DatabaseError, sqlite3.Error, psycopg.Error) as problem:
        print(f"apthapi: No se puede usar la base de datos: {str(problem).strip()}. {_WHERE}", file=sys.stderr)
        return 2
