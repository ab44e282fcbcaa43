"""Django's own commands on this project: `python -m apthapi.web migrate`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apthapi.web.config.settings")
execute_from_command_line(["apthapi.web", *sys.argv[1:]])
