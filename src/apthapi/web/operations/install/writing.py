"""Writes the files of a service below a folder: `/`, or another to look at them first."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from apthapi.core.source import UnreadableError

CONFIGURATION = "/etc/apthapi/apthapi.env"
TIMERS = ("respaldo", "verificacion", "recordatorios")
SERVICES = ("web", "trabajos", *TIMERS)
_TEMPLATES = Path(__file__).parent / "plantillas"
_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_PATH = re.compile(r"/[\w./-]+")
_ORDERS = {"apthapi": "$orden", "apthapi-web": "$python -m apthapi.web"}
"""What root types of an installation: with its variables, as its user."""
_PROXIES = {"caddy": "etc/caddy/apthapi.caddy", "nginx": "etc/nginx/sites-available/apthapi.conf"}


@dataclass(frozen=True, slots=True)
class Service:
    """What an installation is told of itself."""

    host: str
    proxy: str = "caddy"
    base: str = ""
    key: str = ""
    data: str = "/var/lib/apthapi"
    backups: str = "/var/backups/apthapi"
    processes: int = 2

    def refuse_what_makes_no_sense(self) -> None:
        """Raises UnreadableError with all that is wrong: these words become lines of other programs' files."""
        wrong = []
        if not _NAME.fullmatch(self.host):
            wrong.append(f"--host es «{self.host}»: escriba el nombre con el que se llega, como poa.entidad.gob.bo.")
        if self.base and (urlsplit(self.base).scheme != "postgresql" or re.search(r"[\s'\"$\\]", self.base)):
            wrong.append("--base se escribe postgresql://usuario:clave@servidor:5432/base, sin espacios ni comillas.")
        if not re.fullmatch(r"age1[a-z0-9]{20,}", self.key):
            wrong.append("--clave es la clave pública de los respaldos (age1…): apthapi backup --nueva-clave ARCHIVO")
        wrong += [
            f"{name} es «{path}»: escriba una ruta completa, sin espacios."
            for name, path in (("--datos", self.data), ("--respaldos", self.backups))
            if not _PATH.fullmatch(path) or ".." in Path(path).parts
        ]
        if not 1 <= self.processes <= 64:
            wrong.append("--procesos es de 1 a 64: uno o dos por cada procesador.")
        if wrong:
            raise UnreadableError(" ".join(wrong))


def write_service(service: Service, root: Path) -> list[Path]:
    """Write everything of a service; the files that were written. The configuration that is there already stays."""
    service.refuse_what_makes_no_sense()
    words = _words(service)
    made = {
        "etc/sysusers.d/apthapi.conf": "sysusers.conf",
        "etc/tmpfiles.d/apthapi.conf": "tmpfiles.conf",
        _PROXIES[service.proxy]: service.proxy,
        **{f"etc/systemd/system/apthapi-{name}.service": f"apthapi-{name}.service" for name in SERVICES},
        **{f"etc/systemd/system/apthapi-{name}.timer": f"apthapi-{name}.timer" for name in TIMERS},
    }
    written = [_write(root / place, _filled(name, words)) for place, name in made.items()]
    written += [_write_order(root / f"usr/local/sbin/{name}", what, words) for name, what in _ORDERS.items()]
    configuration = root / CONFIGURATION.lstrip("/")
    if not configuration.exists():
        written.append(_write(configuration, _filled("apthapi.env", words), mode=0o600))
    return written


def stays_otherwise(service: Service, root: Path) -> bool:
    """Whether the configuration was there already and says something else than this service would."""
    configuration = root / CONFIGURATION.lstrip("/")
    return configuration.read_text(encoding="utf-8") != _filled("apthapi.env", _words(service))


def write_container(service: Service, folder: Path) -> list[Path]:
    """Write what a container is built and started from."""
    service.refuse_what_makes_no_sense()
    words = _words(service) | {"datos": "/datos", "respaldos": "/respaldos"}
    named = {"Containerfile": "Containerfile", "compose.yaml": "compose.yaml", "Caddyfile": "caddy"}
    written = [_write(folder / place, _filled(name, words)) for place, name in named.items()]
    return [*written, _write(folder / "apthapi.env", _filled("apthapi.env", words), mode=0o600)]


def _words(service: Service) -> dict[str, str]:
    return {
        "host": service.host,
        "base": service.base,
        "clave": service.key,
        "datos": service.data,
        "respaldos": service.backups,
        "procesos": str(service.processes),
        "configuracion": CONFIGURATION,
        "python": sys.executable,
        "orden": str(Path(sys.executable).with_name("apthapi")),
        "endurecido": (_TEMPLATES / "endurecido.conf").read_text(encoding="utf-8"),
        "cerrado": (_TEMPLATES / "cerrado.html").read_text(encoding="utf-8").replace("\n", ""),
    }


def _write_order(path: Path, what: str, words: dict[str, str]) -> Path:
    return _write(path, _filled("orden", words | {"que": Template(what).substitute(words)}), mode=0o755)


def _filled(name: str, words: dict[str, str]) -> str:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8")).substitute(words)


def _write(path: Path, text: str, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_text(text, encoding="utf-8")
    return path
