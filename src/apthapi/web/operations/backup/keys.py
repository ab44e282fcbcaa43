"""Keys of backups (age, X25519): a public one, with which they are made, and the secret one that opens them.

The machine that makes them only needs the public one: whoever takes that machine does not read its backups.
"""

from __future__ import annotations

import os
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519

from apthapi.web.operations.backup.errors import BackupError

_PUBLIC, _SECRET = "age1", "AGE-SECRET-KEY-"
_MAKE = "Haga una con: apthapi backup --nueva-clave ARCHIVO"


def new_key(path: Path) -> str:
    """Write a new secret key into a file that only its owner reads; the public one. Raises BackupError, OSError."""
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"«{path}» ya existe: una clave no se escribe sobre otra. Elija otro nombre.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# publica: {public}\n{identity}\n")
    return public


def recipients(text: str) -> list[x25519.Recipient]:
    """The public keys that a text gives, or a file of them; of a secret one, its public one. Raises BackupError."""
    found = [_recipient(word) for word in _words(text)]
    if not found:
        raise BackupError(f"No hay ninguna clave en «{text}». {_MAKE}")
    return found


def identities(path: str) -> list[x25519.Identity]:
    """The secret keys of a file. Raises BackupError."""
    words = _words(path)
    try:
        found = [x25519.Identity.from_str(word) for word in words]
    except IdentityError:
        found = []
    if not found:
        raise BackupError(
            f"«{path}» no tiene una clave secreta ({_SECRET}…). La pública hace respaldos, pero no los abre: "
            "indique el archivo que escribió apthapi backup --nueva-clave."
        )
    return found


def _recipient(word: str) -> x25519.Recipient:
    try:
        if word.startswith(_SECRET):
            return x25519.Identity.from_str(word).to_public()
        return x25519.Recipient.from_str(word)
    except (IdentityError, RecipientError):
        raise BackupError(f"«{word[:12]}…» no es una clave pública (age1…). {_MAKE}") from None


def _words(text: str) -> list[str]:
    """The keys of a text, or those of the file that it names, a line each."""
    if text.startswith(_PUBLIC):
        return text.split()
    path = Path(text)
    if not path.is_file():
        raise BackupError(f"No existe el archivo de clave «{text}». {_MAKE}")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
