"""The address at which people reach the installation: for what is read outside of it, papers and mails."""

from __future__ import annotations

import os

from django.conf import settings

PORT = "APTHAPI_PUERTO"
"""Set by `apthapi serve`: the demonstration is reached on this machine, at the port where it was started."""


def address() -> str:
    """`https://poa.entidad.gob.bo`, without a final slash."""
    if settings.DEMOSTRACION:
        return f"http://127.0.0.1:{os.environ.get(PORT, '8000')}"
    return f"https://{settings.ALLOWED_HOSTS[0]}"
