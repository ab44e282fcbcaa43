"""`apthapi install`: the service of production on this machine, or its files below a folder to look at them."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from apthapi.cli.screen import say
from apthapi.cli.spanish import Verbs, add_verb, one_of

_ACTIVATE = (
    ["systemd-sysusers"],
    ["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/apthapi.conf"],
    ["systemctl", "daemon-reload"],
    ["systemctl", "enable", "apthapi-web.service", "apthapi-trabajos.service"],
    ["systemctl", "enable", "--now", "apthapi-respaldo.timer", "apthapi-verificacion.timer",
     "apthapi-recordatorios.timer"],
    ["systemctl", "restart", "apthapi-web.service", "apthapi-trabajos.service"],
)  # fmt: skip
_LAST_WORDS = ["journalctl", "--identifier", "apthapi", "--lines", "5", "--output", "cat", "--no-pager"]


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "install",
        about="instala el servicio de producción en esta máquina",
        details="Escribe las unidades de systemd (web, trabajos, respaldo, verificación y recordatorios), el sitio\n"
        "del proxy, el usuario y sus carpetas, y los arranca. Con --en solo los escribe debajo de una carpeta.",
    )
    parser.add_argument("--host", required=True, metavar="NOMBRE", help="nombre con el que se llega")
    parser.add_argument("--clave", required=True, metavar="age1…", help="clave pública de los respaldos")
    parser.add_argument("--base", default="", metavar="URL", help="postgresql://…; sin ella, SQLite")
    parser.add_argument("--proxy", type=one_of(("caddy", "nginx")), default="caddy", help="caddy (por omisión) o nginx")
    parser.add_argument("--datos", default="/var/lib/apthapi", metavar="CARPETA", help="(/var/lib/apthapi)")
    parser.add_argument("--respaldos", default="/var/backups/apthapi", metavar="CARPETA", help="(/var/backups/apthapi)")
    parser.add_argument("--procesos", type=int, default=2, metavar="N", help="procesos que atienden (2)")
    parser.add_argument("--en", metavar="CARPETA", help="escribe todo debajo de esta carpeta y no arranca nada")
    parser.add_argument("--contenedor", metavar="CARPETA", help="escribe ahí Containerfile y compose.yaml, y nada más")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Install; 2 if it cannot be."""
    from apthapi.core.source import UnreadableError
    from apthapi.web.operations.install.writing import (
        CONFIGURATION,
        Service,
        stays_otherwise,
        write_container,
        write_service,
    )

    service = Service(
        options.host,
        options.proxy,
        options.base,
        options.clave,
        options.datos,
        options.respaldos,
        options.procesos,
    )
    if options.contenedor:
        _list(write_container(service, Path(options.contenedor)))
        return 0
    if options.en:
        _list(write_service(service, Path(options.en)))
        return 0
    if os.geteuid() != 0 or shutil.which("systemctl") is None:
        raise UnreadableError(
            "Se instala como root y con systemd. Para ver qué escribiría: apthapi install --en CARPETA …"
        )
    _list(write_service(service, Path("/")))
    if stays_otherwise(service, Path("/")):
        say(f"{CONFIGURATION} ya estaba y se deja como está: si algo cambió, corríjalo ahí y repita.", "advertencia")
    _activate()
    _say_what_follows(service.proxy)
    return 0


def _activate() -> None:
    """The last one waits until the application answers. Raises UnreadableError with what it said if one does not do."""
    from apthapi.core.source import UnreadableError

    for command in _ACTIVATE:
        if subprocess.run(command, check=False).returncode:
            subprocess.run(_LAST_WORDS, check=False)
            raise UnreadableError(
                f"No se pudo: {' '.join(command)}. Corrija lo que dice arriba y repita: no se pierde nada."
            )


def _list(written: list[Path]) -> None:
    for path in written:
        say(f"Escrito {path}")


def _say_what_follows(proxy: str) -> None:
    say("La aplicación está en marcha. Falta:", "título")
    say(
        "- en /etc/caddy/Caddyfile, la línea: import /etc/caddy/apthapi.caddy"
        if proxy == "caddy"
        else "- el certificado, y enlazar /etc/nginx/sites-available/apthapi.conf en sites-enabled"
    )
    say("- la primera persona: apthapi-web crear_administrador USUARIO --entidad CODIGO …")
    say("- ver que todo está bien: apthapi doctor")
    say("Como root, apthapi y apthapi-web usan las variables de esta instalación y escriben como su usuario.")
