"""Files that prove progress: looked into and kept aside when they come, theirs for good when the report is kept.

A form that is refused brings them again by a seal, so that nobody chooses them twice.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from apthapi.core.quoting import quoted
from apthapi.formats.errors import FileError
from apthapi.formats.evidence import kind_of, named
from apthapi.web.accounts.models import Designacion
from apthapi.web.execution.progress.models import Evidencia, folder
from apthapi.web.expediente.archive import keep_file
from apthapi.web.process.permisos import Situacion

KEPT_ASIDE = timedelta(days=1)
"""How long a file waits for its form to be sent again."""
_LONGEST_NAME = 120
_SALT = "evidencia-de-avance"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f;()/\\<>:"|?*«»]')
_NAMED = re.compile(r"(?P<name>[^;]+?) \(sha256:(?P<sha256>[0-9a-f]{64})\)")


@dataclass(frozen=True, slots=True)
class Given:
    """A file that came and may be kept: its name, its digest and size in bytes, and which of `evidence.KINDS` it is."""

    name: str
    sha256: str
    size: int
    kind: str

    def __str__(self) -> str:
        return f"{self.name} (sha256:{self.sha256})"


def files_in(cell: str) -> list[tuple[str, str]]:
    """The files that a cell `evidencia` names, with their digests."""
    return [(found["name"].strip(), found["sha256"]) for found in _NAMED.finditer(cell)]


def words_in(cell: str) -> str:
    """What a cell `evidencia` says besides the files that it names."""
    parts = (each.strip() for each in _NAMED.sub(";", cell).split(";"))
    return "; ".join(each for each in parts if each)


def cell_of(words: str, files: Iterable[tuple[str, str]]) -> str:
    """The cell `evidencia` of those words and files, each file once."""
    by_digest = {sha256: name for name, sha256 in files}
    named_files = [f"{name} (sha256:{sha256})" for sha256, name in by_digest.items()]
    return "; ".join(each for each in (words, *named_files) if each)


def keep_aside(given: UploadedFile[Any]) -> Given:
    """Look into a file that came and keep it until its report is. Raises FileError."""
    name = _clean(given.name or "")
    if not given.size:
        raise FileError(f"{quoted(name)} está vacío. Elija otro archivo.")
    if given.size > settings.EVIDENCIA_MAYOR:
        raise FileError(
            f"{quoted(name)} pesa más de {settings.EVIDENCIA_MAYOR // 2**20} MB. Guárdelo más pequeño, o divídalo."
        )
    _clear_old()
    work = _aside() / str(uuid4())
    digest = hashlib.sha256()
    try:
        with work.open("wb") as file:
            for some in given.chunks():
                digest.update(some)
                file.write(some)
        kind = kind_of(work, name)
        work.replace(_aside() / digest.hexdigest())
    finally:
        work.unlink(missing_ok=True)
    return Given(named(name, kind), digest.hexdigest(), given.size, kind)


def seal(given: Given, situacion: Situacion) -> str:
    """What the form brings again of a file: only its person, for that unit, can use it."""
    who = [situacion.persona.pk, situacion.plan, situacion.unidad]
    return signing.dumps([*who, given.name, given.sha256, given.size, given.kind], salt=_SALT)


def unseal(text: str, situacion: Situacion) -> Given | None:
    """The file of a seal, if it still waits."""
    try:
        persona, plan, unidad, name, sha256, size, kind = signing.loads(text, salt=_SALT, max_age=KEPT_ASIDE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    mine = (persona, plan, unidad) == (situacion.persona.pk, situacion.plan, situacion.unidad)
    there = (_aside() / sha256).exists() or (folder() / sha256).exists()
    return Given(name, sha256, size, kind) if mine and there else None


def settle(given: Iterable[Given]) -> None:
    """Put the files where they stay; without a report they are named by nobody. Raises FileError if one is gone."""
    for each in given:
        aside, target = _aside() / each.sha256, folder() / each.sha256
        if aside.exists():
            keep_file(aside.read_bytes(), target)
            aside.unlink(missing_ok=True)
        elif not target.exists():
            raise FileError(f"{quoted(each.name)} ya no está: elíjalo otra vez.")


def attach(situacion: Situacion, designacion: Designacion, month: int, operacion: str, given: Iterable[Given]) -> None:
    """The files are of that report from now on. In its act."""
    for each in given:
        Evidencia.objects.get_or_create(
            plan=situacion.plan,
            unidad=situacion.unidad,
            operacion=operacion,
            mes=month,
            sha256=each.sha256,
            defaults={
                "nombre": each.name,
                "tamano": each.size,
                "clase": each.kind,
                "persona": situacion.persona,
                "cargo": designacion.cargo,
            },
        )


def content_of(found: Evidencia) -> bytes:
    """The bytes, if they are those that were given. Raises FileError."""
    content = found.file.read_bytes() if found.file.exists() else b""
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise FileError(
            f"{quoted(found.nombre)} no se entrega: lo guardado no es el archivo que se adjuntó (su SHA-256 es otro). "
            "Avise a la administración del sistema."
        )
    return content


def _aside() -> Path:
    where = folder() / "en-espera"
    where.mkdir(parents=True, exist_ok=True)
    return where


def _clear_old() -> None:
    limit = (timezone.now() - 2 * KEPT_ASIDE).timestamp()
    for each in _aside().iterdir():
        if each.stat().st_mtime < limit:
            each.unlink(missing_ok=True)


def _clean(name: str) -> str:
    """A name that is only a name, and fits."""
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "archivo"
    stem, suffix = Path(plain).stem, Path(plain).suffix[:20]
    return stem[: _LONGEST_NAME - len(suffix)] + suffix
