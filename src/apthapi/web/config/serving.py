"""How the application is served: the command of its server, one for who uses it and for who measures it."""

from __future__ import annotations

import sys

_LONGEST_STOP = 10
"""Seconds that a process has to answer what it began, or to finish starting, before it is ended."""


def server_command(where: str, processes: int = 2, access_log: str = "") -> list[str]:
    """granian on an address such as `127.0.0.1:8000`; a format for `access_log` writes each request to the output.

    Python runs in one thread of each process: on SQLite many threads wait for each other, and nowhere are they
    quicker. Connections are held outside of it, so that one kept open costs nothing and a browser that opens one and
    says nothing yet makes nobody wait. A process that ends by itself is started again.
    """
    host, _, port = where.rpartition(":")
    command = [sys.executable, "-m", "granian", "apthapi.web.config.wsgi:application", "--interface", "wsgi"]
    command += ["--host", host, "--port", port, "--workers", str(processes), "--blocking-threads", "1"]
    # The defaults make single requests of a thousand open connections wait for seconds.
    command += ["--backlog", "4096", "--backpressure", "2000", "--http", "1", "--no-ws"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", str(_LONGEST_STOP), "--log-level", "error"]
    return [*command, "--access-log", "--access-log-fmt", access_log] if access_log else command
