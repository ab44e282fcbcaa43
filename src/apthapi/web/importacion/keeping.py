"""The files of foreign workbooks: kept whole under their own hash while they wait, and for ever once accepted."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from apthapi.formats.errors import FileError
from apthapi.web.expediente.archive import keep_file
from apthapi.web.importacion.models import KEPT, SUFFIXES, Importacion, PlanillaImportada, file_of
from apthapi.web.process.permisos import Situacion
from apthapi.web.wall.sight import everything

LARGEST = 20 * 2**20
MOST_WAITING = 20
"""Workbooks that one person may have to finish in one place."""


def receive(given: UploadedFile[Any] | None, situacion: Situacion, asunto: str = "") -> Importacion:
    """Keep a file that was uploaded, to be looked at for an Asunto. Raises FileError."""
    if given is None or not given.name:
        raise FileError("Elija un archivo.")
    name = PurePath(given.name.replace("\\", "/")).name[:200]
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise FileError(f"«{name}» no es una planilla: sirven los libros de Excel o LibreOffice y los CSV.")
    if given.size is None or given.size > LARGEST:
        raise FileError(f"«{name}» pesa más de {LARGEST // 2**20} MB. Quítele imágenes y hojas que no hagan falta.")
    here = Importacion.objects.filter(plan=situacion.plan, unidad=situacion.unidad, persona=situacion.persona)
    if here.filter(aceptada=False).count() >= MOST_WAITING:
        raise FileError(f"Usted tiene aquí {MOST_WAITING} archivos por terminar: termine o descarte alguno antes.")
    content = given.read()
    digest = hashlib.sha256(content).hexdigest()
    target = file_of(digest, name)
    clear_old()
    if not target.exists():
        keep_file(content, target)
    return Importacion(
        plan=situacion.plan,
        unidad=situacion.unidad,
        nombre=name,
        sha256=digest,
        tamano=len(content),
        persona=situacion.persona,
        asunto=asunto,
    )


def discard(waiting: Importacion) -> None:
    """Forget a workbook that was not accepted, with its file if nobody else has the same."""
    waiting.delete()
    same = {"sha256": waiting.sha256}
    with everything("entities that brought the same bytes share the file"):
        used = Importacion.objects.filter(**same).exists() or PlanillaImportada.objects.filter(**same).exists()
    if not used:
        waiting.file.unlink(missing_ok=True)


def clear_old() -> None:
    """Forget what waited too long."""
    for old in Importacion.objects.filter(momento__lt=timezone.now() - KEPT, aceptada=False)[:20]:
        discard(old)
