"""`apthapi serve`: the web application, ready to use, with its worker, in one command."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from apthapi.cli.screen import say
from apthapi.cli.spanish import Verbs, add_verb

_SETTINGS = "apthapi.web.config.settings"
_HOST = "127.0.0.1"
_HOUR = 3600


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "serve",
        about="sirve la aplicación web",
        details="Prepara la base (SQLite, o PostgreSQL con APTHAPI_BASE) y la sirve en esta máquina.",
    )
    parser.add_argument("--demo", action="store_true", help="con el plan del SEGIP y usuarios de ejemplo")
    parser.add_argument(
        "--anio",
        action="store_true",
        help="con --demo: el plan vigente, con sus unidades completadas y un año de ejecución de ejemplo",
    )
    parser.add_argument("--puerto", type=int, default=8000, metavar="N", help="puerto (8000)")
    parser.add_argument("--procesos", type=int, default=2, metavar="N", help="procesos que atienden (2)")
    parser.add_argument("--sin-trabajos", action="store_true", help="solo atiende: los trabajos los hace otro servicio")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prepare and serve until interrupted; 2 if the installation cannot start."""
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    os.environ["APTHAPI_PUERTO"] = str(options.puerto)
    if options.anio and not options.demo:
        print("apthapi: --anio es para la demostración: apthapi serve --demo --anio", file=sys.stderr)
        return 2
    if options.demo:
        os.environ["APTHAPI_MODO"] = "demostracion"
    if options.anio:
        # Its own folder: a demonstration that is there already stands with another plan.
        os.environ.setdefault("APTHAPI_DATOS", "datos/anio")
    if problem := _why_not_there(options.puerto) or _prepare(options.demo, year=options.anio):
        print(f"apthapi: {problem}", file=sys.stderr)
        return 2
    return _serve(options)


def _why_not_there(port: int) -> str:
    """Why the port cannot be listened on; empty if it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except (OSError, OverflowError):
            return f"El puerto {port} está ocupado o no se puede usar. Elija otro: apthapi serve --puerto {port + 1}"
    return ""


def _prepare(demo: bool, *, year: bool) -> str:
    """Make the database ready; why it cannot be, empty if it is."""
    from apthapi.web.config.environment import SettingsError

    try:
        import django
        from django.conf import settings
        from django.core.management import call_command
        from django.db.utils import DatabaseError

        django.setup()
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    except SettingsError as problem:
        return str(problem)
    if settings.ENVIRONMENT.only_public and demo:
        return (
            "La demostración prepara sus datos, y con APTHAPI_SOLO_PUBLICO=si no se escribe nada: quite uno de los dos."
        )
    try:
        if settings.ENVIRONMENT.only_public:
            call_command("migrate", check_unapplied=True, verbosity=0)
        else:
            call_command("migrate", verbosity=0)
            _seal()
        _open_doors(demo, year=year)
    except SystemExit:
        return "A la base le faltan tablas de esta versión: actualice primero la instalación que escribe en ella."
    except SettingsError as problem:
        return str(problem)
    except DatabaseError as problem:
        return f"No se puede preparar la base de datos: {str(problem).strip()} Revise APTHAPI_BASE y APTHAPI_DATOS."
    return ""


def _seal() -> None:
    """Here and not in a migration: only who serves is sure to have the secret, and a restoration never does."""
    from apthapi.web.accounts.sealing import seal_all

    seal_all()


def _open_doors(demo: bool, *, year: bool) -> None:
    from apthapi.web.config.startup import refuse_demonstration_people

    refuse_demonstration_people()
    if demo:
        from apthapi.web.entities.demo import prepare_demonstration, prepare_year
        from apthapi.web.ministerio.demo import prepare_organ

        say("Se preparan el plan del SEGIP 2024 y los usuarios de ejemplo…")
        prepare_year() if year else prepare_demonstration()
        prepare_organ()


def _say_when_it_answers(where: str, server: subprocess.Popen[bytes]) -> None:
    """So that neither whoever opens the address nor systemd is told too early that somebody is there."""
    while server.poll() is None:
        if _is_alive(where):
            say(f"Apthapi está en http://{where}", "título")
            say("Ctrl+C para terminar.")
            sys.stdout.flush()  # a journal would have it in the end
            _tell_systemd()
            return
        time.sleep(0.1)


def _is_alive(where: str) -> bool:
    from http.client import HTTPConnection, HTTPException

    asking = HTTPConnection(where, timeout=5)
    try:
        asking.request("GET", "/salud")
        return asking.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asking.close()


def _tell_systemd() -> None:
    """That the service serves, in the words of `sd_notify`; without it nobody waits to be told."""
    if where := os.environ.get("NOTIFY_SOCKET", ""):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            # An address that begins with @ is of the abstract names of Linux.
            told.sendto(b"READY=1", where.replace("@", "\0", 1) if where.startswith("@") else where)


def _serve(options: argparse.Namespace) -> int:
    from django.conf import settings

    from apthapi.web.config.serving import server_command

    where = f"{_HOST}:{options.puerto}"
    works = not (options.sin_trabajos or settings.ENVIRONMENT.only_public)
    server = server_command(where, options.procesos)
    _empty_counts(options.puerto)
    signal.signal(signal.SIGTERM, _interrupt)
    running = {"servidor": subprocess.Popen(server)}
    reminded = time.monotonic()
    try:
        _say_when_it_answers(where, running["servidor"])
        while (status := running["servidor"].poll()) is None:
            if works:
                reminded = _tend(running, reminded)
            time.sleep(1)
        return status
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait()


def _tend(running: dict[str, subprocess.Popen[bytes]], reminded: float) -> float:
    """See that the worker is there, and that people are reminded once an hour; when they were last."""
    if "trabajos" not in running or running["trabajos"].poll() is not None:
        # The worker ends when the database leaves it; papers must not wait for ever because of that.
        running["trabajos"] = subprocess.Popen(
            [sys.executable, "-m", "apthapi.web", "trabajar", "--queue-name", "*", "--verbosity", "0"]
        )
    if time.monotonic() - reminded > _HOUR:
        # Nobody is reminded twice a day; what could not be sent is tried again in an hour.
        running["recordatorios"] = subprocess.Popen([sys.executable, "-m", "apthapi.web", "recordatorios"])
        return time.monotonic()
    return reminded


def _empty_counts(port: int) -> None:
    """A new folder for what these processes count (`operations.metrics`); other servers may share that of data."""
    import shutil

    from django.conf import settings

    from apthapi.web.operations.reserved import FOLDER

    folder = settings.ENVIRONMENT.folder / "metricas" / f"{socket.gethostname()}-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
