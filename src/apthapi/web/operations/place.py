"""Where the installation keeps what is not in its database."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def home() -> Path:
    """The folder of data."""
    return Path(settings.TRAZA).parent
