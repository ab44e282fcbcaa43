"""What is interrupted beside the work: a migration that is killed, and a backup of which the end is missing."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

Interruption = Callable[[Path, Mapping[str, str], random.Random], str]
"""Does it; what was not as it must be, empty if all was."""
_MIGRATES = 12.0
"""Seconds within which a migration is killed: some kills come after its end."""


def interrupted(engine: str) -> dict[str, Interruption]:  # noqa: ARG001 - both have them
    """By name."""
    return {"migración interrumpida": killed_migration, "respaldo truncado": truncated_backup}


def killed_migration(folder: Path, variables: Mapping[str, str], dice: random.Random) -> str:
    """`kill -9` of the migration of a new database at a random moment; the next one ends well, and the trace stands."""
    with _other(folder, variables) as other:
        migrate = [sys.executable, "-m", "apthapi.web", "migrate", "--verbosity", "0"]
        with subprocess.Popen(migrate, env=other, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
            time.sleep(dice.uniform(0.5, _MIGRATES))
            first.kill()
        again = _run(migrate, other)
        if again.returncode:
            return f"la migración siguiente no termina: {again.stderr[-300:]}"
        verified = _run([sys.executable, "-m", "apthapi.cli", "audit", "verify"], other)
        return "" if verified.returncode == 0 else f"la traza no verifica: {verified.stdout[-300:]}"


def truncated_backup(folder: Path, variables: Mapping[str, str], dice: random.Random) -> str:
    """A backup cut at a random byte is refused with words, nothing of it is there, and the whole one still serves."""
    key, whole = folder / "clave", folder / "respaldo.age"
    cli = [sys.executable, "-m", "apthapi.cli"]
    if not whole.exists():
        _run([*cli, "backup", "--nueva-clave", str(key)], variables)
        made = _run([*cli, "backup", str(whole), "--clave", str(key)], variables)
        if made.returncode:
            return f"no se pudo respaldar: {made.stderr[-300:]}{made.stdout[-300:]}"
    part = folder / "parte.age"
    part.write_bytes(whole.read_bytes()[: dice.randrange(whole.stat().st_size)])
    with _other(folder, variables) as other:
        refused = _run([*cli, "restore", str(part), "--clave", str(key)], other)
        if refused.returncode == 0:
            return "un respaldo sin su final se restauró"
        if "Traceback" in refused.stderr or not refused.stderr.strip():
            return f"no se dijo por qué: {refused.stderr[-300:]}"
        restored = _run([*cli, "restore", str(whole), "--clave", str(key)], other)
        return "" if restored.returncode == 0 else f"el entero ya no se restaura: {restored.stderr[-300:]}"


class _other:  # noqa: N801 - a context
    """The variables of an empty installation beside the one that is played with, which goes in the end."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._folder = folder / "otra"
        self._url = variables["APTHAPI_BASE"]
        self._variables = {**variables, "APTHAPI_DATOS": str(self._folder)}

    def __enter__(self) -> dict[str, str]:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        if self._url:
            name = f"otra_{os.getpid()}"
            self._database(f'drop database if exists "{name}" with (force)', f'create database "{name}"')
            self._variables["APTHAPI_BASE"] = urlunsplit(urlsplit(self._url)._replace(path=f"/{name}"))
        return self._variables

    def __exit__(self, *_: object) -> None:
        if self._url:
            self._database(f'drop database if exists "otra_{os.getpid()}" with (force)')
        shutil.rmtree(self._folder, ignore_errors=True)

    def _database(self, *statements: str) -> None:
        import psycopg  # noqa: PLC0415 - only what needs a server loads it

        with psycopg.connect(self._url, autocommit=True) as server:
            for each in statements:
                server.execute(each)


def _run(command: list[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=dict(variables), capture_output=True, text=True, check=False)
