"""Django's own commands on this project: `python -m apthapi.web migrate`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from apthapi.web.config.environment import SettingsError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apthapi.web.config.settings")
try:
    execute_from_command_line(["apthapi.web", *sys.argv[1:]])
except SettingsError as problem:
    print(f"apthapi: {problem}", file=sys.stderr)
    sys.exit(2)
