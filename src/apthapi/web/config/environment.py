"""What the environment says of an installation, read once and refused with a reason when it makes no sense."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DEMONSTRATION, PRODUCTION = "demostracion", "produccion"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SettingsError(Exception):
    """The installation cannot start with these variables; the message (Spanish) says which and how to set it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables `APTHAPI_…` of the process, understood."""

    mode: str
    folder: Path
    hosts: tuple[str, ...]
    secret: str
    database: dict[str, Any]
    mail: dict[str, str] = field(default_factory=dict)
    """How mail is sent: server, port, user, password, sender. Empty: none is."""
    proxies: int = 0
    """How many proxies of the installation write X-Forwarded-For in front of it."""

    roots: Path | None = None
    """The folder of the certification authorities that are trusted, and of the lists of what they revoked."""
    timestamps: str = ""
    """The address of a time authority (RFC 3161); empty: signatures carry the hour of the server."""
    asks_revocation: bool = False
    """Whether authorities may be asked over the network if a certificate was revoked."""
    asked: int = 120
    """How often in a minute one address of the network may ask the public API."""
    files: int = 20
    """The same for its tables as files."""
    metrics: str = ""
    """The token with which a program of another machine reads the metrics; empty: only from this machine."""
    former_secrets: tuple[str, ...] = ()
    """Secrets of before the present one: what they signed or sealed still counts."""
    only_public: bool = False
    """Whether it only reads what is published: nothing is written, so that the database may be a replica."""

    @property
    def is_demonstration(self) -> bool:
        """Whether anybody on this machine may enter as any demonstration role."""
        return self.mode == DEMONSTRATION


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the variables. Raises SettingsError: demonstration mode is never served beyond this machine."""
    mode = variables.get("APTHAPI_MODO", PRODUCTION)
    if mode not in (DEMONSTRATION, PRODUCTION):
        raise SettingsError(f"APTHAPI_MODO es «{mode}»; escriba {PRODUCTION} o {DEMONSTRATION}.")
    hosts = tuple(host for host in variables.get("APTHAPI_HOSTS", "").replace(",", " ").split() if host)
    if mode == DEMONSTRATION:
        if set(hosts) - set(LOOPBACK):
            raise SettingsError(
                "El modo de demostración deja entrar a cualquiera y solo se sirve en esta máquina: "
                "quite APTHAPI_HOSTS, o ponga APTHAPI_MODO=produccion."
            )
        hosts = LOOPBACK
    elif not hosts:
        raise SettingsError(
            "Falta APTHAPI_HOSTS: el nombre con el que se llega a esta instalación (poa.entidad.gob.bo). "
            "En la demostración, ponga APTHAPI_MODO=demostracion."
        )
    folder = Path(variables.get("APTHAPI_DATOS", "datos")).absolute()
    proxies = _whole(variables, "APTHAPI_PROXIES", "0" if mode == DEMONSTRATION else "1")
    secret, database, mail = _secret(variables, folder), _database(variables, folder), _mail(variables)
    roots = Path(variables["APTHAPI_RAICES"]).absolute() if variables.get("APTHAPI_RAICES") else None
    if roots is not None and not roots.is_dir():
        raise SettingsError(f"APTHAPI_RAICES es «{roots}», que no es una carpeta.")
    asked, files = _whole(variables, "APTHAPI_API", "120"), _whole(variables, "APTHAPI_API_ARCHIVOS", "20")
    return Environment(
        mode,
        folder,
        hosts,
        secret,
        database,
        mail,
        proxies,
        roots,
        _time_authority(variables),
        _yes(variables, "APTHAPI_REVOCACION"),
        asked,
        files,
        variables.get("APTHAPI_METRICAS", ""),
        tuple(variables.get("APTHAPI_SECRETO_ANTERIOR", "").split()),
        _yes(variables, "APTHAPI_SOLO_PUBLICO"),
    )


def _time_authority(variables: Mapping[str, str]) -> str:
    url = variables.get("APTHAPI_SELLO_TIEMPO", "")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise SettingsError("APTHAPI_SELLO_TIEMPO se escribe https://…, la dirección del servicio de sello de tiempo.")
    return url


def _yes(variables: Mapping[str, str], name: str) -> bool:
    text = variables.get(name, "no")
    if text not in ("si", "no"):
        raise SettingsError(f"{name} es «{text}»; escriba si o no.")
    return text == "si"


def _whole(variables: Mapping[str, str], name: str, default: str) -> int:
    text = variables.get(name, default)
    if not text.isdigit():
        raise SettingsError(f"{name} es «{text}»; escriba un número, como {default}.")
    return int(text)


def _mail(variables: Mapping[str, str]) -> dict[str, str]:
    """Mail always travels encrypted: a link to choose a password goes in it."""
    url = variables.get("APTHAPI_CORREO", "")
    if not url:
        return {}
    parts = urlsplit(url)
    sender = dict(parse_qsl(parts.query)).get("de", "")
    if parts.scheme != "smtp" or not parts.hostname or not sender:
        raise SettingsError(
            "APTHAPI_CORREO se escribe smtp://usuario:clave@servidor:587?de=poa@entidad.gob.bo; "
            "vacía, no se envía correo."
        )
    return {
        "servidor": parts.hostname,
        "puerto": str(parts.port or 587),
        "usuario": unquote(parts.username or ""),
        "clave": unquote(parts.password or ""),
        "de": sender,
    }


def _secret(variables: Mapping[str, str], folder: Path) -> str:
    """What signs sessions and seals seeds: given, or made once and kept in the folder of data for its owner alone."""
    if given := variables.get("APTHAPI_SECRETO"):
        return given
    path = folder / "secreto"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii")


_GIVES_UP: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A process waits for the database, and serves nobody meanwhile: a network that is cut without a word is noticed."""


def _database(variables: Mapping[str, str], folder: Path) -> dict[str, Any]:
    url = variables.get("APTHAPI_BASE", "")
    if not url:
        return _sqlite(folder / "apthapi.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SettingsError("APTHAPI_BASE se escribe postgresql://usuario:clave@servidor:5432/base; vacía es SQLite.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_GIVES_UP, **dict(parse_qsl(parts.query))},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that will write says so when it begins: two of them wait instead of failing half way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "cached_statements": 1024,
            # FULL: what was acknowledged is on the disk, also when the power fails.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
            ),
        },
    }
