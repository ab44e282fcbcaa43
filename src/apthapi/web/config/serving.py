"""How the application is served: the command of its server, one for who uses it and for who measures it."""

from __future__ import annotations

import sys


def server_command(where: str, processes: int = 2) -> list[str]:
    """gunicorn on an address such as `127.0.0.1:8000`.

    Processes of one thread: on SQLite many threads wait for each other, and nowhere are they quicker. This kind of
    process keeps connections open between requests, which spares a far office one trip for each, and does not wait
    for a browser that opens a connection and says nothing yet: the plainer kind does, for many seconds.
    """
    command = [sys.executable, "-m", "gunicorn", "apthapi.web.config.wsgi:application", "--bind", where]
    command += ["--workers", str(processes), "--worker-class", "gthread", "--threads", "1", "--keep-alive", "20"]
    return [*command, "--log-level", "warning", "--timeout", "60"]
