"""`apthapi serve`: the web application, ready to use, with its worker, in one command."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from typing import Any

from apthapi.cli.screen import say
from apthapi.cli.spanish import Verbs, add_verb

_SETTINGS = "apthapi.web.config.settings"


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "serve",
        about="sirve la aplicación web",
        details="Prepara la base (SQLite, o PostgreSQL con APTHAPI_BASE) y la sirve en esta máquina.",
    )
    parser.add_argument("--demo", action="store_true", help="con el plan del SEGIP y usuarios de ejemplo")
    parser.add_argument("--puerto", type=int, default=8000, metavar="N", help="puerto (8000)")
    parser.add_argument("--procesos", type=int, default=2, metavar="N", help="procesos que atienden (2)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prepare and serve until interrupted; 2 if the installation cannot start."""
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    if options.demo:
        os.environ["APTHAPI_MODO"] = "demostracion"
    from apthapi.web.config.environment import SettingsError

    try:
        _prepare(options.demo)
    except SettingsError as problem:
        print(f"apthapi: {problem}", file=sys.stderr)
        return 2
    return _serve(options)


def _prepare(demo: bool) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from apthapi.web.config.startup import refuse_demonstration_people

    refuse_demonstration_people()
    if demo:
        from apthapi.web.entities.demo import prepare_demonstration

        say("Se cargan el plan del SEGIP 2024 y los usuarios de ejemplo…")
        prepare_demonstration()


def _serve(options: argparse.Namespace) -> int:
    where = f"127.0.0.1:{options.puerto}"
    server = [sys.executable, "-m", "gunicorn", "apthapi.web.config.wsgi:application", "--bind", where]
    # Processes of one thread: on SQLite many threads wait for each other, and nowhere are they quicker.
    server += ["--workers", str(options.procesos), "--threads", "1", "--log-level", "warning", "--timeout", "60"]
    worker = [sys.executable, "-m", "apthapi.web", "db_worker", "--queue-name", "*"]
    signal.signal(signal.SIGTERM, _interrupt)
    running = {"servidor": subprocess.Popen(server), "trabajos": subprocess.Popen(worker)}
    say(f"Apthapi está en http://{where}", "título")
    say("Ctrl+C para terminar.")
    try:
        while (status := running["servidor"].poll()) is None:
            time.sleep(1)
            if running["trabajos"].poll() is not None:
                # The worker ends when the database leaves it; papers must not wait for ever because of that.
                running["trabajos"] = subprocess.Popen(worker)
        return status
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait()


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
