"""Checks of the machine and of what the installation was told: variables, folder, disk, programs."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from apthapi.documents.glyphs import FONTS
from apthapi.formats.scan.ocr import installed
from apthapi.web.operations.doctor.said import Said, error, good, warning
from apthapi.web.operations.place import home

_LEAST, _LITTLE = 500 * 10**6, 2 * 10**9
"""Bytes of free disk: below the first nothing should be saved, below the second it is told."""


def check_variables() -> Iterator[Said]:
    """Names, proxies, the secret and mail."""
    environment = settings.ENVIRONMENT
    if environment.is_demonstration:
        yield warning(
            "modo",
            "Es una demostración: cualquiera en esta máquina entra como cualquiera.",
            "Para trabajar de verdad: apthapi install, con APTHAPI_MODO=produccion.",
        )
        return
    if wild := [name for name in environment.hosts if name.startswith((".", "*"))]:
        yield warning(
            "APTHAPI_HOSTS",
            f"Admite nombres que no son uno solo: {', '.join(wild)}.",
            "Escriba el nombre exacto con el que se llega, como poa.entidad.gob.bo.",
        )
    if not environment.proxies:
        yield error(
            "APTHAPI_PROXIES",
            "Vale 0: no se cree a ningún proxy que la conexión llegó cifrada, y nadie puede entrar.",
            "Ponga un proxy con TLS delante y APTHAPI_PROXIES=1.",
        )
    if not environment.mail:
        yield warning(
            "APTHAPI_CORREO",
            "Sin correo: quien olvida su contraseña necesita al administrador.",
            "Escriba APTHAPI_CORREO=smtp://usuario:clave@servidor:587?de=poa@entidad.gob.bo",
        )
    yield good("variables", f"Se llega por {', '.join(environment.hosts)}, detrás de {environment.proxies} proxy.")


def check_folder() -> Iterator[Said]:
    """Whether the folder of data and its secret are of their owner alone, and can be written."""
    folder, secret = home(), home() / "secreto"
    if not folder.is_dir():
        yield error("carpeta de datos", f"No existe {folder}.", "Revise APTHAPI_DATOS, o cree la carpeta.")
        return
    if not os.access(folder, os.W_OK):
        yield error(
            "carpeta de datos",
            f"Quien ejecuta esto no puede escribir en {folder}.",
            f"Ejecútelo como el usuario del servicio, o: chown -R apthapi {folder}",
        )
    yield from _open_to_others(folder, 0o700)
    if secret.exists():
        yield from _open_to_others(secret, 0o600)


def _open_to_others(path: Path, wanted: int) -> Iterator[Said]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        say = warning if settings.ENVIRONMENT.is_demonstration or mode & 0o077 == 0o050 else error
        yield say(
            "permisos", f"Otros usuarios de la máquina pueden leer {path} ({mode:o}).", f"chmod {wanted:o} {path}"
        )
    else:
        yield good("permisos", f"{path} es solo de su dueño.")


def check_disk() -> Iterator[Said]:
    """Whether there is room on the disk of the data."""
    free = shutil.disk_usage(next(each for each in (home(), *home().parents) if each.exists())).free
    told = f"Quedan {free / 1e9:.1f} GB en el disco de {home()}."
    repair = "Libere espacio o agrande el disco: respaldos viejos y registros son lo primero que se puede mover."
    if free < _LEAST:
        yield error("disco", told, repair)
    elif free < _LITTLE:
        yield warning("disco", told, repair)
    else:
        yield good("disco", told)


def check_programs() -> Iterator[Said]:
    """Whether papers can be written and scans read."""
    if missing := [name for name in ("IBMPlexSans-Regular.ttf", "IBMPlexSans-Bold.ttf") if not (FONTS / name).exists()]:
        yield error("letras", f"Faltan letras de los papeles: {', '.join(missing)}.", "Vuelva a instalar apthapi.")
    else:
        yield good("letras", "Las letras de los papeles están.")
    if installed():
        yield good("tesseract", "Se pueden leer formularios escaneados.")
    else:
        yield warning(
            "tesseract",
            "No se leerán formularios escaneados ni fotografiados.",
            "En Debian: apt install tesseract-ocr tesseract-ocr-spa",
        )
