"""A short name for what is served as static files, so that a browser may keep them for ever under it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

LENGTH = 12


def fingerprint(folders: Iterable[Path], *more: str) -> str:
    """The same for the same files on any machine; another as soon as one changes. `more` names what is not in them."""
    total = sha256("\n".join(more).encode())
    for folder in folders:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            total.update(f"{file.relative_to(folder).as_posix()} {sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()[:LENGTH]
